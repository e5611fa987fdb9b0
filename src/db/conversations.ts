import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';

/**
 * Rows in one statement. They travel as one JSON parameter, so D1's limit of 100 parameters does not bind; its 2 MB per
 * value does, and a row is below 4 KB.
 */
const ROWS_PER_STATEMENT = 200;

// A row is replaced only by a newer version of itself: rows may arrive twice and in any order.
const UPSERT = `
insert into conversations (cliente_id, contact_id, version, number_id, name, phone, status, activity, holder_kind,
  holder_user_id, holder_detail, generation, preview, last_seq, last_at, inbound_count, waiting_since, unsettled)
select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8,
  value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16, value ->> 17
from json_each(?1)
where true
on conflict (cliente_id, contact_id) do update set
  version = excluded.version, number_id = excluded.number_id, name = excluded.name, phone = excluded.phone,
  status = excluded.status, activity = excluded.activity, holder_kind = excluded.holder_kind,
  holder_user_id = excluded.holder_user_id, holder_detail = excluded.holder_detail, generation = excluded.generation,
  preview = excluded.preview, last_seq = excluded.last_seq, last_at = excluded.last_at,
  inbound_count = excluded.inbound_count, waiting_since = excluded.waiting_since, unsettled = excluded.unsettled
where excluded.version > conversations.version`;

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

const toColumns = (clienteId: string, row: ConversationRow): (string | number | null)[] => {
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
  ];
};

/**
 * Writes rows into the projection in one transaction. A row that is not newer than the stored one is left out, so
 * repeating a call, or calling in any order, ends in the same table.
 */
export const upsertConversations = async (
  db: D1Database,
  rows: readonly { clienteId: string; row: ConversationRow }[],
): Promise<void> => {
  if (rows.length === 0) return;
  const statement = db.prepare(UPSERT);
  const statements: D1PreparedStatement[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const chunk = rows.slice(from, from + ROWS_PER_STATEMENT).map(({ clienteId, row }) => toColumns(clienteId, row));
    statements.push(statement.bind(JSON.stringify(chunk)));
  }
  await db.batch(statements);
};
