import { check } from '../checker/check.ts';
import type { HistoryEvent } from '../checker/history.ts';
import { SeededRandom } from '../sim/scheduler.ts';
import { hasGoneOn, historyOf, observe, type Observed } from './collect.ts';
import { writeEvidence } from './evidence.ts';
import { tooLittle } from './floors.ts';
import { dismiss, doneTo, gather, leave, type Parts } from './parts.ts';
import { figuresOf, linesOf, type ProcessesReport } from './report.ts';
import { settle } from './settle.ts';
import { underFaults, type Trial } from './under-faults.ts';
import { World } from './world.ts';

export type RunOptions = Trial & { log?: (line: string) => void };

/**
 * Against hanging: how long it took is in the report. Commands kept by a second agent are looked for only after 50 s; and what a
 * long run's crowd wrote while everything was dying is still to be taken and answered when it ends.
 */
const settleSecondsOf = (seconds: number): number => Math.max(240, seconds / 4);

/** One run of the real processes under faults, judged by the checker. Ends all its processes and removes what they wrote. */
export const runProcesses = async (options: RunOptions): Promise<ProcessesReport> => {
  const log = options.log ?? (() => {});
  const startedAt = performance.now();
  const world = await World.start({ seed: options.seed });
  try {
    return await judged(world, options, startedAt, log);
  } finally {
    await world.end();
  }
};

const judged = async (
  world: World,
  trial: Trial,
  startedAt: number,
  log: (line: string) => void,
): Promise<ProcessesReport> => {
  const { seconds, seed, load, floors } = trial;
  const random = new SeededRandom(seed);
  const parts = await gather(world, load, random);
  try {
    await Promise.all(parts.dashboards.map((dashboard) => dashboard.open()));
    const faults = await underFaults(parts, trial, random, log);
    log('faults are over');
    const rest = await afterFaults(parts, settleSecondsOf(seconds) * 1_000, log);
    leave(parts);
    await world.stop();
    log('check');

    const history = historyIn(parts, rest.observed);
    const verdict = check(history);
    const figures = figuresOf(parts, { seed, load, took: performance.now() - startedAt, faults, ...rest, verdict });
    const little = tooLittle(doneTo(parts), figures, history, floors, seconds);
    const report = { ...figures, tooLittle: little, ok: verdict.violations.length === 0 && little.length === 0 };
    for (const line of linesOf(report)) log(line);
    if (verdict.violations.length > 0) log(`their events are in ${writeEvidence(seed, history, verdict.violations)}`);
    return report;
  } finally {
    dismiss(parts);
  }
};

/** Waits for rest and reads what everybody knows then; `settledAfterMs` is null when it never came. */
const afterFaults = async (
  parts: Parts,
  limitMs: number,
  log: (line: string) => void,
): Promise<{ settledAfterMs: number | null; observed: Observed }> => {
  const { world, crowd, dashboards, memory } = parts;
  await world.heal();
  crowd.settle();
  const from = performance.now();
  const settled = await settle(parts, limitMs, log);
  const settledAfterMs = settled ? performance.now() - from : null;
  memory.stop();
  log('read what everybody knows');
  const phones = new Set(crowd.numbers);
  let observed = await observe(world.api, phones, dashboards);
  // That takes a minute after an hour of it, and what a person held may come back to the bot, which then answers.
  while (settled && (await hasGoneOn(world.api, observed))) {
    await settle(parts, limitMs, log);
    observed = await observe(world.api, phones, dashboards, observed);
  }
  return { settledAfterMs, observed };
};

/** One history of all that was written down, once the processes have ended. */
const historyIn = ({ world, truth, attendants, botLog }: Parts, observed: Observed): HistoryEvent[] => {
  botLog.stop();
  botLog.read();
  return historyOf({
    stateDir: world.stateDir,
    observed,
    truth: truth.read().lines,
    wire: world.frames.events,
    people: attendants.flatMap(({ events }) => events).sort((a, b) => a.at - b.at),
    bot: botLog.said,
  });
};
