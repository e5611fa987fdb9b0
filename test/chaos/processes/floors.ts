import type { HistoryEvent } from '../checker/history.ts';
import { BUSY, CALM, type Manners } from './load.ts';
import type { Pace } from './plan.ts';
import type { Figures } from './report.ts';

/** How much happens at once. */
export type Load = Pace & {
  contacts: number;
  /** Messages a second on average. */
  perSecond: number;
  manners: Manners;
};

/** What has been done to the processes so far: kills, takeovers confirmed, frames tampered with. */
export type Done = { kills: number; takeovers: number; tampered: number };

/** What a run of so many seconds must reach; less proves too little. */
export type Floors = Done & { messages: number };

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
export const shortOf = (done: Done, floors: Floors): string[] =>
  (['kills', 'takeovers', 'tampered'] as const)
    .filter((what) => done[what] < floors[what])
    .map((what) => `${WHAT[what]}: ${done[what]}, wanted at least ${floors[what]}`);

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

/** What the report has too little of, in words. */
const tooFew = (report: Figures, floors: Floors, seconds: number): string[] => {
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

/** Why a run proves too little; empty when it proves something. */
export const tooLittle = (
  done: Done,
  report: Figures,
  history: readonly HistoryEvent[],
  floors: Floors,
  seconds: number,
): string[] => [...shortOf(done, floors), ...tooFew(report, floors, seconds), ...unseen(history)];
