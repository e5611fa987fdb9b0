import type { Verdict } from '../checker/check.ts';
import type { Observed } from './collect.ts';
import type { Injected } from './fault-proxy.ts';
import type { Load } from './floors.ts';
import type { Parts } from './parts.ts';
import { rssSummary, type RssSummary } from './rss.ts';
import type { Kill, World } from './world.ts';

/** What was seen in a run. */
export type Figures = {
  layer: 'L2';
  seed: number;
  /** Asked for, and with starting, settling and reading. */
  seconds: number;
  took: number;
  contacts: number;
  /** Messages a second, as asked for. */
  perSecond: number;
  messages: number;
  /** Messages that a turn of the bot answered. */
  answered: number;
  expired: number;
  unknown: number;
  /** Commands by how they ended. */
  commands: Record<string, number>;
  kills: Record<string, number>;
  killsInAll: number;
  acts: Record<string, number>;
  injected: Injected;
  resumeMs: { worker: number[]; bot: number[] };
  takeoverMs: number[];
  dashboards: { lost: number; resets: number };
  /** Of processes that are killed all the time: what they start with, which grows with the state, and little else. */
  rss: { workerd: RssSummary | null; bot: RssSummary | null };
  settledAfterMs: number | null;
  tally: Verdict['tally'];
  violations: Verdict['violations'];
};

export type ProcessesReport = Figures & {
  /** Why this run proves too little; empty when it proves something. */
  tooLittle: string[];
  ok: boolean;
};

/** The value below which a share `p` lies (nearest rank); null for no values. */
export const percentile = (values: readonly number[], p: number): number | null => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? null;
};

const ms = (values: readonly number[]): string => {
  const show = (p: number): string => `${Math.round(percentile(values, p) ?? 0)}`;
  return values.length === 0 ? 'none' : `p50 ${show(0.5)} · p95 ${show(0.95)} · max ${show(1)} ms (${values.length})`;
};

const counts = (record: Record<string, number>): string =>
  Object.entries(record)
    .filter(([, n]) => n > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(' · ') || 'none';

const rss = (summary: RssSummary | null): string => {
  if (!summary) return 'too few samples';
  const { median, max, mbPerHour, at5min, at30min } = summary;
  const grown =
    at5min !== null && at30min !== null ? `, after 30 min ${(at30min / at5min).toFixed(2)} × after 5 min` : '';
  return `median ${median} MB, max ${max} MB${mbPerHour === null ? '' : `, ${mbPerHour} MB an hour`}${grown}`;
};

/** The report in lines for people. */
export const linesOf = (report: ProcessesReport): string[] => [
  `processes: seed ${report.seed}, ${report.seconds} s of faults, ${Math.round(report.took)} s in all, ${report.contacts} contacts, ${(report.messages / report.seconds).toFixed(1)} messages a second`,
  `  messages ${report.messages} · stored ${report.tally.stored} · late ${report.tally.late} · answered by a turn ${report.answered} (${Math.round((100 * report.answered) / Math.max(1, report.messages))} %) · expired ${report.expired} · unknown ${report.unknown}`,
  `  turns ${report.tally.turns} · replies ${report.tally.replies} · takeovers ${report.tally.takeovers} · commands: ${counts(report.commands)}`,
  `  kills ${report.killsInAll}: ${counts(report.kills)}`,
  `  acts: ${counts(report.acts)}`,
  `  frames: ${counts(report.injected)}`,
  `  resumed after a kill of the worker: ${ms(report.resumeMs.worker)}; of the bot: ${ms(report.resumeMs.bot)}`,
  `  takeover confirmed: ${ms(report.takeoverMs)}`,
  `  dashboards: socket lost ${report.dashboards.lost}, fetched again ${report.dashboards.resets}`,
  `  memory of workerd: ${rss(report.rss.workerd)}; of the bot: ${rss(report.rss.bot)}`,
  `  settled after ${report.settledAfterMs === null ? 'NEVER' : `${Math.round(report.settledAfterMs)} ms`}; ${report.tally.events} events checked`,
  ...report.tooLittle.map((why) => `  TOO LITTLE: ${why}`),
  `  violations ${report.violations.length}`,
  ...report.violations.slice(0, 25).map(({ invariant, contact, what }) => `  ${invariant} ${contact ?? ''} ${what}`),
];

const tallied = (kills: readonly Kill[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { victim, how } of kills) {
    const name = how === 'kill -9' ? `${victim} ${how}` : `${victim} at ${how}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const resumeTimes = (world: World): ProcessesReport['resumeMs'] => {
  const of = (worker: boolean): number[] =>
    world.kills.flatMap(({ victim, at }, i) => {
      if ((victim !== 'bot') !== worker) return [];
      const resumed = world.frames.resumedAfter(at);
      const next = world.kills[i + 1]?.at ?? Number.POSITIVE_INFINITY;
      // Killed again before it was back: that wait belongs to the next one.
      return resumed === null || resumed > next ? [] : [resumed - at];
    });
  return { worker: of(true), bot: of(false) };
};

/** Messages that a turn of the bot answered. */
const answeredIn = ({ told }: Observed): number => [...told.values()].reduce((sum, { answered }) => sum + answered, 0);

/** What a run did and what came of it; `took` in milliseconds. */
export type Run = {
  seed: number;
  load: Load;
  took: number;
  faults: { seconds: number; acts: Record<string, number> };
  settledAfterMs: number | null;
  observed: Observed;
  verdict: Verdict;
};

/** The figures of a run that is over. */
export const figuresOf = ({ world, attendants, dashboards, memory }: Parts, run: Run): Figures => {
  const { tally, violations } = run.verdict;
  const { commands } = tally;
  return {
    layer: 'L2',
    seed: run.seed,
    seconds: run.faults.seconds,
    contacts: run.load.contacts,
    perSecond: run.load.perSecond,
    took: run.took / 1_000,
    messages: tally.received,
    answered: answeredIn(run.observed),
    expired: commands['expired'] ?? 0,
    unknown: commands['unknown'] ?? 0,
    commands,
    kills: tallied(world.kills),
    killsInAll: world.kills.length,
    acts: run.faults.acts,
    injected: { ...world.proxy.injected },
    resumeMs: resumeTimes(world),
    takeoverMs: attendants.flatMap(({ confirmMs }) => confirmMs),
    dashboards: {
      lost: dashboards.reduce((sum, { lost }) => sum + lost, 0),
      resets: dashboards.reduce((sum, { resets }) => sum + resets, 0),
    },
    rss: { workerd: rssSummary(memory.samples, 'workerd'), bot: rssSummary(memory.samples, 'bot') },
    settledAfterMs: run.settledAfterMs,
    tally,
    violations,
  };
};
