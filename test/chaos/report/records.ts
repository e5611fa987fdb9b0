import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tool } from '../../../scripts/lib/run.ts';

const Counts = z.record(z.string(), z.number());

/** What became of one case of the fault matrix. */
export const CaseRecord = z.object({
  row: z.int(),
  layer: z.enum(['L0', 'L1', 'L2', 'L3']),
  name: z.string(),
  /** What was done to the processes, by kind and number; times in milliseconds are in it too and named so. */
  injected: Counts,
  verdict: z.enum(['passed', 'failed', 'not run']),
  why: z.string().nullable(),
  tookMs: z.number(),
});
export type CaseRecord = z.infer<typeof CaseRecord>;

/** A deliberately broken build. `caughtBy` is the invariant that was broken first; null when nothing noticed. */
export const MutantRecord = z.object({
  name: z.string(),
  breaks: z.string(),
  layer: z.string(),
  caughtBy: z.string().nullable(),
  seed: z.number().nullable(),
  what: z.string().nullable(),
});
export type MutantRecord = z.infer<typeof MutantRecord>;

/** Under which circumstances something was found. */
const Meta = z.object({
  at: z.string(),
  command: z.string(),
  /** Short hash, with `+` when files were changed. */
  commit: z.string(),
  took: z.number(),
  machine: z.object({ cores: z.int(), memoryGb: z.int(), system: z.string() }),
  versions: z.record(z.string(), z.string()),
});
export type Meta = z.infer<typeof Meta>;

const SimSection = Meta.extend({
  from: z.int(),
  seeds: z.int(),
  regress: z.int(),
  steps: z.int(),
  received: z.int(),
  stored: z.int(),
  late: z.int(),
  turns: z.int(),
  replies: z.int(),
  takeovers: z.int(),
  commands: Counts,
  injected: Counts,
  unknownShare: z.number(),
  /** Seeds that broke a promise, and what they broke. */
  failures: z.array(z.object({ seed: z.int(), path: z.string().nullable(), what: z.string() })),
  tooLittle: z.array(z.string()),
});
export type SimSection = z.infer<typeof SimSection>;

const Rss = z
  .object({
    median: z.number(),
    max: z.number(),
    mbPerHour: z.number().nullable(),
    at5min: z.number().nullable(),
    at30min: z.number().nullable(),
  })
  .nullable();

/** Times as they are shown: nearest-rank percentiles in milliseconds. */
const Times = z.object({ count: z.int(), p50: z.number(), p95: z.number(), max: z.number() }).nullable();
export type Times = z.infer<typeof Times>;

const ProcessesSection = Meta.extend({
  seed: z.int(),
  seconds: z.number(),
  contacts: z.int(),
  messages: z.int(),
  stored: z.int(),
  late: z.int(),
  answered: z.int(),
  turns: z.int(),
  replies: z.int(),
  takeovers: z.int(),
  events: z.int(),
  expired: z.int(),
  unknown: z.int(),
  commands: Counts,
  kills: Counts,
  killsInAll: z.int(),
  acts: Counts,
  injected: Counts,
  resumeWorker: Times,
  resumeBot: Times,
  takeoverMs: Times,
  dashboards: z.object({ lost: z.int(), resets: z.int() }),
  rss: z.object({ workerd: Rss, bot: Rss }),
  settledAfterMs: z.number().nullable(),
  violations: z.array(z.string()),
  tooLittle: z.array(z.string()),
});
export type ProcessesSection = z.infer<typeof ProcessesSection>;

const CasesSection = Meta.extend({ records: z.array(CaseRecord) });
const MutantsSection = Meta.extend({ records: z.array(MutantRecord), tooLittle: z.array(z.string()) });
export type CasesSection = z.infer<typeof CasesSection>;
export type MutantsSection = z.infer<typeof MutantsSection>;

export const SIZES = ['nightly', 'quick'] as const;
export type Size = (typeof SIZES)[number];

/** The last result of every part. A quick run never takes the place of a nightly one. */
export const Found = z.object({
  sim: z.partialRecord(z.enum(SIZES), SimSection).default({}),
  processes: z.partialRecord(z.enum(SIZES), ProcessesSection).default({}),
  cases: CasesSection.nullable().default(null),
  /** The cases in which the real library drives a real browser. */
  whatsapp: CasesSection.nullable().default(null),
  mutants: MutantsSection.nullable().default(null),
});
export type Found = z.infer<typeof Found>;

const DOCS = join(import.meta.dirname, '../../../docs');

/** What earlier runs found. @throws when the file is not what this version writes. */
export const readFound = (folder = DOCS): Found => {
  const file = join(folder, 'faults.json');
  return Found.parse(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {});
};

/** Writes both files as the formatter of the house would have them. */
export const writeFound = async (found: Found, text: string, folder = DOCS): Promise<void> => {
  const [data, page] = [join(folder, 'faults.json'), join(folder, 'FAULTS.md')];
  writeFileSync(data, `${JSON.stringify(Found.parse(found), null, 2)}\n`);
  writeFileSync(page, text);
  const { code, output } = await tool('oxfmt', [data, page], { quiet: true });
  if (code !== 0) throw new Error(`the report could not be formatted: ${output}`);
};

const keyOf = ({ layer, row, name }: CaseRecord): string => `${layer} ${row} ${name}`;

/** The cases that were run, and of those that were not (the nightly ones, in a quick run) what was found last. */
export const mergeCases = (
  before: CasesSection | null,
  now: CasesSection,
  isNotRunNow: (record: CaseRecord) => boolean,
): CasesSection => {
  const fresh = new Set(now.records.map(keyOf));
  const kept = (before?.records ?? []).filter((record) => !fresh.has(keyOf(record)) && isNotRunNow(record));
  return {
    ...now,
    records: [...now.records, ...kept].sort((a, b) => a.row - b.row || (keyOf(a) < keyOf(b) ? -1 : 1)),
  };
};
