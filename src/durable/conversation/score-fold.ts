import type { ConversationEvent } from './events.ts';
import { fadedTo, newStanding, type Standing } from './score.ts';
import { moved, tuned } from './score-move.ts';

const SCORE_EVENTS = [
  'score.moved',
  'score.tuned',
  'score.faded',
  'score.locked',
  'score.unlocked',
  'score.replayed',
  'outcome.recorded',
  'optout.recorded',
  'optout.returned',
  'optin.recorded',
] as const satisfies readonly ConversationEvent['kind'][];

/** The events that the score is the fold of. */
export type ScoreEvent = Extract<ConversationEvent, { kind: (typeof SCORE_EVENTS)[number] }>;
export const SCORE_EVENT_KINDS: readonly string[] = SCORE_EVENTS;

const frozen = (score: Standing | null, at: number, isFrozen: boolean): Standing | null =>
  score && { ...fadedTo(score, at), frozen: isFrozen };

/** The standing after one more event; null while nothing has moved the score. */
export const scoreAfter = (score: Standing | null, event: ScoreEvent): Standing | null => {
  const { at } = event;
  const standing = score ?? newStanding(at);
  switch (event.kind) {
    case 'score.moved':
      return moved(standing, event.data, at);
    case 'score.tuned':
      return tuned(standing, event.data, at);
    case 'score.faded':
      return fadedTo(standing, at);
    case 'score.locked':
      return { ...fadedTo(standing, at), locked: true };
    case 'score.unlocked':
      return { ...fadedTo(standing, at), locked: false };
    case 'score.replayed':
      return event.data.standing;
    case 'outcome.recorded':
      return { ...fadedTo(standing, at), outcome: { result: event.data.result, grade: event.data.grade } };
    case 'optout.recorded':
      return frozen(score, at, true);
    case 'optout.returned':
      return event.data.over ? frozen(score, at, false) : score;
    case 'optin.recorded':
      return frozen(score, at, false);
  }
};
