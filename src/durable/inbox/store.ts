import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import type { LiveChange, LiveEvent } from '@oconnector/protocol/live/events.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { viewsOf } from '@oconnector/protocol/model/inbox-view.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import { newId, type Random } from '../../lib/random.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql, SqlValue } from '../kit/sql.ts';
import type { Cursor } from './cursor.ts';
import { KEEP_EVENTS, KEEP_EVENTS_MS, type FeedState } from './feed.ts';
import { phoneDigits, type SearchTerms } from './search.ts';

/** Above any time in milliseconds: puts the conversations that wait for nobody behind those that do. */
const NOT_WAITING = 9e15;

const recentKey = (row: ConversationRow): number => -row.lastAt;
const waitingKey = (row: ConversationRow): number => row.waitingSince ?? NOT_WAITING - row.lastAt;

const VIEW: Record<InboxView, string> = {
  all: 'merged = 0',
  mine: 'owner = ?1',
  bot: 'in_bot = 1',
  unowned: 'in_unowned = 1',
  waiting: 'in_waiting = 1',
  resolved: 'in_resolved = 1',
};

const takeRow = (sql: Sql, row: ConversationRow, unless: '>' | '>='): boolean => {
  const { contact, control, status } = row;
  const views = new Set(viewsOf(row, ''));
  const owner = status === 'open' && control.holder.kind === 'human' ? control.holder.userId : null;
  const flag = (view: InboxView) => (views.has(view) ? 1 : 0);
  const taken = sql.first<{ id: number }>(
    `INSERT INTO rows (contact_id, version, row, owner, in_bot, in_unowned, in_waiting, in_resolved, recent_key, waiting_key, phones, merged)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (contact_id) DO UPDATE SET version = excluded.version, row = excluded.row, owner = excluded.owner,
       in_bot = excluded.in_bot, in_unowned = excluded.in_unowned, in_waiting = excluded.in_waiting, in_resolved = excluded.in_resolved,
       recent_key = excluded.recent_key, waiting_key = excluded.waiting_key, phones = excluded.phones,
       merged = excluded.merged
     WHERE excluded.version ${unless} rows.version RETURNING id`,
    contact.contactId,
    row.version,
    JSON.stringify(row),
    owner,
    flag('bot'),
    flag('unowned'),
    flag('waiting'),
    flag('resolved'),
    recentKey(row),
    waitingKey(row),
    phoneDigits(contact.phone?.e164 ?? null),
    Number(row.mergedInto !== undefined),
  );
  if (taken === null) return false;
  const [name, text] = [contact.name ?? '', row.preview?.text ?? ''].map((words) =>
    words.replaceAll('\0', ' ').toWellFormed(),
  );
  const known = sql.first<{ name: string; text: string }>(
    'SELECT name, text FROM row_search WHERE rowid = ?',
    taken.id,
  );
  if (known?.name !== name || known?.text !== text) {
    sql.run('INSERT OR REPLACE INTO row_search (rowid, name, text) VALUES (?, ?, ?)', taken.id, name ?? '', text ?? '');
  }
  return true;
};

