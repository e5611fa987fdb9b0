import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { viewsOf } from '@oconnector/protocol/model/inbox-view.ts';

type Window = {
  view: InboxView;
  userId: string;
  /** Rows older than this were not fetched yet; null when the list is whole. */
  floor: number | null;
};

/** The rows of a view, newest first: what was fetched, and what the feed moved in since. */
export const orderOf = (rows: Readonly<Record<string, ConversationRow>>, { view, userId, floor }: Window): string[] =>
  Object.values(rows)
    .filter((row) => (floor === null || row.lastAt >= floor) && viewsOf(row, userId).includes(view))
    .sort((a, b) => b.lastAt - a.lastAt || (a.contact.contactId < b.contact.contactId ? -1 : 1))
    .map((row) => row.contact.contactId);
