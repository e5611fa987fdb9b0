import type { RebuildResponse } from '@oconnector/protocol/api/setup.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { clienteAndNext } from '../../db/clientes.ts';
import { readConversations, removeConversations, rewriteConversations, toColumns } from '../../db/conversations.ts';
import { conversationStub, directoryStub, inboxStub, withRetry } from '../../durable/stubs.ts';
import { sha256 } from '../../lib/crypto.ts';
import type { ServiceContext } from '../context.ts';

/** Contacts of one request: short enough that a Worker never runs into its limits. */
const PAGE = 100;
/** Conversations that are opened at the same time. */
const PARALLEL = 16;
/** A conversation that changes while it is read is read again; a busy one may be ahead of its page in the end. */
const ROUNDS = 4;
const BETWEEN_ROUNDS_MS = 150;

type Columns = (string | number | null)[];
type Place = { clienteId: string; after: string; upTo: string | null };
type Told = { row: ConversationRow; told: boolean };

/** Rebuilds one page of the conversations in D1 and in the Inbox from the objects, and compares all three. */
export const rebuildPage = async (ctx: ServiceContext, cursor: string | null): Promise<RebuildResponse> => {
  const [from = '', after = ''] = cursor?.split(':') ?? [];
  const [clienteId, next] = await clienteAndNext(ctx.db, from);
  if (clienteId === null) return { clienteId, rows: 0, checksums: { objects: '', d1: '', inbox: '' }, cursor: null };
  const start = clienteId === from && after !== '' ? after : null;
  const contacts = await withRetry(() => directoryStub(ctx.env, clienteId).list({ after: start, limit: PAGE }));
  const last = contacts.length < PAGE ? null : (contacts.at(-1)?.contactId ?? null);
  const place: Place = { clienteId, after: start ?? '', upTo: last };
  const { rows, checksums } = await settle(
    ctx,
    place,
    contacts.map(({ contactId }) => contactId),
  );
  return { clienteId, rows, checksums, cursor: last === null ? next && `${next}:` : `${clienteId}:${last}` };
};

/** Writes and compares until all three agree, or gives up on a page that never rests. */
const settle = async (
  ctx: ServiceContext,
  place: Place,
  contactIds: readonly string[],
): Promise<Pick<RebuildResponse, 'rows' | 'checksums'>> => {
  for (let round = 1; ; round++) {
    const { objects, d1, inbox } = await rewrite(ctx, place, contactIds);
    const checksums = { objects: await checksum(objects), d1: await checksum(d1), inbox: await checksum(inbox) };
    const agree = checksums.objects === checksums.d1 && checksums.objects === checksums.inbox;
    if (agree || round === ROUNDS) return { rows: objects.length, checksums };
    await scheduler.wait(BETWEEN_ROUNDS_MS * round);
  }
};

const rewrite = async (
  ctx: ServiceContext,
  place: Place,
  contactIds: readonly string[],
): Promise<{ objects: Columns[]; d1: Columns[]; inbox: Columns[] }> => {
  const { clienteId, after, upTo } = place;
  const listed = new Set(contactIds);
  const strangers = (await readConversations(ctx.env.DB, clienteId, after, upTo))
    .map(([, id]) => String(id))
    .filter((id) => !listed.has(id));
  const found = await rowsOf(ctx, clienteId, [...contactIds, ...strangers]);
  const rows = found.map(({ row }) => row).toSorted((a, b) => (a.contact.contactId < b.contact.contactId ? -1 : 1));
  const real = new Set(rows.map(({ contact }) => contact.contactId));
  await rewriteConversations(ctx.env.DB, clienteId, rows);
  await removeConversations(
    ctx.env.DB,
    clienteId,
    strangers.filter((id) => !real.has(id)),
  );
  // A row whose news the Inbox has not heard yet would hide them from it; its own publication brings it in a moment.
  const told = found.filter((one) => one.told).map(({ row }) => row);
  const inInbox = await withRetry(() => inboxStub(ctx.env, clienteId).rebuild({ rows: told, after, upTo }));
  return {
    objects: rows.map((row) => toColumns(clienteId, row)),
    d1: await readConversations(ctx.env.DB, clienteId, after, upTo),
    inbox: inInbox.map((row) => toColumns(clienteId, row)),
  };
};

/** What the conversations themselves say; contacts without one are left out. */
const rowsOf = async (ctx: ServiceContext, clienteId: string, contactIds: readonly string[]): Promise<Told[]> => {
  const found: Told[] = [];
  const waiting = [...contactIds];
  const work = async (): Promise<void> => {
    for (let contactId = waiting.pop(); contactId !== undefined; contactId = waiting.pop()) {
      const id = contactId;
      const one = await withRetry(() => conversationStub(ctx.env, clienteId, id).row());
      if (one !== null) found.push(one);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return found;
};

const checksum = (rows: Columns[]): Promise<string> => sha256(JSON.stringify(rows));
