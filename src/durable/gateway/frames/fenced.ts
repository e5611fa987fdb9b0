import type { Fenced } from '@oconnector/protocol/link/fenced.ts';
import type { GatewayContext } from '../context.ts';
import { FENCE_TIMER } from '../commands.ts';
import type { Link } from '../link.ts';

/** The agent has stored a fence; the conversation is told, however long that takes. */
export const onFenced = (
  context: GatewayContext,
  { journalEpoch }: Link,
  { contactId, minGeneration, inFlight }: Fenced,
): void => {
  context.commit(() => {
    if (!context.store.confirm({ contactId, minGeneration }, journalEpoch)) return;
    if (context.store.unconfirmed(contactId) === null) context.timers.clear(FENCE_TIMER, contactId);
    context.outbox.put(`fenced/${contactId}`, String(minGeneration), {
      contactId,
      generation: minGeneration,
      inFlight,
    });
    context.journal.append('fenced', contactId, { minGeneration, inFlight });
  });
};