const openRows = (sql: Sql) => ({
  /** Takes a row in; false when one of the same or a newer version is there. */
  put: (row: ConversationRow): boolean => takeRow(sql, row, '>'),
  /** Takes a row in, over one of the same version too; false when a newer one is there. */
  putBack: (row: ConversationRow): boolean => takeRow(sql, row, '>='),

  row(contactId: string): ConversationRow | null {
    const found = sql.first<{ row: string }>('SELECT row FROM rows WHERE contact_id = ?', contactId);
    return found === null ? null : (JSON.parse(found.row) as ConversationRow);
  },

  /** Rows of contacts above `after`, up to `upTo`, in order of id. */
  range: (after: string, upTo: string | null): ConversationRow[] =>
    sql
      .all<{ row: string }>(
        'SELECT row FROM rows WHERE contact_id > ?1 AND (?2 IS NULL OR contact_id <= ?2) ORDER BY contact_id',
        after,
        upTo,
      )
      .map(({ row }) => JSON.parse(row) as ConversationRow),

  /** One more than `limit` tells that there is another page. */
  page(query: {
    view: InboxView;
    userId: string;
    search: SearchTerms | null;
    sort: Cursor['sort'];
    cursor: Cursor | null;
    limit: number;
  }) {
    const key = query.sort === 'recent' ? 'recent_key' : 'waiting_key';
    const where = [VIEW[query.view]];
    const bindings: SqlValue[] = [query.userId, query.limit];
    const bind = (value: SqlValue): string => `?${bindings.push(value)}`;
    if (query.cursor !== null)
      where.push(`(${key}, contact_id) > (${bind(query.cursor.key)}, ${bind(query.cursor.contactId)})`);
    if (query.search !== null) where.push(matching(query.search, bind));
    return sql
      .all<{ row: string; key: number; contact_id: string; read: number | null }>(
        `SELECT row, ${key} AS key, contact_id,
           (SELECT inbound_count FROM reads WHERE user_id = ?1 AND reads.contact_id = rows.contact_id) AS read
         FROM rows WHERE ${where.join(' AND ')} ORDER BY ${key}, contact_id LIMIT ?2`,
        ...bindings,
      )
      .map((found) => ({
        row: JSON.parse(found.row) as ConversationRow,
        readInbound: found.read ?? 0,
        key: found.key,
      }));
  },

  counts(userId: string): Record<InboxView, number> {
    const found = sql.first<Record<InboxView, number | null>>(
      `SELECT SUM(merged = 0) AS "all", SUM(owner IS ?) AS mine, SUM(in_bot) AS bot, SUM(in_unowned) AS unowned, SUM(in_waiting) AS waiting,
         SUM(in_resolved) AS resolved FROM rows`,
      userId,
    );
    const count = (view: InboxView) => found?.[view] ?? 0;
    return {
      mine: count('mine'),
      unowned: count('unowned'),
      bot: count('bot'),
      waiting: count('waiting'),
      all: count('all'),
      resolved: count('resolved'),
    };
  },

  countRows: () => sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM rows')?.n ?? 0,
});

const matching = ({ words, digits }: SearchTerms, bind: (value: SqlValue) => string): string => {
  const either: string[] = [];
  if (words !== null) either.push(`id IN (SELECT rowid FROM row_search WHERE row_search MATCH ${bind(words)})`);
  if (digits !== null) either.push(`instr(phones, ${bind(digits)}) > 0`);
  return either.length === 0 ? '0' : `(${either.join(' OR ')})`;
};

const openReads = (sql: Sql) => ({
  readInbound: (userId: string, contactId: string): number =>
    sql.first<{ n: number }>(
      'SELECT inbound_count AS n FROM reads WHERE user_id = ? AND contact_id = ?',
      userId,
      contactId,
    )?.n ?? 0,

  /** A mark only goes forward; false when it is there already. */
  markRead: (userId: string, contactId: string, inboundCount: number): boolean =>
    sql.first(
      `INSERT INTO reads (user_id, contact_id, inbound_count) VALUES (?, ?, ?)
       ON CONFLICT (user_id, contact_id) DO UPDATE SET inbound_count = excluded.inbound_count
       WHERE excluded.inbound_count > reads.inbound_count RETURNING user_id`,
      userId,
      contactId,
      inboundCount,
    ) !== null,

  /** False when the number's status is this already, or was told anew since. */
  setNumber: (status: NumberStatus, telling: number): boolean => {
    const told = sql.first<{ status: string; telling: number }>(
      'SELECT status, telling FROM numbers WHERE number_id = ?',
      status.numberId,
    );
    if (told !== null && told.telling >= telling) return false;
    const text = JSON.stringify(status);
    sql.run(
      `INSERT INTO numbers (number_id, status, telling) VALUES (?1, ?2, ?3)
       ON CONFLICT (number_id) DO UPDATE SET status = ?2, telling = ?3`,
      status.numberId,
      text,
      telling,
    );
    return told?.status !== text;
  },

  /** Records the use of a ticket; false when it was used before. */
  useTicket(jti: string, expiresAt: number, now: number): boolean {
    sql.run('DELETE FROM used_tickets WHERE expires_at < ?', now);
    return (
      sql.first(
        'INSERT INTO used_tickets (jti, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING jti',
        jti,
        expiresAt,
      ) !== null
    );
  },
});

