import { RebuildResponse } from '@oconnector/protocol/api/setup.ts';
import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { rewriteConversations } from '../../db/conversations.ts';
import { conversationStub, directoryStub, inboxStub, objectName } from '../../durable/stubs.ts';
import { newCliente, SETUP_TOKEN, testApi } from '../../testing/api.ts';

const { call } = testApi();
const CONTACTS = 130;
let clienteId = '';
/** Those that have a conversation. */
let contactIds: string[] = [];

const page = async (cursor: string | null) => {
  const response = await call('/api/setup/rebuild-projection', {
    method: 'POST',
    bearer: SETUP_TOKEN,
    json: { cursor },
  });
  expect(response.status).toBe(200);
  return RebuildResponse.parse(await response.json());
};

const rebuild = async () => {
  const pages = [];
  for (let cursor: string | null = null; ;) {
    const one = await page(cursor);
    pages.push(one);
    if (one.cursor === null) return pages;
    cursor = one.cursor;
  }
};

const inD1 = async () =>
  (
    await env.DB.prepare('select count(*) as n from conversations where cliente_id = ?')
      .bind(clienteId)
      .first<{ n: number }>()
  )?.n;
const inInbox = async () =>
  (
    await inboxStub(env, clienteId).list({
      view: 'all',
      userId: 'usr_x',
      search: null,
      sort: 'recent',
      cursor: null,
      limit: 1,
    })
  ).counts.all;
const insideInbox = (body: (state: DurableObjectState) => void) =>
  runInDurableObject(env.INBOX.getByName(objectName(clienteId)), (_inbox, state) => body(state));

beforeAll(async () => {
  const made = await newCliente('Loja a reconstruir');
  clienteId = made.clienteId;
  await newCliente('Loja vazia');
  const requests = Array.from({ length: CONTACTS }, (_, i) => ({
    aliases: [{ kind: 'lid' as const, value: `${10_000 + i}` }],
    pushName: i === 3 ? 'Zoé \ud800 \0 x' : `Pessoa ${i}`,
  }));
  const resolved = await directoryStub(env, clienteId).resolve(requests);
  contactIds = resolved.slice(0, CONTACTS - 10).map(({ contact }) => contact.contactId);
  // The last ten are known to the directory and never wrote.
  for (const { contact } of resolved.slice(0, CONTACTS - 10)) {
    await conversationStub(env, clienteId, contact.contactId).restore({
      clienteId,
      numberId: made.numberId,
      contact,
      replyTo: { kind: 'lid', value: '1' },
      holder: { kind: 'bot' },
      status: 'open',
      messages: [{ direction: 'in', waId: crypto.randomUUID(), text: 'oi \ud83d', at: 1_000 }],
    });
  }
  while ((await inD1()) !== CONTACTS - 10) await scheduler.wait(50);
});

describe('rebuilding what lists show', () => {
  it('P6 brings back what D1 and the Inbox lost or have wrong, from the conversations alone, page by page', async () => {
    const before = await rebuild();
    await env.DB.prepare('delete from conversations where cliente_id = ?').bind(clienteId).run();
    await insideInbox((state) => {
      state.storage.sql.exec('DELETE FROM rows WHERE id % 3 = 0');
      state.storage.sql.exec(`UPDATE rows SET row = json_set(row, '$.unsettled', 7) WHERE id % 3 = 1`);
    });
    expect([await inD1(), await inInbox()]).not.toEqual([CONTACTS - 10, CONTACTS - 10]);
    const after = await rebuild();
    expect([await inD1(), await inInbox()]).toEqual([CONTACTS - 10, CONTACTS - 10]);
    expect(after.map(({ checksums }) => checksums)).toEqual(before.map(({ checksums }) => checksums));
    for (const { checksums } of after) expect(new Set(Object.values(checksums)).size).toBe(1);
    const own = after.filter((one) => one.clienteId === clienteId);
    expect(own.length).toBe(2);
    expect(own.reduce((sum, { rows }) => sum + rows, 0)).toBe(CONTACTS - 10);
  });

  it('P6 removes what no conversation stands behind', async () => {
    const found = await conversationStub(env, clienteId, contactIds[0] ?? '').row();
    if (found === null) throw new Error('the first contact has no conversation');
    await rewriteConversations(env.DB, clienteId, [
      { ...found.row, contact: { ...found.row.contact, contactId: 'con_0ghost' } },
    ]);
    expect(await inD1()).toBe(CONTACTS - 9);
    await rebuild();
    expect(await inD1()).toBe(CONTACTS - 10);
  });

  it('P6 never puts an older row over a newer one', async () => {
    const contactId = contactIds[1] ?? '';
    const found = await conversationStub(env, clienteId, contactId).row();
    if (found === null) throw new Error('the second contact has no conversation');
    const { row } = found;
    const stale = { ...row, version: row.version - 1, unsettled: 9 };
    const rows = await inboxStub(env, clienteId).rebuild({ rows: [stale], after: '', upTo: contactId });
    expect(rows.find(({ contact }) => contact.contactId === contactId)).toEqual(row);
    await rewriteConversations(env.DB, clienteId, [stale]);
    for (const { checksums } of await rebuild()) expect(new Set(Object.values(checksums)).size).toBe(1);
  });

  it('refuses a cursor that is none', async () => {
    for (const cursor of ['x', 'cli_a', 'cli_a:con_b:con_c', "cli_a:'"]) {
      const response = await call('/api/setup/rebuild-projection', {
        method: 'POST',
        bearer: SETUP_TOKEN,
        json: { cursor },
      });
      expect(response.status).toBe(422);
    }
  });
});
