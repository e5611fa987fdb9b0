import type { Fenced } from '@oconnector/protocol/link/fenced.ts';
import type { GatewayContext } from '../context.ts';
import { FENCE_TIMER } from '../commands.ts';
import type { Link } from '../link.ts';

/**
 * The agent has stored a fence; the conversation is told, however long that takes. Not while another agent, which was not asked, may still
 * send: then it is asked again when that one certainly has fallen silent.
 */
export const onFenced = (
  context: GatewayContext,
  { journalEpoch }: Link,
  { contactId, minGeneration, inFlight }: Fenced,
): void => {
  const { store, timers, clock } = context;
  const formerSendsUntil = store.formerSendsUntil();
  context.commit(() => {
    if (clock.now() < formerSendsUntil) {
      if (store.unconfirmed(contactId) !== null) timers.set(FENCE_TIMER, contactId, formerSendsUntil);
      return;
    }
    if (!store.confirm({ contactId, minGeneration }, journalEpoch)) return;
    if (store.unconfirmed(contactId) === null) timers.clear(FENCE_TIMER, contactId);
    context.outbox.put(`fenced/${contactId}`, String(minGeneration), {
      contactId,
      generation: minGeneration,
      inFlight,
    });
    context.journal.append('fenced', contactId, { minGeneration, inFlight });
  });
};
