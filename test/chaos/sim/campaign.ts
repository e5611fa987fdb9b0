import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { LINK_FRAMES } from '../link-frames.ts';
import type { Violation } from '../checker/history.ts';
import { liveScenario, scenarioArbitrary, type Outcome, type Scenario } from './run.ts';

/** Scenarios that once broke a promise: they are lived again before any other, for ever. */
const REGRESS = join(import.meta.dirname, '../seeds/regress.json');

export type Regress = { seed: number; path: string | null; found: string; scenario: Scenario };
export type Failure = { seed: number; path: string | null; scenario: Scenario; violations: Violation[] };

/** What many lives amounted to. A campaign that did little proves little, so it prints this and has floors. */
export type Totals = {
  seeds: number;
  steps: number;
  received: number;
  stored: number;
  late: number;
  turns: number;
  replies: number;
  takeovers: number;
  /** Commands by how they ended. */
  commands: Record<string, number>;
  /** Faults by kind, as they were really injected. */
  injected: Record<string, number>;
};

export const nothing = (): Totals => ({
  seeds: 0,
  steps: 0,
  received: 0,
  stored: 0,
  late: 0,
  turns: 0,
  replies: 0,
  takeovers: 0,
  commands: {},
  injected: {},
});

const sum = (a: Record<string, number>, b: Record<string, number>): Record<string, number> => {
  const both = { ...a };
  for (const [key, n] of Object.entries(b)) both[key] = (both[key] ?? 0) + n;
  return both;
};

export const add = (a: Totals, b: Totals): Totals => ({
  seeds: a.seeds + b.seeds,
  steps: a.steps + b.steps,
  received: a.received + b.received,
  stored: a.stored + b.stored,
  late: a.late + b.late,
  turns: a.turns + b.turns,
  replies: a.replies + b.replies,
  takeovers: a.takeovers + b.takeovers,
  commands: sum(a.commands, b.commands),
  injected: sum(a.injected, b.injected),
});

const totalsOf = ({ steps }: Scenario, { tally, injected }: Outcome): Totals => {
  const { received, stored, late, turns, replies, takeovers, commands } = tally;
  return {
    seeds: 1,
    steps: steps.length,
    received,
    stored,
    late,
    turns,
    replies,
    takeovers,
    commands,
    injected,
  };
};

/** The one scenario of a seed. Lives differ in length, so that short ones are seen too. */
const parameters = (seed: number, path: string | null) => ({
  seed,
  numRuns: 1,
  ...(path === null ? {} : { path, endOnFailure: true }),
});

export const scenarioOf = (seed: number, path: string | null = null): Scenario => {
  const [scenario] = fc.sample(scenarioArbitrary, parameters(seed, path));
  if (!scenario) throw new Error(`seed ${seed} has no path ${path}`);
  return scenario;
};

/** Looks for a shorter life that breaks a promise too; the time is bounded, for the long one is already worth something. */
const shrink = async (failure: Failure, patienceMs: number): Promise<Failure> => {
  let best = failure;
  const breaks = fc.asyncProperty(scenarioArbitrary, async (scenario) => {
    const { violations } = await liveScenario(scenario);
    if (violations.length === 0) return true;
    best = { ...failure, scenario, violations };
    return false;
  });
  const found = await fc.check(breaks, {
    seed: failure.seed,
    numRuns: 1,
    interruptAfterTimeLimit: patienceMs,
    markInterruptAsFailure: false,
  });
  return { ...best, path: found.counterexamplePath ?? best.path };
};

export type Campaign = { totals: Totals; failures: Failure[] };

/** Lives so many seeds, one after the other. */
export const runSeeds = async (
  from: number,
  count: number,
  options: {
    shrinkMs?: number;
    onFailure?: (failure: Failure) => void;
    onProgress?: (totals: Totals) => void;
    isOver?: () => boolean;
  } = {},
): Promise<Campaign> => {
  let totals = nothing();
  const failures: Failure[] = [];
  for (let seed = from; seed < from + count && !options.isOver?.(); seed++) {
    const scenario = scenarioOf(seed);
    const outcome = await liveScenario(scenario);
    totals = add(totals, totalsOf(scenario, outcome));
    options.onProgress?.(totals);
    if (outcome.violations.length === 0) continue;
    const failure = await shrink(
      { seed, path: null, scenario, violations: outcome.violations },
      options.shrinkMs ?? 30_000,
    );
    failures.push(failure);
    options.onFailure?.(failure);
  }
  return { totals, failures };
};

export const readRegress = (): Regress[] =>
  existsSync(REGRESS) ? (JSON.parse(readFileSync(REGRESS, 'utf8')) as Regress[]) : [];

/** Keeps a failing life for ever. */
export const keep = ({ seed, path, scenario, violations }: Failure): void => {
  const known = readRegress();
  if (known.some((one) => JSON.stringify(one.scenario) === JSON.stringify(scenario))) return;
  const found = [...new Set(violations.map(({ invariant, what }) => `${invariant} ${what}`))].slice(0, 3).join(' · ');
  write([...known, { seed, path, found, scenario }]);
};

