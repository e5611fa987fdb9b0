import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { MergesResponse, UndoMergeResponse } from '@oconnector/protocol/api/merges.ts';
import { until } from '../support/wait.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start(mkdtempSync(join(tmpdir(), 'oconnector-id-')));
  await world.startBot();
  await world.untilState('qr');
  world.standIn.scan();
  await world.untilState('ready');
});
afterAll(() => world.stop());

const rowsOf = async (name: string): Promise<ConversationRow[]> =>
  (await world.api.conversations('?limit=200')).rows
    .map(({ row }) => row)
    .filter(({ contact }) => contact.name === name);
const inbound = (thread: Message[]) =>
  thread.flatMap((line) => (line.direction === 'in' ? [contentText(line.content)] : []));
const answersIn = (thread: Message[]) => thread.filter(({ direction }) => direction === 'out');

it('who wrote by phone and by lid before anybody knew is one conversation once it is known, and two again when a person says so', async () => {
  const lia = world.standIn.contact('5511983000001', 'Lia');
  world.standIn.hide(lia);
  world.standIn.write(lia, 'Oi, qual o horário de vocês?');
  await world.untilAnswered(lia, 1);
  world.standIn.write(lia, 'E aceita pix?', { as: 'lid' });
  const two = await until('two conversations', async () => {
    const rows = await rowsOf('Lia');
    return (
      rows.length === 2 && rows.every(({ activity, waitingSince }) => activity === 'idle' && !waitingSince) && rows
    );
  });
  const before = world.standIn.received(lia);
  await world.endBot('SIGTERM');
  world.standIn.reveal(lia);
  await world.startBot();
  await world.untilState('ready');
  world.standIn.write(lia, 'Vocês entregam?', { as: 'lid' });
  const [row] = await until('one conversation', async () => {
    const rows = await rowsOf('Lia');
    // The row that goes may be gone before the one that stays is told again with both names.
    return rows.length === 1 && rows[0]?.contact.aliases.length === 2 && rows;
  });
  await until('another answer', () => world.standIn.received(lia).length > before.length);
  const thread = await until('all of both', async () => {
    const lines = await world.api.thread(row?.contact.contactId ?? '');
    return inbound(lines).length === 3 && lines;
  });
  expect(inbound(thread)).toEqual(['Oi, qual o horário de vocês?', 'E aceita pix?', 'Vocês entregam?']);
  expect(row?.contact.aliases.map(({ kind }) => kind).toSorted()).toEqual(['lid', 'phone']);
  expect(new Set(answersIn(thread).map((line) => 'waId' in line && line.waId)).size).toBe(answersIn(thread).length);
  expect(
    world.standIn.truth().filter(({ k, chat }) => k === 'repeat' && (chat === lia.phone || chat === lia.lid)),
  ).toEqual([]);

  const { merges } = await world.api.get<MergesResponse>('/api/whatsapp/merges');
  const merge = merges.find(({ kept }) => kept === row?.contact.contactId);
  expect(merge).toMatchObject({ state: 'done', evidence: [{ kind: 'lid' }, { kind: 'phone' }] });
  const undone = await world.api.ask<UndoMergeResponse>('POST', `/api/whatsapp/merges/${merge?.mergeId}/undo`);
  expect([undone.status, undone.body.merge.state]).toEqual([200, 'undone']);
  await until('two conversations again', async () => {
    const ids = (await world.api.conversations('?limit=200')).rows.map(({ row: { contact } }) => contact.contactId);
    return two.every(({ contact }) => ids.includes(contact.contactId));
  });
});

it('an edit, a reaction and a deletion show in the thread, and none of them is answered', async () => {
  const mel = world.standIn.contact('5511983000002', 'Mel');
  const order = world.standIn.write(mel, 'Qual o horário?');
  await world.untilAnswered(mel, 1);
  const answers = world.standIn.received(mel).length;
  const line = async () => {
    const found = (await world.thread(mel)).find((one) => one.direction === 'in' && one.waId === order);
    return found?.direction === 'in' ? found : null;
  };
  world.standIn.edit(order, 'Qual o horário no domingo?');
  await until('the edit', async () => (await line())?.edits !== undefined);
  expect(await line()).toMatchObject({
    content: { text: 'Qual o horário no domingo?' },
    edits: [{ text: 'Qual o horário?' }],
  });
  world.standIn.react(order, mel, '👍');
  await until('the reaction', async () => (await line())?.reactions !== undefined);
  expect((await line())?.reactions).toMatchObject([{ by: 'contact', emoji: '👍' }]);
  world.standIn.revoke(order);
  await until('the deletion', async () => (await line())?.revokedAt !== undefined);
  // What comes after them is answered, so the agent and the bot are past them.
  world.standIn.write(mel, 'Aceita pix?');
  await until('the next answer', () => world.standIn.received(mel).length > answers);
  const thread = await world.thread(mel);
  expect(inbound(thread)).toEqual(['Qual o horário no domingo?', 'Aceita pix?']);
  const turns = new Set(answersIn(thread).map((one) => one.direction === 'out' && one.turnId));
  expect(turns.size).toBe(2);
  expect((await world.row(mel))?.control.holder.kind).toBe('bot');
});

it('a group is not heard until the cliente turns groups on, and then stored and never answered', async () => {
  const nina = world.standIn.contact('5511983000003', 'Nina');
  const group = { ...nina, phone: '120363041234567890@g.us' };
  world.standIn.write(group, 'antes');
  expect((await world.api.ask('PUT', '/api/whatsapp/settings', { groups: true })).status).toBe(200);
  await until('the agent to know', () =>
    world.lines().some(({ event, groups }) => event === 'configured' && groups === true),
  );
  world.standIn.write(group, 'alguém sabe o horário?');
  const row = await until('the group', async () => {
    const { rows } = await world.api.conversations('?limit=200');
    return rows.find(({ row: { contact } }) => contact.aliases[0]?.kind === 'group')?.row;
  });
  expect(row.contact).toMatchObject({ name: '120363041234567890', phone: null });
  expect(row.control.holder).toEqual({ kind: 'paused', reason: 'group' });
  world.standIn.write(nina, 'Qual o horário?');
  await world.untilAnswered(nina, 1);
  const thread = await world.api.thread(row.contact.contactId);
  expect(thread.at(-1)).toMatchObject({ direction: 'in', speaker: 'Nina' });
  expect(world.standIn.truth().filter(({ chat }) => chat === group.phone)).toEqual([]);
});
