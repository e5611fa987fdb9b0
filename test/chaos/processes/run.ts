import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../../support/api.ts';
import { check } from '../checker/check.ts';
import type { HistoryEvent, Violation } from '../checker/history.ts';
import { SeededRandom } from '../sim/scheduler.ts';
import { BotLog } from './bot-log.ts';
import { hasGoneOn, historyOf, observe, owed, type Observed } from './collect.ts';
import { allRows, Dashboard, fingerprint } from './dashboard.ts';
import { Attendant, BUSY, CALM, Crowd, type Manners } from './load.ts';
import { torment, type Pace } from './plan.ts';
import { linesOf, type ProcessesReport } from './report.ts';
import { Memory, rssSummary } from './rss.ts';
import { TruthLog } from './truth.ts';
import { World, type Kill } from './world.ts';

/** How much happens at once. */
export type Load = Pace & {
  contacts: number;
  /** Messages a second on average. */
  perSecond: number;
  manners: Manners;
};

/** What has been done to the processes so far: kills, takeovers confirmed, frames tampered with. */
type Done = { kills: number; takeovers: number; tampered: number };

/** What a run of so many seconds must reach; less proves too little. */
export type Floors = Done & { messages: number };

export type RunOptions = {
  /** How long faults are injected: at least so long, and on until enough was done to the processes. */
  seconds: number;
  seed: number;
  load: Load;
  floors: Floors;
  /** Longest wait for everything to come to rest. */
  settleSeconds?: number;
  log?: (line: string) => void;
};

/** Many faults and few people: each minute meets each kind of fault. */
export const DENSE: Load = { contacts: 60, perSecond: 12, actEveryMs: 0, killEveryMs: 7_000, noise: 1, manners: CALM };
/** Many people: two hundred thousand messages and three hundred kills in an hour. */
export const WIDE: Load = {
  contacts: 400,
  perSecond: 62,
  actEveryMs: 6_300,
  killEveryMs: 12_000,
  noise: 2.5,
  manners: BUSY,
};

/** What an hour of the wide load must reach (DELIVERY §4), and its share of a shorter run. */
export const floorsOf = (load: Load, seconds: number): Floors =>
  load === WIDE
    ? {
        kills: Math.floor((200 * seconds) / 3_600),
        messages: Math.floor((200_000 * seconds) / 3_600),
        takeovers: Math.floor(seconds / 20),
        tampered: Math.floor(seconds / 3),
      }
    : {
        kills: Math.max(1, Math.floor(seconds / 10)),
        messages: seconds * 8,
        takeovers: Math.floor(seconds / 10),
        tampered: Math.floor(seconds / 3),
      };

const WHAT = { kills: 'kills', takeovers: 'takeovers confirmed', tampered: 'frames that were tampered with' } as const;

/** What is not enough yet, in words. */
const shortOf = (done: Done, floors: Floors): string[] =>
  (['kills', 'takeovers', 'tampered'] as const)
    .filter((what) => done[what] < floors[what])
    .map((what) => `${WHAT[what]}: ${done[what]}, wanted at least ${floors[what]}`);

const ATTENDANTS = 2;
const DASHBOARDS = 2;
/**
 * Against hanging: how long it took is in the report. Commands kept by a second agent are looked for only after 50 s; and what a
 * long run's crowd wrote while everything was dying is still to be taken and answered when it ends.
 */
const settleSecondsOf = (seconds: number): number => Math.max(240, seconds / 4);

/** A machine that is slow to get up again does less in a minute: of what a run must reach, it is given so many times as long. */
const AT_MOST_TIMES = 3;

/** Ends when the time is over and enough was done, and at last when it never is. */
const overOnceEnough = (seconds: number, enough: () => boolean): AbortSignal => {
  const over = new AbortController();
  const from = performance.now();
  const look = setInterval(() => {
    const times = (performance.now() - from) / (seconds * 1_000);
    if (times < 1 || (times < AT_MOST_TIMES && !enough())) return;
    clearInterval(look);
    over.abort();
  }, 250);
  return over.signal;
};

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
  const { seconds, seed, load, floors } = options;
  const random = new SeededRandom(seed);
  const crowd = await Crowd.gather(world.api, load.contacts, new SeededRandom(random.int(0, 2 ** 31)), load.manners);
  const attendants = Array.from(
    { length: ATTENDANTS },
    () => new Attendant(new ApiClient(world.instance), new SeededRandom(random.int(0, 2 ** 31)), world.frames),
  );
  const dashboards = Array.from(
    { length: DASHBOARDS },
    (_, i) => new Dashboard(`dashboard ${i + 1}`, new ApiClient(world.instance), world.instance.url),
  );
  const truth = new TruthLog(world.stateDir);
  const botLog = new BotLog(world.stateDir).follow();
  const memory = new Memory(world);
  try {
    await Promise.all(dashboards.map((dashboard) => dashboard.open()));
    const done = (): Done => ({
      kills: world.kills.length,
      takeovers: attendants.reduce((sum, { confirmMs }) => sum + confirmMs.length, 0),
      tampered: world.proxy.tampered,
    });
    const faultsFrom = performance.now();
    const over = overOnceEnough(seconds, () => shortOf(done(), floors).length === 0);
    const [acts] = await Promise.all([
      torment(world, random, over, log, load),
      crowd.run(load.perSecond, over),
      ...attendants.map((attendant) => attendant.run(crowd.numbers, over)),
      loseSockets(dashboards, new SeededRandom(seed + 1), over),
      sayHowItGoes(world, crowd, over, log),
    ]);
    log('faults are over');
    const faultsSeconds = Math.round((performance.now() - faultsFrom) / 1_000);
    await world.heal();
    crowd.settle();
    const from = performance.now();
    const limitMs = (options.settleSeconds ?? settleSecondsOf(seconds)) * 1000;
    const settled = await settle({ world, crowd, dashboards, truth }, limitMs, log);
    const settledAfterMs = settled ? performance.now() - from : null;
    memory.stop();
    log('read what everybody knows');
    const phones = new Set(crowd.numbers);
    let observed = await observe(world.api, phones, dashboards);
    // That takes a minute after an hour of it, and what a person held may come back to the bot, which then answers.
    while (settled && (await hasGoneOn(world.api, observed))) {
      await settle({ world, crowd, dashboards, truth }, limitMs, log);
      observed = await observe(world.api, phones, dashboards, observed);
    }
    for (const dashboard of dashboards) dashboard.close();
    crowd.close();
    await world.stop();
    log('check');

    botLog.stop();
    botLog.read();
    const people = attendants.flatMap(({ events }) => events).sort((a, b) => a.at - b.at);
    const history = historyOf({
      stateDir: world.stateDir,
      observed,
      truth: truth.read().lines,
      wire: world.frames.events,
      people,
      bot: botLog.said,
    });
    const verdict = check(history);
    const commands = verdict.tally.commands;
    const report: ProcessesReport = {
      layer: 'L2',
      seed,
      seconds: faultsSeconds,
      contacts: load.contacts,
      perSecond: load.perSecond,
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
      rss: { workerd: rssSummary(memory.samples, 'workerd'), bot: rssSummary(memory.samples, 'bot') },
      settledAfterMs,
      tally: verdict.tally,
      violations: verdict.violations,
      tooLittle: [],
      ok: false,
    };
    report.tooLittle = [...shortOf(done(), floors), ...tooLittle(report, floors, seconds), ...unseen(history)];
    report.ok = report.violations.length === 0 && report.tooLittle.length === 0 && settled;
    for (const line of linesOf(report)) log(line);
    if (report.violations.length > 0) log(`their events are in ${writeEvidence(seed, history, verdict.violations)}`);
    return report;
  } finally {
    memory.stop();
    botLog.stop();
    for (const dashboard of dashboards) dashboard.close();
    crowd.close();
  }
};

