import type { Intent, Sentiment } from '@oconnector/protocol/model/analysis.ts';
import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Analysis, Reply, TurnRecord } from '../../ai/assistant.ts';
import { localTime } from '@oconnector/protocol/model/hours.ts';

/** What the last turns came to, as far as the next one depends on it. Decisions only; a part of the state. */

/** `outcomes`: of the last ten turns, oldest first. `greetedAt`: when the assistant last greeted; null: never. */
export type Recorded = {
  outcomes: Reply['outcome'][];
  negativeInARow: number;
  injectionsInARow: number;
  asked: BantField | null;
  refused: BantField[];
  greetedAt: number | null;
  /** The lead was hot when it was last answered. */
  wasHot: boolean;
};

/** What a turn says of itself in the log, beside what it said: small typed data. */
export type Lesson = {
  intent: Intent | null;
  sentiment: Sentiment | null;
  injection: boolean;
  asks: BantField | null;
  /** What was refused in so many words, or asked for and passed over. */
  refused: BantField[];
  greeted: boolean;
  hot: boolean;
};

const REMEMBERED = 10;
/** How sure the analysis must be before a burst counts as orders to the assistant. */
const INJECTION_FROM = 0.5;

export const emptyRecord: Recorded = {
  outcomes: [],
  negativeInARow: 0,
  injectionsInARow: 0,
  asked: null,
  refused: [],
  greetedAt: null,
  wasHot: false,
};

/** What a reply and its analysis teach. `unknown`: what was when the turn was thought, `learnt`: what its facts tell. */
export const lessonOf = (
  before: Recorded,
  reply: Pick<Reply, 'asks' | 'greets'>,
  analysis: Analysis | null,
  { unknown, learnt, hot }: { unknown: readonly BantField[]; learnt: readonly BantField[]; hot: boolean },
): Lesson => {
  const { intent = null, sentiment = null, injection = 0, refused = null } = analysis ?? {};
  const { asked } = before;
  const passedOver = asked !== null && analysis !== null && unknown.includes(asked) && !learnt.includes(asked);
  const turnedDown = [...(refused === null ? [] : [refused]), ...(passedOver ? [asked] : [])];
  return {
    intent,
    sentiment,
    injection: injection >= INJECTION_FROM,
    asks: reply.asks,
    refused: [...new Set(turnedDown)],
    greeted: reply.greets ?? intent === 'greeting',
    hot,
  };
};

/** The record after a turn; a log of earlier versions has no lesson. */
export const recordAfter = (
  record: Recorded,
  outcome: Reply['outcome'],
  lesson: Lesson | undefined,
  at: number,
): Recorded => ({
  outcomes: [...record.outcomes, outcome].slice(-REMEMBERED),
  // What nobody could tell breaks no row.
  negativeInARow:
    lesson?.sentiment === 'neg' ? record.negativeInARow + 1 : lesson?.sentiment ? 0 : record.negativeInARow,
  injectionsInARow: lesson?.injection ? record.injectionsInARow + 1 : 0,
  asked: lesson?.asks ?? null,
  refused: [...new Set([...record.refused, ...(lesson?.refused ?? [])])],
  greetedAt: lesson?.greeted ? at : record.greetedAt,
  wasHot: lesson?.hot ?? record.wasHot,
});

/** The bot has the word anew, after a person or a pause: what went wrong before is settled. */
export const recordAnew = ({ refused, greetedAt, wasHot }: Recorded): Recorded => ({
  ...emptyRecord,
  refused,
  greetedAt,
  wasHot,
});

/** How many of the last turns in a row had no answer; small talk neither breaks the row nor makes it longer. */
const unansweredInARow = (outcomes: Recorded['outcomes']): number => {
  const questions = outcomes.filter((outcome) => outcome !== 'social');
  const answered = questions.findLastIndex((outcome) => outcome !== 'unknown');
  return questions.length - 1 - answered;
};

/** Noon and six, in minutes of the day: `bom dia` until the one, `boa tarde` until the other, `boa noite` after. */
const PARTS = [12 * 60, 18 * 60];

const partOf = (minutes: number): number => PARTS.filter((from) => minutes >= from).length;

/** Whether two moments lie in one part of one day there: whoever was greeted at the one is not greeted at the other. */
const isSamePartOfDay = (a: number, b: number, timezone: string): boolean => {
  const [before, after] = [localTime(timezone, a), localTime(timezone, b)];
  if (before === null || after === null || partOf(before.minutes) !== partOf(after.minutes)) return false;
  return before.year === after.year && before.month === after.month && before.day === after.day;
};

/** What the assistant is told. */
export const toTurnRecord = (
  record: Recorded,
  about: { unknown: BantField[]; timezone: string; now: number; humanEndedAt: number | null },
): TurnRecord => {
  const { outcomes, negativeInARow, injectionsInARow, asked, refused, greetedAt } = record;
  const { unknown, timezone, now, humanEndedAt } = about;
  // Whoever has just spoken with a person is greeted by nobody anew.
  const metAt = Math.max(greetedAt ?? -Infinity, humanEndedAt ?? -Infinity);
  return {
    unansweredInARow: unansweredInARow(outcomes),
    unansweredOfTen: outcomes.filter((outcome) => outcome === 'unknown').length,
    negativeInARow,
    injectionsInARow,
    asked,
    refused,
    unknown,
    greeted: metAt > -Infinity && isSamePartOfDay(metAt, now, timezone),
  };
};
