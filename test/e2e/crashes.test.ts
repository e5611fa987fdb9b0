import { afterAll, beforeAll, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { ApiClient } from '../support/api.ts';
import { crash, startInstance, type Instance } from '../support/instance.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

const PHONES = 20;
const BURSTS = 5;
const BURST = 2;
const QUESTIONS = [
  'Vocês entregam hoje?',
  'Qual o horário de vocês?',
  'Aceita pix?',
  'Quanto custa o frete?',
  'Posso trocar?',
];
const ENDS = new Set(['accepted', 'delivered', 'read', 'unknown', 'expired']);

let instance: Instance;
let api: ApiClient;
let phones: Phones;

beforeAll(async () => {
  instance = await startInstance();
  api = new ApiClient(instance);
  phones = new Phones(api);
  await phones.connect();
});
afterAll(async () => {
  phones.close();
  await instance.stop();
});

const outbound = (thread: Message[]): OutboundMessage[] =>
  thread.flatMap((message) => (message.direction === 'out' ? [message] : []));

/** Which replied turns cover each inbound message, by its sequence number. */
const answersOf = async (contactId: string): Promise<Map<number, string[]>> => {
  const events = await api.events('Conversation', contactId);
  const covers = new Map(
    events
      .filter(({ kind }) => kind === 'turn.started')
      .map(({ data }) => [String(data['turnId']), data['covers'] as number[]]),
  );
  const answers = new Map<number, string[]>();
  for (const { data } of events.filter(({ kind }) => kind === 'turn.replied')) {
    const turnId = String(data['turnId']);
    for (const seq of covers.get(turnId) ?? []) answers.set(seq, [...(answers.get(seq) ?? []), turnId]);
  }
  return answers;
};

/** Everything the contact wrote has been answered, and every answer has come to an end. */
const settled = async (phone: string, messages: number): Promise<string | null> => {
  const row = await api.byPhone(phone);
  if (!row) return null;
  const thread = await api.thread(row.contact.contactId);
  const inbound = thread.filter(({ direction }) => direction === 'in');
  if (inbound.length < messages || !outbound(thread).every(({ status }) => ENDS.has(status))) return null;
  const answers = await answersOf(row.contact.contactId);
  return inbound.every(({ seq }) => answers.has(seq)) ? row.contact.contactId : null;
};

it('stores every message once and in order, and answers every burst once, through kill -9 of the worker and of the bot', async () => {
  const numbers = Array.from({ length: PHONES }, newPhone);
  for (const phone of numbers) phones.open(phone);

  // 200 messages in all. The worker dies after the second round, the bot after the third, each with messages under way.
  for (let round = 0; round < BURSTS; round++) {
    for (const [i, phone] of numbers.entries()) {
      for (let k = 0; k < BURST; k++)
        phones.send(phone, `${QUESTIONS[(round + i + k) % QUESTIONS.length]} (${round}.${k})`);
      await sleep(20);
    }
    if (round === 1) await crash(instance, 'workerd');
    if (round === 2) await crash(instance, 'bot');
    await sleep(700);
  }
  await until('the simulated WhatsApp to have every message', () => phones.unconfirmed === 0);

  const counts: Record<string, number> = {};
  let stored = 0;
  let answered = 0;
  for (const phone of numbers) {
    const contactId = await until(`the answers to ${phone}`, () => settled(phone, BURSTS * BURST), 120_000);
    const thread = await api.thread(contactId);

    const written = phones
      .thread(phone)
      .filter(({ from }) => from === 'me')
      .map(({ waId }) => waId);
    const received = thread.flatMap((message) => (message.direction === 'in' ? [message.waId] : []));
    expect(received).toEqual(written);
    stored += received.length;

    for (const [seq, turns] of await answersOf(contactId)) expect(turns, `message ${seq} of ${phone}`).toHaveLength(1);
    answered += received.length;

    const replies = outbound(thread);
    for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
    const arrived = phones
      .thread(phone)
      .filter(({ from }) => from === 'shop')
      .map(({ waId }) => waId);
    expect(new Set(arrived).size).toBe(arrived.length);
    const claimed = replies
      .filter(({ status }) => status !== 'unknown' && status !== 'expired')
      .map(({ waId }) => waId);
    expect(arrived).toEqual(expect.arrayContaining(claimed));
    // What the phone shows and nobody claims can only be a send whose outcome is shown as unknown.
    const unclaimed = arrived.filter((waId) => !claimed.includes(waId)).length;
    expect(unclaimed).toBeLessThanOrEqual(replies.filter(({ status }) => status === 'unknown').length);
  }

  process.stdout.write(
    `\n  200 messages written, ${stored} stored once and in order, ${answered} answered once; replies: ${JSON.stringify(counts)}\n`,
  );
  expect(stored).toBe(PHONES * BURSTS * BURST);
  expect((counts['unknown'] ?? 0) + (counts['expired'] ?? 0)).toBeLessThan(PHONES);
});