const SAY_EVERY_MS = 30_000;

/** A line now and then, so that a long run can be watched. */
const sayHowItGoes = async (
  world: World,
  crowd: Crowd,
  over: AbortSignal,
  log: (line: string) => void,
): Promise<void> => {
  for (const from = performance.now(); !over.aborted;) {
    await sleep(SAY_EVERY_MS, undefined, { signal: over }).catch(() => {});
    const seconds = Math.round((performance.now() - from) / 1_000);
    log(
      `after ${seconds} s: ${crowd.written} messages written, ${crowd.unconfirmed} not taken yet, ${world.kills.length} kills`,
    );
  }
};

/** Writes the history of the contacts that a promise was broken for, and what is nobody's; returns where. */
const writeEvidence = (seed: number, history: readonly HistoryEvent[], violations: readonly Violation[]): string => {
  const named = new Set(violations.flatMap(({ evidence }) => evidence));
  const concerned = new Set(
    history.flatMap((event) => (named.has(event.n) && 'contact' in event ? [event.contact] : [])),
  );
  const file = join(mkdtempSync(join(tmpdir(), 'oconnector-chaos-evidence-')), `seed-${seed}.jsonl`);
  const lines = history.filter((event) => named.has(event.n) || ('contact' in event && concerned.has(event.contact)));
  writeFileSync(file, [...violations, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
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

/** Messages that a turn of the bot answered. */
const answeredIn = ({ told }: Observed): number => [...told.values()].reduce((sum, { answered }) => sum + answered, 0);

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

const tooLittle = (report: ProcessesReport, floors: Floors, seconds: number): string[] => {
  const { commands, messages } = report;
  const reasons: string[] = [];
  const least = (what: string, value: number, wanted: number): void => {
    if (value < wanted) reasons.push(`${what}: ${value}, wanted at least ${wanted}`);
  };
  least('messages', messages, floors.messages);
  least('messages answered by a turn, of a hundred', Math.floor((100 * report.answered) / Math.max(1, messages)), 70);
  const arrived = (commands['accepted'] ?? 0) + (commands['delivered'] ?? 0) + (commands['read'] ?? 0);
  least('commands that reached WhatsApp', arrived, Math.max(seconds, messages / 20));
  least('events checked', report.tally.events, Math.max(seconds * 20, messages * 3));
  const sends = Object.values(commands).reduce((sum, n) => sum + n, 0);
  if (report.unknown > Math.max(1, sends / 1_000))
    reasons.push(`unknown outcomes: ${report.unknown} of ${sends} sends`);
  if (report.settledAfterMs === null) reasons.push('it never came to rest');
  return reasons;
};

type Parts = { world: World; crowd: Crowd; dashboards: readonly Dashboard[]; truth: TruthLog };

/** Waits until nothing is under way anywhere; false when that takes too long. */
const settle = async (parts: Parts, limitMs: number, log: (line: string) => void): Promise<boolean> => {
  const deadline = performance.now() + limitMs;
  let why = '';
  let quiet = 0;
  while (performance.now() < deadline) {
    why = await unsettled(parts).catch((error: unknown) => String(error));
    quiet = why === '' ? quiet + 1 : 0;
    // Twice in a row, so that what was just being published is in the lists too.
    if (quiet >= 2) return true;
    await sleep(500);
  }
  log(`not settled: ${why}`);
  return false;
};

const unsettled = async ({ world, crowd, dashboards, truth }: Parts): Promise<string> => {
  if (crowd.unconfirmed > 0) return `${crowd.unconfirmed} messages that WhatsApp has not confirmed`;
  if (!(await world.isOnline())) return 'the agent is not back';
  const { written } = truth.read();
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
