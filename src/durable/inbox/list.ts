import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { InboxContext } from './context.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { parseSearch } from './search.ts';

const MAX_PAGE = 200;

export type ListQuery = {
  view: InboxView;
  userId: string;
  search: string | null;
  sort: 'recent' | 'waiting';
  cursor: string | null;
  limit: number;
};

export type ListAnswer = {
  rows: { row: ConversationRow; readInbound: number }[];
  counts: Record<InboxView, number>;
  nextCursor: string | null;
  live: { epoch: string; head: number };
};

/** One page of a view, with the counts of all views and where the feed stands: read at one moment, without an await. */
export const list = ({ store }: InboxContext, query: ListQuery): ListAnswer => {
  const limit = Math.min(Math.max(query.limit, 1), MAX_PAGE);
  const search = query.search === null || query.search.trim() === '' ? null : parseSearch(query.search);
  const found = store.page({ ...query, search, cursor: readCursor(query.cursor, query.sort), limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const more = found.length > limit && last !== undefined;
  const { epoch, head } = store.feed();
  return {
    rows: page.map(({ row, readInbound }) => ({ row, readInbound })),
    counts: store.counts(query.userId),
    nextCursor: more ? writeCursor({ sort: query.sort, key: last.key, contactId: last.row.contact.contactId }) : null,
    live: { epoch, head },
  };
};
