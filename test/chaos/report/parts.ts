import type { ProcessesReport } from '../processes/report.ts';
import { metaOf } from './meta.ts';
import { MATRIX, WHATSAPP_ROWS } from './matrix.ts';
import type {
  CaseRecord,
  CasesSection,
  MutantRecord,
  MutantsSection,
  ProcessesSection,
  SimSection,
  Size,
  Times,
} from './records.ts';
import { runWorkerdCases } from './workerd-cases.ts';

// Each part brings the modules it needs when it runs: the product's own code is loaded for the simulation alone.

export type Say = (line: string) => void;
/** What a part found, and in words why it is no success. */
export type Part<T> = { section: T; wrong: string[] };

export const SEEDS: Record<Size, number> = { quick: 2_000, nightly: 100_000 };
export const SECONDS: Record<Size, number> = { quick: 300, nightly: 3_600 };
/**
 * Outcomes that nobody knows, of all sends of the simulation. There about every second send meets a kill, a throw, a WhatsApp that dies in
 * the middle or a history that cannot be read, so that the 0.1 % of DELIVERY §4 is a matter of how often that is injected; the processes
 * are held to it.
 */
const UNKNOWN_AT_MOST = 0.005;
const SEED = 1;

/** Lives seeds of the simulation on every core; first those that once broke a promise. */
export const simPart = async (
  command: string,
  { from, count }: { from: number; count: number },
  say: Say,
): Promise<Part<SimSection>> => {
  const { readRegress, shortfalls, linesOf, unknownShare } = await import('../sim/campaign.ts');
  const { liveScenario } = await import('../sim/run.ts');
  const { runOnAllCores } = await import('../sim/threads.ts');
  const startedAt = performance.now();
  const failures: SimSection['failures'] = [];
  const regress = readRegress();
  for (const { seed, path, scenario } of regress) {
    const { violations } = await liveScenario(scenario);
    const [first] = violations;
    if (first) failures.push({ seed, path, what: `kept life: ${first.invariant} ${first.what}` });
  }
  say(`${regress.length} kept lives, ${failures.length} of them broke a promise again`);
  const campaign = await runOnAllCores(from, count, { log: say });
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const line of linesOf(campaign, seconds)) say(line);
  for (const { seed, path, violations } of campaign.failures) {
    const [first] = violations;
    failures.push({ seed, path, what: first ? `${first.invariant} ${first.what}` : 'nothing' });
  }
  const { totals } = campaign;
  const share = unknownShare(totals);
  const tooLittle = shortfalls(totals);
  if (share > UNKNOWN_AT_MOST && count >= SEEDS.quick)
    tooLittle.push(`the outcome of ${(share * 100).toFixed(3)} % of the sends is unknown`);
  if (totals.seeds < count) tooLittle.push(`${totals.seeds} of ${count} seeds were lived`);
  return {
    section: {
      ...metaOf(command, startedAt),
      ...totals,
      from,
      regress: regress.length,
      unknownShare: share,
      failures,
      tooLittle,
    },
    wrong: [...failures.map(({ seed, what }) => `simulation, seed ${seed}: ${what}`), ...tooLittle],
  };
};

/** One life again, with what it broke. */
export const replaySim = async (seed: number, path: string | null, say: Say): Promise<string[]> => {
  const { scenarioOf, linesOfFailure } = await import('../sim/campaign.ts');
  const { hashOf, liveScenario } = await import('../sim/run.ts');
  const scenario = scenarioOf(seed, path);
  const { violations, tally, history, log } = await liveScenario(scenario);
  for (const step of scenario.steps) say(`  · ${JSON.stringify(step)}`);
  say(`seed ${seed}: ${scenario.steps.length} steps, ${history.length} events (${hashOf(history).slice(0, 16)})`);
  say(`  ${JSON.stringify(tally)}`);
  if (violations.length === 0) return [];
  for (const line of [...log, ...linesOfFailure({ seed, path, scenario, violations })]) say(line);
  return violations.map(({ invariant, what }) => `seed ${seed}: ${invariant} ${what}`);
};

/** All cases of the fault matrix in the simulation, in workerd and in real processes. */
export const casesPart = async (
  command: string,
  { nightly, row }: { nightly: boolean; row: number | undefined },
  say: Say,
): Promise<Part<CasesSection>> => {
  const startedAt = performance.now();
  const { lineOf } = await import('./case.ts');
  const { runCases } = await import('../processes/cases.ts');
  const told = (records: readonly CaseRecord[]): readonly CaseRecord[] => {
    for (const record of records) say(`${record.layer}${lineOf(record)}`);
    return records;
  };
  say('cases in the simulation');
  const { runSimCases } = await import('../sim/cases.ts');
  const records = await runSimCases({ row, onRecord: (record) => void told([record]) });
  say('cases in workerd');
  records.push(...told(await runWorkerdCases(row)));
  say('cases in real processes');
  records.push(...(await runCases({ log: (line) => say(`L2${line}`), nightly, row })));
  const wanted = MATRIX.filter(({ proof }) => proof === 'here' || (proof === 'nightly' && nightly));
  return partOf(command, startedAt, records, row === undefined ? wanted.map((one) => one.row) : [row]);
};

