import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { PHONE, poll, screenOf, tempDir } from '../../../test/agent.ts';
import { systemClock, systemSleep } from '../../clock.ts';
import { bodyHashOf, waOutIdOf } from '../../identity.ts';
import type { ChannelEvent } from '../port.ts';
import { SimulatedChannel } from './simulated.ts';
import { lidOf } from './store.ts';
import { WhatsApp } from './whatsapp.ts';

vi.setConfig({ testTimeout: 30_000 });

let dir: ReturnType<typeof tempDir>;
let whatsapp: WhatsApp;
let channel: SimulatedChannel;
let seen: ChannelEvent[];
const to = { kind: 'phone' as const, value: PHONE };
const text = (words: string) => ({ type: 'text' as const, text: words });
const acks = (waId: string) =>
  seen.flatMap((event) => (event.kind === 'ack' && event.waId === waId ? [event.level] : []));
const messages = () => seen.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
const truth = () =>
  readFileSync(join(dir.path, 'ground-truth.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { q: number; k: string; text: string; wall: number; mono: number });
const begin = async () => {
  whatsapp = new WhatsApp(dir.path, systemClock, systemSleep, { acceptMs: 1, deliverMs: 1, readMs: 5 });
  channel = new SimulatedChannel(whatsapp, null, systemClock);
  seen = [];
  await channel.start((event) => seen.push(event));
};
const again = async () => {
  await channel.stop();
  await whatsapp.close();
  await begin();
};

beforeEach(async () => {
  dir = tempDir();
  await begin();
});
afterEach(async () => {
  await channel.stop();
  await whatsapp.close();
  dir.remove();
});

it('C6: echoes a send before the send is known to be done, and ticks after it', async () => {
  const order: string[] = [];
  await channel.start((event) => order.push(event.kind === 'ack' ? `ack ${event.level}` : event.kind));
  order.length = 0;
  const result = await channel
    .send({ to, content: text('oi'), waOutId: waOutIdOf('c1') })
    .then((sent) => (order.push('resolved'), sent));
  expect(result).toEqual({ kind: 'handed', waId: waOutIdOf('c1') });
  await poll(() => order).toEqual(['message', 'resolved', 'ack 1', 'ack 2']);
});

it('ticks follow the phone: offline holds the device tick, a closed screen the blue one, receipts off for ever', async () => {
  whatsapp.set(PHONE, { online: false });
  await channel.send({ to, content: text('a'), waOutId: 'A' });
  await poll(() => acks('A')).toEqual([1]);
  const closed = screenOf(whatsapp);
  expect(closed.texts()).toEqual([]);
  whatsapp.set(PHONE, { online: true });
  await poll(() => acks('A')).toEqual([1, 2, 3]);
  expect(closed.texts()).toEqual(['a']);
  whatsapp.set(PHONE, { receipts: false });
  await channel.send({ to, content: text('b'), waOutId: 'B' });
  await poll(() => closed.texts()).toEqual(['a', 'b']);
  whatsapp.set(PHONE, { receipts: true });
  await poll(() => acks('B')).toEqual([1, 2, 3]);
  closed.close();
  await channel.send({ to, content: text('c'), waOutId: 'C' });
  await poll(() => acks('C')).toEqual([1, 2]);
});

it('refuses as many sends as it was told to, and none of them is in the truth', async () => {
  whatsapp.set(PHONE, { failSends: 2 });
  const kinds = [];
  for (const id of ['A', 'B', 'C']) kinds.push((await channel.send({ to, content: text(id), waOutId: id })).kind);
  expect(kinds).toEqual(['refused', 'refused', 'handed']);
  await poll(() => truth().map((line) => line.text)).toEqual(['C']);
});

it('says in the truth when the same id was accepted twice, and shows it once', async () => {
  const phone = screenOf(whatsapp);
  await channel.send({ to, content: text('x'), waOutId: 'A' });
  await poll(() => acks('A').length).toBeGreaterThan(0);
  await channel.send({ to, content: text('x'), waOutId: 'A' });
  await poll(() => truth().map((line) => line.k)).toEqual(['out', 'repeat']);
  await poll(() => phone.texts()).toEqual(['x']);
});

it('delivers duplicate copies of one message', () => {
  screenOf(whatsapp).write('oi', 3);
  expect(messages().map((message) => message.waId)).toHaveLength(3);
  expect(new Set(messages().map((message) => message.waId)).size).toBe(1);
});

it('takes a repeated long id for the same message, a repeated short one for a new message', () => {
  const write = (id: string) => whatsapp.write(PHONE, id, text('oi'), 1, () => {});
  write('0123456789abcdef');
  write('0123456789abcdef');
  write('1');
  write('1');
  expect(messages()).toHaveLength(3);
  expect(truth()).toHaveLength(3);
});

it('T12: tells what a message answers, within its chat, and that it was passed on, live and from the history', async () => {
  const write = (words: string, beside: Parameters<typeof whatsapp.write>[5], phone = PHONE) =>
    whatsapp.write(phone, words, text(words), 1, () => {}, beside);
  await channel.send({ to, content: text('entregamos até as 18h'), waOutId: 'A' });
  write('de outro chat', {}, '+5511900000001');
  write('hoje?', { quotes: 'A' });
  write('e isto?', { quotes: messages().at(-2)?.waId ?? '' });
  write('vejam', { forwarded: 'many_times' });
  const quoted = { waId: 'A', fromMe: true, excerpt: { text: 'entregamos até as 18h' } };
  const expected = [[], [], ['quoted', quoted], [], ['forwarded', 'many_times']];
  const told = (all: readonly ReceivedMessage[]) =>
    all.map((one) => Object.entries(one).find(([key]) => key === 'quoted' || key === 'forwarded') ?? []);
  expect(told(messages())).toEqual(expected);
  const chat = `phone:${PHONE}`;
  expect(told(await channel.history({ chat, since: 0, limit: 9 }))).toEqual(expected.filter((_, i) => i !== 1));
});

it("gives ids of WhatsApp's form, and whole seconds as time", () => {
  screenOf(whatsapp).write('oi');
  expect(messages()[0]?.waId).toMatch(/^3A[0-9A-F]{18}$/);
  expect((messages()[0]?.sentAt ?? 1) % 1_000).toBe(0);
});

it('D2: shows a contact by @lid when told to, and is reached by it', async () => {
  const phone = screenOf(whatsapp);
  whatsapp.set(PHONE, { asLid: true });
  phone.write('oi');
  const lid = { kind: 'lid' as const, value: lidOf(PHONE) };
  expect(messages()[0]?.contact).toEqual([lid, to]);
  await channel.send({ to: lid, content: text('olá'), waOutId: 'A' });
  await poll(() => phone.texts()).toEqual(['olá']);
  expect(await channel.send({ to: { kind: 'lid', value: '123456' }, content: text('?'), waOutId: 'B' })).toMatchObject({
    kind: 'refused',
  });
});

it('tells an open phone of typing and a closed one of nothing', async () => {
  const phone = screenOf(whatsapp);
  await channel.typing(to, true);
  await channel.typing(to, false);
  expect(phone.frames.flatMap((frame) => (frame.t === 'typing' ? [frame.on] : []))).toEqual([true, false]);
});

describe('history', () => {
  it('has what came while the device was away, and tells no event of it', async () => {
    await channel.stop();
    screenOf(whatsapp).write('missed');
    await channel.start((event) => seen.push(event));
    expect(messages()).toEqual([]);
    const [chat] = await channel.chats();
    if (!chat) throw new Error('no chat');
    expect(await channel.history({ chat: chat.chat, since: 0, limit: 9 })).toMatchObject([
      { content: text('missed'), fromMe: false },
    ]);
    expect(await channel.history({ chat: chat.chat, since: Date.now() + 1, limit: 9 })).toEqual([]);
  });

  it('D4: finds a sent message by its id, else by chat and words since a moment', async () => {
    await channel.send({ to, content: text('words'), waOutId: 'A' });
    await poll(() => acks('A').length).toBeGreaterThan(0);
    const query = { to, bodyHash: bodyHashOf(text('words')), since: 0 };
    expect((await channel.findSent({ ...query, waOutId: 'A' })).map((sent) => sent.waId)).toEqual(['A']);
    expect((await channel.findSent({ ...query, waOutId: 'other' })).map((sent) => sent.waId)).toEqual(['A']);
    expect(await channel.findSent({ ...query, waOutId: 'other', bodyHash: 'x' })).toEqual([]);
    expect(await channel.findSent({ ...query, waOutId: 'other', since: Date.now() + 1 })).toEqual([]);
  });

  it('cannot be read while the fault is on', async () => {
    whatsapp.faults.history = true;
    await expect(channel.chats()).rejects.toThrow('not loaded');
    await expect(channel.findSent({ to, waOutId: 'A', bodyHash: '', since: 0 })).rejects.toThrow('not loaded');
  });
});

describe('after a crash', () => {
  it('has every message again, and sends by itself what had the clock tick', async () => {
    whatsapp.faults.stuck = true;
    screenOf(whatsapp).write('in');
    await channel.send({ to, content: text('out'), waOutId: 'A' });
    await again();
    await poll(() => acks('A')[0]).toBe(1);
    const phone = screenOf(whatsapp);
    const opened = phone.frames[0];
    expect(opened?.t === 'opened' && opened.history.map((line) => line.content)).toContainEqual(text('in'));
    expect(truth().map((line) => [line.q, line.k])).toEqual([
      [1, 'in'],
      [2, 'out'],
    ]);
  });

  it('writes the line of truth again that was cut short or never written', async () => {
    const phone = screenOf(whatsapp);
    ['one', 'two', 'three'].forEach((words) => phone.write(words));
    const file = join(dir.path, 'ground-truth.jsonl');
    const whole = readFileSync(file, 'utf8');
    await channel.stop();
    await whatsapp.close();
    truncateSync(file, whole.length - 30);
    await begin();
    expect(truth().map((line) => [line.q, line.text])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
    await channel.stop();
    await whatsapp.close();
    truncateSync(file, 0);
    appendFileSync(file, '{"q":1,"k"');
    await begin();
    expect(truth().map((line) => line.text)).toEqual(['one', 'two', 'three']);
  });

  it('has lines longer than a block', async () => {
    screenOf(whatsapp).write('x'.repeat(65_536) + '');
    screenOf(whatsapp).write('\u0001'.repeat(65_536));
    await again();
    screenOf(whatsapp).write('after');
    expect(truth().map((line) => line.text.length)).toEqual([65_536, 65_536, 5]);
  });
});