const openFeed = (sql: Sql, meta: Meta, random: Random) => ({
  feed(): FeedState {
    let epoch = meta.get<string>('feedEpoch');
    if (epoch === null) meta.set('feedEpoch', (epoch = newId(random, 'feed')));
    const ends = sql.first<{ oldest: number | null; head: number | null }>(
      'SELECT MIN(seq) AS oldest, MAX(seq) AS head FROM feed',
    );
    return { epoch, head: ends?.head ?? 0, oldest: ends?.oldest ?? null };
  },

  /** Numbers a change. Inside a transaction. */
  append(change: LiveChange, now: number): LiveEvent {
    const row = sql.first<{ seq: number }>(
      'INSERT INTO feed (at, change) VALUES (?, ?) RETURNING seq',
      now,
      JSON.stringify(change),
    );
    if (row === null) throw new Error('the feed returned no number');
    return { seq: row.seq, ...change };
  },

  /** Forgets what nobody may resume from any more; never the newest. */
  trim(now: number): void {
    sql.run('DELETE FROM feed WHERE seq <= (SELECT MAX(seq) FROM feed) - ?', KEEP_EVENTS);
    const oldest = sql.first<{ at: number }>('SELECT at FROM feed ORDER BY seq LIMIT 1');
    if (oldest === null || oldest.at >= now - KEEP_EVENTS_MS) return;
    sql.run('DELETE FROM feed WHERE at < ? AND seq < (SELECT MAX(seq) FROM feed)', now - KEEP_EVENTS_MS);
  },

  after(seq: number, limit: number): { event: LiveEvent; bytes: number }[] {
    return sql
      .all<{ seq: number; change: string; bytes: number }>(
        'SELECT seq, change, length(CAST(change AS BLOB)) AS bytes FROM feed WHERE seq > ? ORDER BY seq LIMIT ?',
        seq,
        limit,
      )
      .map((row) => ({ event: { seq: row.seq, ...(JSON.parse(row.change) as LiveChange) }, bytes: row.bytes }));
  },

  /** Bytes of the events above `after`, up to `to`. */
  bytesBetween: (after: number, to: number): number =>
    sql.first<{ n: number | null }>(
      'SELECT SUM(length(CAST(change AS BLOB))) AS n FROM feed WHERE seq > ? AND seq <= ?',
      after,
      to,
    )?.n ?? 0,
});

const openDirty = (sql: Sql) => ({
  markDirty(contactId: string, version: number, now: number): void {
    sql.run(
      'INSERT INTO dirty (contact_id, version, since) VALUES (?, ?, ?) ON CONFLICT (contact_id) DO UPDATE SET version = excluded.version',
      contactId,
      version,
      now,
    );
  },

  /** Longest waiting first. */
  dirty: (limit: number): { version: number; row: ConversationRow }[] =>
    sql
      .all<{ version: number; row: string }>(
        'SELECT rows.version, row FROM dirty JOIN rows USING (contact_id) ORDER BY since, contact_id LIMIT ?',
        limit,
      )
      .map(({ version, row }) => ({ version, row: JSON.parse(row) as ConversationRow })),

  /** They are written, unless they have changed since. */
  clean(written: readonly { contactId: string; version: number }[]): void {
    const pairs = JSON.stringify(written.map(({ contactId, version }) => [contactId, version]));
    sql.run(
      'DELETE FROM dirty WHERE (contact_id, version) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))',
      pairs,
    );
  },

  backlog(): { pending: number; since: number | null } {
    const found = sql.first<{ pending: number; since: number | null }>(
      'SELECT COUNT(*) AS pending, MIN(since) AS since FROM dirty',
    );
    return { pending: found?.pending ?? 0, since: found?.since ?? null };
  },
});

export type InboxStore = ReturnType<typeof openStore>;

/** All SQL of an Inbox. */
export const openStore = (sql: Sql, meta: Meta, random: Random) => ({
  ...openRows(sql),
  ...openReads(sql),
  ...openFeed(sql, meta, random),
  ...openDirty(sql),
});
