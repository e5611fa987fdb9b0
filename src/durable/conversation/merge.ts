import { awaitsPerson } from '@oconnector/protocol/model/awaits-person.ts';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import type { MovedState } from '../rpc/conversation.ts';
import { OPTED_OUT } from './control.ts';
import { openReplies } from './turn-fold.ts';
import { united, type Span } from './span.ts';
import type { ConversationState } from './state.ts';

/** Two contacts turn out to be one: who speaks then, and what must not be answered here any more. Decisions only. */

/** What is kept of a move while it lasts. `state` null: nothing was ever stored here. */
export type Moved = {
  mergeId: string;
  into: string;
  state: MovedState | null;
  /** What nobody has answered, or what a reply on its way answers: brought over when that is known. Null until it is counted. */
  held: Span[] | null;
  /** Everything else has arrived. */
  handed: boolean;
  /** Files whose standing has changed here since, which the other conversation is yet to be told. */
  files?: string[];
};

/** What of the thread cannot be called answered: it waits, or its reply may still turn out not to have left. */
export const unsettledSpans = (state: ConversationState): Span[] =>
  Object.values(openReplies(state)).reduce((spans, reply) => united(spans, reply.spans), state.pending?.spans ?? []);

/**
 * Who gets control where both go on; null when nothing changes. A person who has either keeps it, the one who has this one
 * before the other. Who wanted nothing automatic under one name wants none. A person who was promised under one is.
 */
export const inheritedHolder = (
  mine: Pick<ConversationState, 'control' | 'optedOut'>,
  theirs: Pick<MovedState, 'holder' | 'optedOut'>,
): Holder | null => {
  const { holder } = mine.control;
  if (holder.kind === 'human') return null;
  if (theirs.holder.kind === 'human') return theirs.holder;
  const rests = holder.kind === 'bot' || holder.reason === 'resolved';
  if (mine.optedOut !== null || theirs.optedOut) return rests || !awaitsPerson(holder) ? optedOut(holder) : null;
  return rests && awaitsPerson(theirs.holder) ? theirs.holder : null;
};

const optedOut = (holder: Holder): Holder | null =>
  holder.kind === 'paused' && holder.reason === 'opted_out' ? null : OPTED_OUT;
