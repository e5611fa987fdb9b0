import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { MergesResponse, UndoMergeResponse } from '@oconnector/protocol/api/merges.ts';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { wasAudited } from '../db/audit.ts';
import { openDatabase } from '../db/client.ts';
import { directoryStub } from '../durable/stubs.ts';
import { newCliente, newUser, testApi, tokenFor } from '../testing/api.ts';

const { call } = testApi();
const PHONE: Alias = { kind: 'phone', value: '+5511966554433' };
const LID: Alias = { kind: 'lid', value: '123450000' };

/** A cliente whose contact wrote by phone over HTTP, was seen by lid, and then by both. */
const setUp = async () => {
  const { clienteId, numberId } = await newCliente();
  const bearer = await tokenFor(await newUser(clienteId, ['owner']));
  const write = async (messageId: string) => {
    const json = { numberId, messageId, from: PHONE.value, text: 'oi' };
    return (await call('/api/whatsapp/message', { method: 'POST', bearer, json })).json();
  };
  const first = await write('m1');
  const directory = directoryStub(env, clienteId);
  for (const aliases of [[LID], [LID, PHONE]]) await directory.resolve([{ aliases, pushName: null }]);
  const list = async () => ((await (await call('/api/whatsapp/merges', { bearer })).json()) as MergesResponse).merges;
  return { clienteId, bearer, write, first, directory, list };
};

it('a merge is listed with its evidence, and an owner undoes it, which is written down once', async () => {
  const { clienteId, bearer, list, directory } = await setUp();
  const [merge] = await list();
  expect(merge).toMatchObject({ state: 'done', why: 'one_message', evidence: [LID, PHONE], undone: null });
  const path = `/api/whatsapp/merges/${merge?.mergeId ?? ''}/undo`;
  for (let i = 0; i < 2; i++) {
    const response = await call(path, { method: 'POST', bearer });
    expect(response.status).toBe(200);
    expect(((await response.json()) as UndoMergeResponse).merge.state).toBe('undone');
  }
  const [again] = await directory.resolve([{ aliases: [LID], pushName: null }]);
  expect(again?.contact.contactId).toBe(merge?.other);
  const entry = { clienteId, action: 'contact.unmerged', target: merge?.mergeId ?? '' };
  expect(await wasAudited(openDatabase(env.DB), entry)).toBe(true);
});

it('a message over HTTP after the merge is stored once, where the conversation goes on', async () => {
  const { write, first } = await setUp();
  expect(await write('m1')).toEqual({ ...(first as object), duplicate: true });
  expect(await write('m2')).toMatchObject({ contactId: (first as { contactId: string }).contactId, duplicate: false });
});

it('what is no merge of this cliente cannot be undone', async () => {
  const [mine, other] = [await setUp(), await setUp()];
  const [theirs] = await other.list();
  for (const mergeId of [theirs?.mergeId ?? '', 'mrg_ninguem', 'con_x']) {
    const path = `/api/whatsapp/merges/${mergeId}/undo`;
    expect((await call(path, { method: 'POST', bearer: mine.bearer })).status).toBe(404);
  }
  expect((await other.list())[0]?.state).toBe('done');
});
