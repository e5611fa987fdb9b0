import type { GatewayContext } from './context.ts';

/**
 * The platform is known to lose alarms (cloudflare/workerd#3138, workers-sdk#5948), and an object that sleeps without one does
 * not know. So the Gateway goes round: it asks the conversations that it has to do with, and the Inbox. Its own alarm is seen to
 * whenever the agent proves its link.
 */

export const CHECKUP_TIMER = 'checkup';

/** From when a conversation was last given something, or should have been woken by its alarm, until it is asked. */
export const CHECKUP_AFTER_MS = 2 * 60_000;
const ASKED_AT_ONCE = 100;

/** These conversations were given something to do. Inside a transaction. */
export const noteCheckups = (context: GatewayContext, contactIds: Iterable<string>): void => {
  const { store, timers, clock } = context;
  const dueAt = clock.now() + CHECKUP_AFTER_MS;
  for (const contactId of contactIds) store.setCheckup(contactId, dueAt);
  if (timers.get(CHECKUP_TIMER, '') === null) timers.set(CHECKUP_TIMER, '', dueAt);
};

/** The timer: asks whose turn it is, without waiting for the answers. */
export const goRound = (context: GatewayContext): void => {
  const { store, clock } = context;
  const now = clock.now();
  const again = now + CHECKUP_AFTER_MS;
  const due = store.dueCheckups(now, ASKED_AT_ONCE);
  context.commit(() => {
    // Put off before it is asked: one that does not answer is asked again, and one that is given something meanwhile stays.
    for (const contactId of due) store.setCheckup(contactId, again);
    armNext(context);
  });
  if (due.length > 0) context.background(askAll(context, due, again));
};

const askAll = async (context: GatewayContext, contactIds: readonly string[], askedAs: number): Promise<void> => {
  const { ports, memory, store, clock, log } = context;
  const missed = (who: string) => (error: unknown) => log.warn({ who, error }, 'did not answer its check-up');
  const [, ...answers] = await Promise.all([
    ports.inbox().checkup().catch(missed('inbox')),
    ...contactIds.map((contactId) =>
      memory.slots(() => ports.conversation(contactId).checkup()).catch(missed(contactId)),
    ),
  ]);
  context.commit(() => {
    for (const [i, contactId] of contactIds.entries()) {
      const next = answers[i];
      if (next === undefined) continue;
      store.moveCheckup(contactId, askedAs, next && Math.max(next, clock.now()) + CHECKUP_AFTER_MS);
    }
    armNext(context);
  });
};

const armNext = ({ store, timers }: GatewayContext): void => {
  const next = store.nextCheckup();
  if (next === null) timers.clear(CHECKUP_TIMER, '');
  else timers.set(CHECKUP_TIMER, '', next);
};
