import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../support/api.ts';
import { check } from '../checker/check.ts';
import type { HistoryEvent } from '../checker/history.ts';
import { SeededRandom } from '../sim/scheduler.ts';
import { historyOf, observe, owed, readTruth, type Observed } from './collect.ts';
import { allRows, Dashboard, fingerprint } from './dashboard.ts';
import { Attendant, Crowd } from './load.ts';
import { torment } from './plan.ts';
import { linesOf, type ProcessesReport } from './report.ts';
import { World, type Kill } from './world.ts';

export type RunOptions = {
  /** How long faults are injected. */
  seconds: number;
  seed: number;
  contacts: number;
  /** Fewer kills than this prove too little. */
  minKills: number;
  /** Messages a second, on average; 12 when absent. */
  perSecond?: number;
  /** Longest wait for everything to come to rest. */
  settleSeconds?: number;
  log?: (line: string) => void;
};

const ATTENDANTS = 2;
const DASHBOARDS = 2;
/** The longest look-up of the unknown-outcome procedure in this pace, and 60 s (ARCHITECTURE §5b.13). */
const SETTLE_SECONDS = 90;

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
  options: RunOptions,
  startedAt: number,
  log: (line: string) => void,
): Promise<ProcessesReport> => {
  const { seconds, seed, contacts, minKills } = options;
  const random = new SeededRandom(seed);
  const crowd = await Crowd.gather(world.api, contacts, new SeededRandom(random.int(0, 2 ** 31)));
  const attendants = Array.from(
    { length: ATTENDANTS },
    () => new Attendant(new ApiClient(world.instance), new SeededRandom(random.int(0, 2 ** 31)), world.frames),
  );
  const dashboards = Array.from(
    { length: DASHBOARDS },
    (_, i) => new Dashboard(`dashboard ${i + 1}`, new ApiClient(world.instance), world.instance.url),
  );
  try {
    await Promise.all(dashboards.map((dashboard) => dashboard.open()));
    const over = AbortSignal.timeout(seconds * 1000);
    const [acts] = await Promise.all([
      torment(world, random, over, log),
      crowd.run(options.perSecond ?? 12, over),
      ...attendants.map((attendant) => attendant.run(crowd.numbers, over)),
      loseSockets(dashboards, new SeededRandom(seed + 1), over),
    ]);
    log('faults are over');
    await world.heal();
    crowd.settle();
    const from = performance.now();
    const settled = await settle(world, crowd, dashboards, (options.settleSeconds ?? SETTLE_SECONDS) * 1000, log);
    const settledAfterMs = settled ? performance.now() - from : null;
    log('read what everybody knows');
    const observed = await observe(world.api, new Set(crowd.numbers), dashboards);
    for (const dashboard of dashboards) dashboard.close();
    crowd.close();
    await world.stop();
    log('check');

    const people = attendants.flatMap(({ events }) => events).sort((a, b) => a.at - b.at);
    const history = historyOf(world.stateDir, observed, world.frames.events, people);
    const verdict = check(history);
    const commands = verdict.tally.commands;
    const report: ProcessesReport = {
      layer: 'L2',
      seed,
      seconds,
      contacts,
      took: (performance.now() - startedAt) / 1000,
      messages: verdict.tally.received,
      answered: answeredIn(observed),
      expired: commands['expired'] ?? 0,
      unknown: commands['unknown'] ?? 0,
      commands,
      kills: tallied(world.kills),
      killsInAll: world.kills.length,
      acts,
      injected: { ...world.proxy.injected },
      resumeMs: resumeTimes(world),
      takeoverMs: attendants.flatMap(({ confirmMs }) => confirmMs),
      dashboards: {
        lost: dashboards.reduce((sum, { lost }) => sum + lost, 0),
        resets: dashboards.reduce((sum, { resets }) => sum + resets, 0),
      },
      settledAfterMs,
      tally: verdict.tally,
      violations: verdict.violations,
      tooLittle: [],
      ok: false,
    };
    report.tooLittle = [...tooLittle(report, minKills), ...unseen(history)];
    report.ok = report.violations.length === 0 && report.tooLittle.length === 0 && settled;
    for (const line of linesOf(report)) log(line);
    return report;
  } finally {
    for (const dashboard of dashboards) dashboard.close();
    crowd.close();
  }
};

const loseSockets = async (
  dashboards: readonly Dashboard[],
  random: SeededRandom,
  over: AbortSignal,
): Promise<void> => {
  while (!over.aborted) {
    await sleep(random.int(1_000, 5_000), undefined, { signal: over }).catch(() => {});
    if (!over.aborted) random.pick(dashboards).drop();
  }
};

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

