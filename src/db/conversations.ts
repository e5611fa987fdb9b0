import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';

/**
 * Rows in one statement. They travel as one JSON parameter, so D1's limit of 100 parameters does not bind; its 2 MB per
 * value does, and a row is below 4 KB.
 */
const ROWS_PER_STATEMENT = 200;

// A row is replaced only by a newer version of itself: rows may arrive twice and in any order.
const upsert = (unless: '>' | '>='): string => `
insert into conversations (cliente_id, contact_id, version, number_id, name, phone, status, activity, holder_kind,
  holder_user_id, holder_detail, generation, preview, last_seq, last_at, inbound_count, waiting_since, unsettled, temperature, grade, total,
  outcome, outcome_grade)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
  value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16, value ->> 17,
  value ->> 18, value ->> 19, value ->> 20, value ->> 21, value ->> 22
from json_each(?1)
where true
on conflict (cliente_id, contact_id) do update set
  version = excluded.version, number_id = excluded.number_id, name = excluded.name, phone = excluded.phone,
  status = excluded.status, activity = excluded.activity, holder_kind = excluded.holder_kind,
  holder_user_id = excluded.holder_user_id, holder_detail = excluded.holder_detail, generation = excluded.generation,
  preview = excluded.preview, last_seq = excluded.last_seq, last_at = excluded.last_at,
  inbound_count = excluded.inbound_count, waiting_since = excluded.waiting_since, unsettled = excluded.unsettled,
  temperature = excluded.temperature, grade = excluded.grade, total = excluded.total, outcome = excluded.outcome,
  outcome_grade = excluded.outcome_grade
where excluded.version ${unless} conversations.version`;

// SQLite ends a JSON string at NUL and has no lone surrogates; the objects keep the exact name.
const storable = (text: string | null): string | null => text && text.replaceAll('\0', '').toWellFormed();

const holderDetail = (holder: Control['holder']): string | null => {
  switch (holder.kind) {
    case 'bot':
      return null;
    case 'human':
      return holder.via;
    case 'paused':
      return holder.reason;
  }
};

/** A row as this table keeps it; comparing rows by it compares what a list from D1 would show. */
export const toColumns = (clienteId: string, row: ConversationRow): (string | number | null)[] => {
  const { contact, control, preview } = row;
  return [
    clienteId,
    contact.contactId,
    row.version,
    row.numberId,
    storable(contact.name),
    contact.phone?.e164 ?? null,
    row.status,
    row.activity,
    control.holder.kind,
    control.holder.kind === 'human' ? control.holder.userId : null,
    holderDetail(control.holder),
    control.generation,
    // JSON inside JSON: its escapes reach the column as they are, so that NUL and lone surrogates survive.
    preview && JSON.stringify(preview),
    row.lastSeq,
    row.lastAt,
    row.inboundCount,
    row.waitingSince,
    row.unsettled,
    row.temperature ?? null,
    row.grade ?? null,
    row.total ?? null,
    row.outcome?.result ?? null,
    row.outcome?.grade ?? null,
  ];
};

/**
 * Writes rows into the projection in one transaction. A row that is not newer than the stored one is left out, so
 * repeating a call, or calling in any order, ends in the same table.
 */
export const upsertConversations = async (
  db: D1Database,
  rows: readonly { clienteId: string; row: ConversationRow }[],
): Promise<void> => write(db, rows, '>');

/** Writes rows over stored ones of the same version, too: for a table whose rows are not to be trusted. */
export const rewriteConversations = async (
  db: D1Database,
  clienteId: string,
  rows: readonly ConversationRow[],
): Promise<void> =>
  write(
    db,
    rows.map((row) => ({ clienteId, row })),
    '>=',
  );

const write = async (
  db: D1Database,
  rows: readonly { clienteId: string; row: ConversationRow }[],
  unless: '>' | '>=',
): Promise<void> => {
  if (rows.length === 0) return;
  const statement = db.prepare(upsert(unless));
  const statements: D1PreparedStatement[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const chunk = rows.slice(from, from + ROWS_PER_STATEMENT).map(({ clienteId, row }) => toColumns(clienteId, row));
    statements.push(statement.bind(JSON.stringify(chunk)));
  }
  await db.batch(statements);
};

const COLUMNS = `cliente_id, contact_id, version, number_id, name, phone, status, activity, holder_kind, holder_user_id,
  holder_detail, generation, preview, last_seq, last_at, inbound_count, waiting_since, unsettled, temperature, grade, total, outcome,
  outcome_grade`;

/** The stored rows of contacts above `after`, up to `upTo` (null: to the end), in order of id, in the form of `toColumns`. */
export const readConversations = async (
  db: D1Database,
  clienteId: string,
  after: string,
  upTo: string | null,
): Promise<(string | number | null)[][]> =>
  db
    .prepare(
      `select ${COLUMNS} from conversations where cliente_id = ?1 and contact_id > ?2 and (?3 is null or contact_id <= ?3) order by contact_id`,
    )
    .bind(clienteId, after, upTo)
    .raw<(string | number | null)[]>();

/** Removes rows of contacts that have no conversation. */
export const removeConversations = async (
  db: D1Database,
  clienteId: string,
  contactIds: readonly string[],
): Promise<void> => {
  if (contactIds.length === 0) return;
  await db
    .prepare('delete from conversations where cliente_id = ?1 and contact_id in (select value from json_each(?2))')
    .bind(clienteId, JSON.stringify(contactIds))
    .run();
};

/** How many conversations ended how, by the grade they had when a person recorded it. */
export const outcomesByGrade = async (
  db: D1Database,
  clienteId: string,
): Promise<{ grade: string; outcome: 'won' | 'lost'; count: number }[]> => {
  const { results } = await db
    .prepare(
      `select outcome_grade as grade, outcome, count(*) as count from conversations
       where cliente_id = ?1 and outcome is not null group by outcome_grade, outcome`,
    )
    .bind(clienteId)
    .all<{ grade: string; outcome: 'won' | 'lost'; count: number }>();
  return results;
};
