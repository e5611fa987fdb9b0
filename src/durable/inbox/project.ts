import { hit } from '../../lib/failpoint.ts';
import { retryDelayMs } from '../kit/timers.ts';
import type { InboxContext } from './context.ts';
import type { Deadline } from './ports.ts';

export const PROJECTION_TIMER = 'projection';

/** Changes of this long go to D1 together: what is written again meanwhile is written once. */
const COALESCE_MS = 500;
/** Rows in one call: measured fastest at 50 (DELIVERY §2.9). */
const BATCH = 50;
/** A call that takes longer counts as failed; the rows stay owed and versions make a late success harmless. */
const CALL_MS = 10_000;

/** Rows are owed to D1: sees to it that the timer is set. Inside a transaction. */
export const owe = ({ timers, clock }: InboxContext): void => {
  const now = clock.now();
  const due = timers.get(PROJECTION_TIMER, '');
  // A timer in the past is running right now and may have looked before this change; one in the future is a coming or a repeated try.
  if (due === null || due <= now) timers.set(PROJECTION_TIMER, '', now + COALESCE_MS);
};

/** Writes what is owed, batch by batch. A failure is tried again, ever later; nothing else waits for it. */
export const project = async (context: InboxContext): Promise<void> => {
  const { store, ports, timers, clock, journal, memory } = context;
  try {
    for (;;) {
      const batch = store.dirty(BATCH);
      if (batch.length === 0) break;
      await inTime(ports.project(batch.map(({ row }) => row)), ports.deadline(CALL_MS));
      hit('inbox.projection.written');
      context.commit(() =>
        store.clean(batch.map(({ version, row }) => ({ contactId: row.contact.contactId, version }))),
      );
    }
    if (memory.projectionFailures > 0)
      context.commit(() => journal.append('projection_caught_up', null, { failures: memory.projectionFailures }));
    memory.projectionFailures = 0;
  } catch (error) {
    context.log.warn({ error, failures: memory.projectionFailures + 1 }, 'D1 did not take the projection');
    context.commit(() => {
      if (memory.projectionFailures === 0)
        journal.append('projection_failed', null, { error: String(error).slice(0, 200) });
      timers.set(PROJECTION_TIMER, '', clock.now() + retryDelayMs(memory.projectionFailures));
    });
    memory.projectionFailures++;
  }
};

const inTime = async (work: Promise<void>, { expired, done }: Deadline): Promise<void> => {
  // Whichever loses must not become an unhandled rejection.
  expired.catch(() => {});
  work.catch(() => {});
  try {
    await Promise.race([work, expired]);
  } finally {
    done();
  }
};

/** How far D1 is behind. */
export const backlog = ({ store, clock }: InboxContext): { pending: number; lagMs: number } => {
  const { pending, since } = store.backlog();
  return { pending, lagMs: since === null ? 0 : Math.max(0, clock.now() - since) };
};
