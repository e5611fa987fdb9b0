import type { Verdict } from '../checker/check.ts';
import type { Injected } from './fault-proxy.ts';
import type { RssSummary } from './rss.ts';

export type ProcessesReport = {
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