/** Messages that a turn of the bot or a person answered. */
const answeredIn = ({ threads }: Observed): number => {
  let answered = 0;
  for (const { messages } of threads.values()) {
    const last = messages.findLast(
      (message) =>
        message.direction === 'out' &&
        message.status !== 'cancelled' &&
        message.status !== 'expired' &&
        message.status !== 'failed',
    );
    answered += messages.filter((message) => message.direction === 'in' && message.seq < (last?.seq ?? 0)).length;
  }
  return answered;
};

/** What a history of such a run must hold: a check that finds nothing to check says nothing. */
const KINDS: HistoryEvent['f'][] = [
  'wa.in',
  'wa.out',
  'bot.covered',
  'bot.intent',
  'bot.fence',
  'bot.acked',
  'gw.lease',
  'gw.held',
  'conv.stored',
  'conv.control',
  'conv.turn',
  'conv.reply',
  'conv.command',
  'conv.state',
  'person.takeover',
  'person.confirmed',
  'final.thread',
  'final.timers',
  'final.row',
  'final.projected',
  'final.feed',
  'final.queues',
];

const unseen = (history: readonly HistoryEvent[]): string[] => {
  const seen = new Set(history.map(({ f }) => f));
  return KINDS.filter((kind) => !seen.has(kind)).map((kind) => `nothing was observed of ${kind}`);
};

const tooLittle = (report: ProcessesReport, minKills: number): string[] => {
  const reasons: string[] = [];
  const least = (what: string, value: number, wanted: number): void => {
    if (value < wanted) reasons.push(`${what}: ${value}, wanted at least ${wanted}`);
  };
  least('kills', report.killsInAll, minKills);
  least('messages', report.messages, report.seconds * 2);
  least('messages answered, of a hundred', Math.floor((100 * report.answered) / Math.max(1, report.messages)), 70);
  least('takeovers confirmed', report.takeoverMs.length, Math.floor(report.seconds / 10));
  least(
    'commands accepted',
    (report.commands['accepted'] ?? 0) + (report.commands['delivered'] ?? 0) + (report.commands['read'] ?? 0),
    report.seconds,
  );
  least(
    'frames that were tampered with',
    report.injected.dropped + report.injected.duplicated + report.injected.reordered + report.injected.delayed,
    report.seconds,
  );
  least('events checked', report.tally.events, report.seconds * 20);
  if (report.unknown > Math.max(5, report.messages / 200)) reasons.push(`unknown outcomes: ${report.unknown}`);
  return reasons;
};

/** Waits until nothing is under way anywhere; false when that takes too long. */
const settle = async (
  world: World,
  crowd: Crowd,
  dashboards: readonly Dashboard[],
  limitMs: number,
  log: (line: string) => void,
): Promise<boolean> => {
  const deadline = performance.now() + limitMs;
  let why = '';
  let quiet = 0;
  while (performance.now() < deadline) {
    why = await unsettled(world, crowd, dashboards).catch((error: unknown) => String(error));
    quiet = why === '' ? quiet + 1 : 0;
    // Twice in a row, so that what was just being published is in the lists too.
    if (quiet >= 2) return true;
    await sleep(500);
  }
  log(`not settled: ${why}`);
  return false;
};

const unsettled = async (world: World, crowd: Crowd, dashboards: readonly Dashboard[]): Promise<string> => {
  if (crowd.unconfirmed > 0) return `${crowd.unconfirmed} messages that WhatsApp has not confirmed`;
  if (!(await world.isOnline())) return 'the agent is not back';
  const written = new Map<string, number>();
  for (const { k, phone } of readTruth(world.stateDir))
    if (k === 'in') written.set(phone, (written.get(phone) ?? 0) + 1);
  const { rows } = await allRows(world.api);
  const byPhone = new Map(
    [...rows.values()].flatMap((row) => (row.contact.phone ? [[row.contact.phone.e164, row] as const] : [])),
  );
  for (const [phone, count] of written) {
    const row = byPhone.get(phone);
    if (!row || row.inboundCount !== count)
      return `${phone} wrote ${count}, the list knows ${row?.inboundCount ?? 'nothing'}`;
    if (row.activity !== 'idle') return `${phone} is ${row.activity}`;
    if (row.control.holder.kind === 'bot' && row.waitingSince !== null) return `${phone} waits for an answer`;
  }
  const { numbers } = await world.api.get<{ numbers: { pending: number }[] }>('/api/whatsapp/numbers');
  const pending = numbers.reduce((sum, number) => sum + number.pending, 0);
  if (pending > 0) return `${pending} commands pending`;
  const effects = await owed(world.api);
  if (effects > 0) return `${effects} effects are still owed`;
  const { detail } = await world.api.object('Inbox', '');
  const behind = (detail.state['projection'] as { pending: number }).pending;
  if (behind > 0) return `D1 is behind by ${behind} rows`;
  const server = fingerprint(rows);
  const other = dashboards.find((dashboard) => fingerprint(dashboard.rows) !== server);
  return other ? `${other.name} shows something else` : '';
};
