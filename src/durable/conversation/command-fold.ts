import { answered } from './burst-fold.ts';
import type { EventData } from './events.ts';
import { HEARD } from './follow-up-fold.ts';
import { added } from './message-fold.ts';
import type { ConversationState, OpenCommand } from './state.ts';
import { without } from './without.ts';

/** What is on its way to the contact, in the fold of the log. */

export const queued = (state: ConversationState, data: EventData<'command.queued'>, at: number): ConversationState => {
  const { seq, class: kind, generation, turnId, notAfter } = data;
  const command: OpenCommand = {
    seq,
    class: kind,
    generation,
    turnId,
    notAfter,
    status: 'queued',
    askedAt: null,
    ...(data.isFollowUp && { isFollowUp: true }),
  };
  return {
    ...added(state, seq, at),
    spokenAt: at,
    open: { ...state.open, [data.commandId]: command },
    ...(kind === 'human' ? { ...answered, answeredAt: at, ...HEARD } : {}),
    ...(data.isFollowUp && { followedUp: { seq, leftAt: null } }),
  };
};

export const handedOver = (
  state: ConversationState,
  commandId: string,
  at: number,
  more: Pick<OpenCommand, 'asks'> = {},
): ConversationState => {
  const command = state.open[commandId];
  return command
    ? { ...state, open: { ...state.open, [commandId]: { ...command, status: 'dispatched', askedAt: at, ...more } } }
    : state;
};

export const moved = (
  state: ConversationState,
  data: { commandId: string; from: string; settled?: true },
  to: string,
): ConversationState => {
  const after = {
    ...state,
    open: without(state.open, data.commandId),
    looking: without(state.looking, data.commandId),
  };
  if (data.settled) return after;
  const counted = (status: 'failed' | 'unknown'): number =>
    state[status] + (to === status ? 1 : 0) - (data.from === status ? 1 : 0);
  return { ...after, failed: counted('failed'), unknown: counted('unknown') };
};
