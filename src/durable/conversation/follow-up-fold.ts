import type { ConversationEvent } from './events.ts';
import type { ConversationState } from './state.ts';

/** The message after silence in the fold of the log. */

/** There was a sign, of the contact or of a person: nothing follows a silence, and nobody ignores anything. */
export const HEARD = { followUp: null, followedUp: null } as const satisfies Partial<ConversationState>;

type Moved = Extract<
  ConversationEvent,
  { kind: `command.${'accepted' | 'delivered' | 'read' | 'failed' | 'cancelled' | 'expired' | 'unknown'}` }
>;

/** What becomes of it when a command moves: it is waited for from when it left; what did not leave, as far as is known, nobody ignores. */
export const followedUpAfter = (
  { followedUp }: Pick<ConversationState, 'followedUp'>,
  { kind, data, at }: Moved,
): ConversationState['followedUp'] => {
  if (followedUp?.seq !== data.seq) return followedUp;
  const hasLeft = kind === 'command.accepted' || kind === 'command.delivered' || kind === 'command.read';
  return hasLeft ? { ...followedUp, leftAt: followedUp.leftAt ?? at } : null;
};