const write = (all: readonly Regress[]): void =>
  writeFileSync(REGRESS, `[\n${all.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);

/** How to live it again. */
export const replayOf = ({ seed, path }: Pick<Failure, 'seed' | 'path'>): string =>
  `npm run chaos -- --layer sim --seed ${seed}${path === null ? '' : ` --path ${path}`}`;

export const linesOfFailure = (failure: Failure): string[] => [
  `✗ seed ${failure.seed}: ${failure.scenario.steps.length} steps break a promise`,
  ...failure.violations.slice(0, 6).map(({ invariant, contact, what }) => `    ${invariant} ${contact ?? ''} ${what}`),
  ...failure.scenario.steps.slice(0, 12).map((step) => `    · ${JSON.stringify(step)}`),
  `    again: ${replayOf(failure)}`,
];

/** Faults that a campaign of many seeds must have injected; a kind that never happens proves nothing. */
const KINDS = [
  'worker killed',
  'agent killed',
  'object evicted',
  'link cut',
  'link half open',
  'duplicate frame',
  'reorder frame',
  'second agent',
  'clock stepped',
  'D1 down',
  'D1 slow',
  'D1 wiped',
  'history failed',
  'history shuffled',
  'send refused',
  'send threw, sent nevertheless',
  'send threw, nothing sent',
  'alarm lost',
  'alarm late',
  'WhatsApp away',
  'feed cut',
  'call lost',
  'taken over',
  'given back',
  'typed by a person',
  'takeover refused',
  'message announced again',
  'duplicate event',
  'assistant hangs',
  'assistant throws',
  'assistant garbage',
  'assistant latch',
  'opted out',
] as const;
/** Below this many seeds chance alone leaves kinds out. */
const ENOUGH_SEEDS = 1_500;
/** Of the frames, a `sync` goes once in two minutes, which many lives do not last. */
const ENOUGH_FOR_SYNC = 20_000;

/** Why a campaign proves too little; empty when it proves something. */
export const shortfalls = (totals: Totals): string[] => {
  const { seeds, replies, takeovers, injected, received, stored, commands } = totals;
  const frames = LINK_FRAMES.filter((frame) => frame !== 'sync' || seeds >= ENOUGH_FOR_SYNC);
  const missing =
    seeds < ENOUGH_SEEDS
      ? []
      : [...KINDS, ...frames.map((frame) => `drop ${frame}`)].filter((kind) => (injected[kind] ?? 0) === 0);
  const arrived = ['accepted', 'delivered', 'read'].reduce((all, state) => all + (commands[state] ?? 0), 0);
  const wants = (holds: boolean, what: string): string[] => (holds ? [] : [what]);
  return [
    ...wants(replies >= seeds, `${replies} replies in ${seeds} lives`),
    ...wants(arrived >= 2 * seeds, `${arrived} messages reached WhatsApp in ${seeds} lives`),
    ...wants(
      stored >= received * 0.9 && received >= 4 * seeds,
      `${received} messages came in ${seeds} lives, ${stored} were stored`,
    ),
    ...wants(takeovers >= seeds / 10, `${takeovers} takeovers in ${seeds} lives`),
    ...wants(
      (injected['worker killed'] ?? 0) + (injected['agent killed'] ?? 0) >= seeds / 2,
      `too few kills in ${seeds} lives`,
    ),
    ...missing.map((kind) => `never injected: ${kind}`),
  ];
};

/** The share of sends whose outcome nobody knows, of all that were begun. */
export const unknownShare = ({ commands }: Totals): number => {
  const sent = Object.values(commands).reduce((all, n) => all + n, 0);
  return sent === 0 ? 0 : (commands['unknown'] ?? 0) / sent;
};

const counts = (record: Record<string, number>): string =>
  Object.entries(record)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, n]) => `${name} ${n}`)
    .join(' · ') || 'none';

/** The report in lines for people. */
export const linesOf = ({ totals, failures }: Campaign, seconds: number): string[] => {
  const { seeds, steps, received, stored, late, turns, replies, takeovers, commands, injected } = totals;
  const points = Object.entries(injected).filter(([kind]) => kind.startsWith('at '));
  const others = Object.fromEntries(Object.entries(injected).filter(([kind]) => !kind.startsWith('at ')));
  return [
    `simulation: ${seeds} lives, ${steps} steps, ${Math.round(seconds)} s (${(seeds / seconds).toFixed(1)} a second)`,
    `  messages ${received} · stored ${stored} · late ${late} · turns ${turns} · answered ${replies} · takeovers ${takeovers}`,
    `  answered ${replies} · expired ${commands['expired'] ?? 0} · unknown ${commands['unknown'] ?? 0} (${(unknownShare(totals) * 100).toFixed(3)} % of all sends)`,
    `  commands: ${counts(commands)}`,
    `  injected: ${counts(others)}`,
    `  killed at ${points.length} named points, ${points.reduce((all, [, n]) => all + n, 0)} times`,
    ...shortfalls(totals).map((why) => `  TOO LITTLE: ${why}`),
    `  lives that broke a promise: ${failures.length}`,
    ...failures.flatMap(linesOfFailure),
  ];
};
