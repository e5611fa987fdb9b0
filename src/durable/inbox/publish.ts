import type { LiveChange, LiveEvent } from '@oconnector/protocol/live/events.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { hit } from '../../lib/failpoint.ts';
import type { InboxRpc, InboxUpdate } from '../rpc/inbox.ts';
import type { InboxContext } from './context.ts';
import { broadcast } from './live.ts';
import { owe } from './project.ts';

/** Events kept: the state is not their fold, they only tell the inspector what happened lately. */
const KEPT_EVENTS = 2_000;

/**
 * Takes rows in, numbers what changed and feeds it. One transaction. An update whose version is not newer is left out
 * whole: what it tells has been told.
 */
export const publish = (context: InboxContext, updates: readonly InboxUpdate[]): void => {
  const { store, journal, clock } = context;
  const events = context.commit(() => {
    const now = clock.now();
    const numbered: LiveEvent[] = [];
    for (const { row, messages } of updates) {
      const { contactId } = row.contact;
      if (!store.put(row)) continue;
      store.markDirty(contactId, row.version, now);
      const changes: LiveChange[] = [
        { kind: 'conversation', data: row },
        ...messages.map((message) => ({ kind: 'message', data: { contactId, message } }) as const),
      ];
      for (const change of changes) numbered.push(store.append(change, now));
      journal.append('published', contactId, {
        version: row.version,
        messages: messages.length,
        head: numbered.at(-1)?.seq ?? null,
      });
    }
    if (numbered.length === 0) return numbered;
    store.trim(now);
    owe(context);
    journal.keepLast(KEPT_EVENTS);
    hit('inbox.publish.before_commit');
    return numbered;
  });
  hit('inbox.publish.after_commit');
  broadcast(context, events);
};

/** See `InboxRpc.rebuild`. Dashboards hear of every row that was lost or wrong. */
export const rebuild = (
  context: InboxContext,
  { rows, after, upTo }: Parameters<InboxRpc['rebuild']>[0],
): ConversationRow[] => {
  const { store, journal, clock } = context;
  const events = context.commit(() => {
    const now = clock.now();
    const numbered: LiveEvent[] = [];
    for (const row of rows) {
      const known = store.row(row.contact.contactId);
      if (JSON.stringify(known) === JSON.stringify(row) || !store.putBack(row)) continue;
      store.markDirty(row.contact.contactId, row.version, now);
      numbered.push(store.append({ kind: 'conversation', data: row }, now));
    }
    if (numbered.length === 0) return numbered;
    journal.append('rebuilt', null, { rows: numbered.length });
    store.trim(now);
    owe(context);
    return numbered;
  });
  broadcast(context, events);
  return store.range(after, upTo);
};

/** Numbers one change and feeds it, when `happens` says that it is one. */
const change = (context: InboxContext, happens: () => boolean, change: LiveChange): void => {
  const now = context.clock.now();
  const events = context.commit(() => {
    if (!happens()) return [];
    const event = context.store.append(change, now);
    context.store.trim(now);
    return [event];
  });
  broadcast(context, events);
};

export const numberChanged = (context: InboxContext, status: NumberStatus, telling: number): void =>
  change(
    context,
    () => {
      const changed = context.store.setNumber(status, telling);
      if (changed)
        context.journal.append('number_changed', status.numberId, {
          link: status.link,
          channel: status.channel?.state ?? null,
        });
      return changed;
    },
    { kind: 'number', data: status },
  );

export const markRead = (context: InboxContext, userId: string, contactId: string, inboundCount: number): void =>
  change(context, () => context.store.markRead(userId, contactId, inboundCount), {
    kind: 'read',
    data: { userId, contactId, inboundCount },
  });
