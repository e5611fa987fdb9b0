import type { HandoffReason } from './analysis.ts';
import type { Holder } from './control.ts';

/** Why a conversation waits for a person: the assistant gave it over, or failed. */
export type PersonReason = HandoffReason | 'bot_failed';

/** Whether the bot gave up and nobody has taken over yet. In a file of its own, without schemas, for pages that need no more. */
export const awaitsPerson = (
  holder: Holder,
): holder is Extract<Holder, { kind: 'paused' }> & { reason: PersonReason } =>
  holder.kind === 'paused' &&
  holder.reason !== 'opted_out' &&
  holder.reason !== 'resolved' &&
  holder.reason !== 'group';