/** The cases with the real library in a real browser. */
export const whatsappPart = async (command: string, row: number | undefined, say: Say): Promise<Part<CasesSection>> => {
  const startedAt = performance.now();
  const { runWhatsAppCases } = await import('../../whatsapp/cases.ts');
  const records = await runWhatsAppCases({ log: (line) => say(`L3${line}`), row });
  return partOf(command, startedAt, records, row === undefined ? WHATSAPP_ROWS : [row]);
};

/** What cases came to; a row of which nothing was done is a hole. */
const partOf = (
  command: string,
  startedAt: number,
  records: readonly CaseRecord[],
  rows: readonly number[],
): Part<CasesSection> => {
  const have = new Set(records.map(({ row }) => row));
  const failed = records.filter(({ verdict }) => verdict === 'failed');
  return {
    section: { ...metaOf(command, startedAt), records: records.toSorted((a, b) => a.row - b.row) },
    wrong: [
      ...failed.map(({ row, layer, name, why }) => `row ${row} (${layer}) ${name}: ${why ?? 'failed'}`),
      ...rows
        .filter((row) => !have.has(row))
        .map((row) => `row ${row} has no case: ${MATRIX.find((one) => one.row === row)?.fault ?? 'no such row'}`),
    ],
  };
};

const LEAST_MUTANTS = 15;

/** Every deliberately broken build must be caught. */
export const mutantsPart = async (command: string, say: Say): Promise<Part<MutantsSection>> => {
  const startedAt = performance.now();
  const { lineOf, runMutants } = await import('../mutants/run.ts');
  const records: MutantRecord[] = await runMutants({ log: say });
  for (const record of records) say(lineOf(record));
  const uncaught = records.filter(({ caughtBy }) => caughtBy === null).map(({ name }) => `mutant not caught: ${name}`);
  const tooLittle = records.length < LEAST_MUTANTS ? [`only ${records.length} mutants`] : [];
  return {
    section: { ...metaOf(command, startedAt), records, tooLittle },
    wrong: [...uncaught, ...tooLittle],
  };
};

/** Real processes under kills, failpoints and a bad line, judged by the checker. */
export const processesPart = async (
  command: string,
  { nightly, seconds, seed }: { nightly: boolean; seconds: number | undefined; seed: number | undefined },
  say: Say,
): Promise<Part<ProcessesSection>> => {
  const startedAt = performance.now();
  const { DENSE, floorsOf, WIDE } = await import('../processes/floors.ts');
  const { runProcesses } = await import('../processes/run.ts');
  const load = nightly ? WIDE : DENSE;
  const time = seconds ?? SECONDS[nightly ? 'nightly' : 'quick'];
  const report = await runProcesses({
    seconds: time,
    seed: seed ?? SEED,
    load,
    floors: floorsOf(load, time),
    log: say,
  });
  const section = { ...metaOf(command, startedAt), ...sectionOf(report) };
  return { section, wrong: [...section.violations, ...section.tooLittle.map((why) => `processes: ${why}`)] };
};

const timesOf = (values: readonly number[]): Times => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return sorted.length === 0 ? null : { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
};

const sectionOf = (report: ProcessesReport): Omit<ProcessesSection, keyof ReturnType<typeof metaOf>> => ({
  seed: report.seed,
  seconds: report.seconds,
  contacts: report.contacts,
  messages: report.messages,
  stored: report.tally.stored,
  late: report.tally.late,
  answered: report.answered,
  turns: report.tally.turns,
  replies: report.tally.replies,
  takeovers: report.tally.takeovers,
  events: report.tally.events,
  expired: report.expired,
  unknown: report.unknown,
  commands: report.commands,
  kills: report.kills,
  killsInAll: report.killsInAll,
  acts: report.acts,
  injected: { ...report.injected },
  resumeWorker: timesOf(report.resumeMs.worker),
  resumeBot: timesOf(report.resumeMs.bot),
  takeoverMs: timesOf(report.takeoverMs),
  dashboards: report.dashboards,
  rss: report.rss,
  settledAfterMs: report.settledAfterMs === null ? null : Math.round(report.settledAfterMs),
  violations: report.violations.map(
    ({ invariant, contact, what }) => `${invariant} ${contact === undefined ? '' : `${contact}: `}${what}`,
  ),
  tooLittle: report.tooLittle,
});
