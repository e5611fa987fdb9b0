import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import { LOOK_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { Command } from '@oconnector/protocol/model/command.ts';
import { hit } from '../../lib/failpoint.ts';
import { noteCheckups } from './checkups.ts';
import type { GatewayContext } from './context.ts';
import { isExpired, isFenced } from './delivery.ts';
import { ended, noteExpiry } from './endings.ts';
import { currentLink, livingLink, tell } from './link.ts';
import { push, repushOverdue } from './push.ts';

export const FENCE_TIMER = 'fence';
/** An unanswered `cancel` is repeated, ever more slowly as the fence ages, while the link is up. */
const FENCE_AGAIN_MS = 3_000;
const FENCE_AGAIN_AT_MOST_MS = 5 * 60_000;

/** Takes commands on durably and pushes what may go. A command behind its fence or past its time ends here. */
export const enqueue = (context: GatewayContext, commands: readonly Command[]): void => {
  const { store, journal, clock } = context;
  let again = false;
  context.commit(() => {
    const now = clock.now();
    for (const command of commands) {
      const known = store.pendingOf(command.commandId);
      const mayHaveLeft = known !== null && known.pushes > 0;
      if (!mayHaveLeft && isFenced(command, store.minGeneration(command.contactId))) {
        store.remove(command.commandId);
        ended(context, command, 'cancelled', 'fenced');
      } else if (!mayHaveLeft && isExpired(command, now)) {
        store.remove(command.commandId);
        ended(context, command, 'expired', 'not_after');
      } else {
        again ||= known !== null;
        store.take(command, now);
        noteExpiry(context, command);
        journal.append('enqueued', command.commandId, {
          contactId: command.contactId,
          class: command.class,
          again: known !== null,
        });
      }
    }
    noteCheckups(context, new Set(commands.map(({ contactId }) => contactId)));
    hit('gateway.enqueue.before_commit');
  });
  hit('gateway.enqueue.after_commit');
  const link = currentLink(context);
  if (link !== null && again) repushOverdue(context, link);
  push(context);
};

/**
 * Raises the fence of a contact and drops what certainly has not left, in one transaction. What was pushed stays until
 * the agent says what became of it.
 */
export const cancel = (context: GatewayContext, fence: Fence): { dropped: string[]; agent: 'told' | 'offline' } => {
  const { store, journal, timers, clock } = context;
  const now = clock.now();
  const dropped = context.commit(() => {
    store.raise(fence, now);
    const minGeneration = store.minGeneration(fence.contactId);
    const doomed = store.neverPushed(fence.contactId).filter((command) => isFenced(command, minGeneration));
    for (const command of doomed) {
      store.remove(command.commandId);
      ended(context, command, 'cancelled', 'fenced');
    }
    journal.append('fence_raised', fence.contactId, { minGeneration, dropped: doomed.length });
    timers.set(FENCE_TIMER, fence.contactId, now + FENCE_AGAIN_MS);
    noteCheckups(context, [fence.contactId]);
    hit('gateway.cancel.before_commit');
    return doomed.map(({ commandId }) => commandId);
  });
  hit('gateway.cancel.after_commit');
  const told = tellFence(context, { contactId: fence.contactId, minGeneration: store.minGeneration(fence.contactId) });
  push(context);
  return { dropped, agent: told ? 'told' : 'offline' };
};

/** See `GatewayRpc.look`. A person waits for the answer: it is asked now or not at all. */
export const look = (context: GatewayContext, command: Command): 'told' | 'offline' | 'too_old' => {
  const link = livingLink(context);
  if (link === null) return 'offline';
  if (link.proto < LOOK_SINCE_PROTOCOL) return 'too_old';
  return tell(link.socket, { t: 'look', items: [command] }) ? 'told' : 'offline';
};

const tellFence = (context: GatewayContext, fence: Fence): boolean => {
  const link = livingLink(context);
  return link !== null && tell(link.socket, { t: 'cancel', fences: [fence] });
};

/** The welcome told these, and what answers it may be lost like any other frame. Inside a transaction. */
export const expectFenced = ({ store, timers, clock }: GatewayContext, fences: readonly Fence[]): void => {
  for (const { contactId } of fences)
    if (store.unconfirmed(contactId) !== null) timers.set(FENCE_TIMER, contactId, clock.now() + FENCE_AGAIN_MS);
};

/** The timer of a fence the agent has not confirmed. Offline agents learn it from `welcome`. */
export const repeatFence = (context: GatewayContext, contactId: string): void => {
  const open = context.store.unconfirmed(contactId);
  if (open === null || currentLink(context) === null) return;
  const now = context.clock.now();
  const waitMs = Math.min(Math.max(now - open.raisedAt, FENCE_AGAIN_MS), FENCE_AGAIN_AT_MOST_MS);
  context.timers.set(FENCE_TIMER, contactId, now + waitMs);
  tellFence(context, { contactId, minGeneration: open.minGeneration });
};
