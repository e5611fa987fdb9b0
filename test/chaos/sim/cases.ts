import type { CaseRecord } from '../report/records.ts';
import { add, crashesGrid, inboundGrid, nothingInjected, takeoverGrid, type Injected } from './grids.ts';
import { live } from './run.ts';
import { crashes } from './stories/crashes.ts';
import { links } from './stories/links.ts';
import { minds } from './stories/minds.ts';
import { stores } from './stories/stores.ts';
import type { Story } from './stories/story.ts';
import { onAllCores } from './threads.ts';

/** What a part of a case found: what was really injected, and why it failed. */
export type Found = { injected: Injected; why: string | null };
export type Part = { name: string; run: () => Promise<Found> };

/** A row of the fault matrix in the simulation. Its parts need nothing of each other. */
export type SimCase = {
  row: number;
  name: string;
  /** What must have been injected, at least once over all parts. */
  injects: readonly string[];
  parts: readonly Part[];
};

const SEEDS = 8;

const storyCase = (story: Story): SimCase => ({
  row: story.row,
  name: story.name,
  injects: story.injects,
  parts: [{ name: story.name, run: () => liveStory(story) }],
});

const liveStory = async ({ row, story, expects, options, seeds = SEEDS }: Story): Promise<Found> => {
  let injected = nothingInjected();
  for (let seed = 1; seed <= seeds; seed++) {
    // A story tells who writes what, and when it is answered: nobody says it instead.
    const outcome = await live(seed * 7919 + row, story, { hears: false, ...options });
    injected = add(injected, outcome.injected);
    const [broken] = outcome.violations;
    const [missed] = expects?.(outcome) ?? [];
    if (broken) return { injected, why: `seed ${seed}: ${broken.invariant} ${broken.contact ?? ''} ${broken.what}` };
    if (missed !== undefined) return { injected, why: `seed ${seed}: ${missed}` };
  }
  return { injected, why: null };
};

export const stories: readonly SimCase[] = [...crashes, ...links, ...minds, ...stores]
  .map(storyCase)
  .toSorted((a, b) => a.row - b.row);
export const grids: readonly SimCase[] = [takeoverGrid, inboundGrid, crashesGrid];
export const cases: readonly SimCase[] = [...stories, ...grids].toSorted((a, b) => a.row - b.row);

/** Lives one part. Never throws. */
export const runPart = async ({ run }: Part): Promise<Found & { tookMs: number }> => {
  const from = performance.now();
  const found = await run().catch((error: unknown) => ({
    injected: nothingInjected(),
    why: error instanceof Error ? (error.stack ?? error.message) : String(error),
  }));
  return { ...found, tookMs: Math.round(performance.now() - from) };
};

const recordOf = ({ row, name, injects, parts }: SimCase, found: (Found & { tookMs: number })[]): CaseRecord => {
  const injected = found.map((one) => one.injected).reduce(add, nothingInjected());
  const never = injects.filter((kind) => (injected[kind] ?? 0) === 0);
  const failures = found.flatMap(({ why }, i) =>
    why === null ? [] : [parts.length === 1 ? why : `${parts[i]?.name}: ${why}`],
  );
  if (never.length > 0) failures.push(`never injected: ${never.join(', ')}`);
  const [why = null] = failures;
  const tookMs = found.reduce((sum, one) => sum + one.tookMs, 0);
  return { row, layer: 'L0', name, injected, verdict: why === null ? 'passed' : 'failed', why, tookMs };
};

/** Lives a case here, part after part. Never throws. */
export const runCase = async (one: SimCase): Promise<CaseRecord> => {
  const found: (Found & { tookMs: number })[] = [];
  for (const part of one.parts) found.push(await runPart(part));
  return recordOf(one, found);
};

type PartJob = { one: SimCase; place: number; part: number };

/** Lives every part of these cases on every core. */
export const runParts = (wanted: readonly SimCase[], threads?: number) => {
  const jobs = wanted.flatMap((one) => one.parts.map((_, part): PartJob => ({ one, place: cases.indexOf(one), part })));
  return onAllCores('case', jobs, ({ place, part }) => [place, part], threads);
};

/**
 * Lives cases of the simulation on every core: these, or those of one row, or all. `onRecord` hears of each as it is done; the answer has
 * their order.
 */
export const runSimCases = async (
  options: {
    cases?: readonly SimCase[];
    row?: number | undefined;
    onRecord?: (record: CaseRecord) => void;
    threads?: number;
  } = {},
): Promise<CaseRecord[]> => {
  const wanted = (options.cases ?? cases).filter(({ row }) => options.row === undefined || row === options.row);
  const parts = runParts(wanted, options.threads);
  return await Promise.all(
    wanted.map(async (one) => {
      const own = parts.filter(({ job }) => job.one === one);
      const record = recordOf(one, await Promise.all(own.map(({ done }) => done)));
      options.onRecord?.(record);
      return record;
    }),
  );
};
