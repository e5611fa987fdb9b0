import type { DemoResponse } from '@oconnector/protocol/api/setup.ts';
import { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import { ConversationsResponse, MessagesResponse } from '@oconnector/protocol/api/conversations.ts';
import { DocumentSummary } from '@oconnector/protocol/api/knowledge.ts';
import { env } from 'cloudflare:workers';
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as z from 'zod/mini';
import { conversationStub, directoryStub, knowledgeStub } from '../../durable/stubs.ts';
import { conversations } from '../../db/schema.ts';
import { cookiesOf, database, SETUP_TOKEN, testApi } from '../../testing/api.ts';
import { DEMO } from './cast.ts';
import { demoConversations, STAGES, type DemoConversation } from './threads.ts';

const NOW = Date.UTC(2026, 10, 22, 15);
const people = [DEMO.owner, DEMO.agent].map(({ userId, name }) => ({ userId, name }));
const { call } = testApi();
const setUp = () => call('/api/setup/demo', { method: 'POST', bearer: SETUP_TOKEN });
const demo = async () => (await (await setUp()).json()) as z.infer<typeof DemoResponse>;

describe('the demo conversations', () => {
  const all = demoConversations(people, NOW);
  const times = ({ messages }: DemoConversation): number[] => messages.map(({ at }) => at);

  it('are two hundred, in six stages of life, the same ones every time', () => {
    expect(all).toHaveLength(200);
    expect(STAGES.map(([stage, count]) => all.filter((one) => one.stage === stage).length === count)).toEqual(
      Array(6).fill(true),
    );
    expect(demoConversations(people, NOW)).toEqual(all);
  });

  it('are of two hundred different people, none of whom has a real number', () => {
    expect(new Set(all.flatMap(({ person }) => person.aliases.map(({ value }) => value))).size).toBe(
      all.flatMap(({ person }) => person.aliases).length,
    );
    for (const { person } of all) {
      expect(person.aliases.length).toBeGreaterThan(0);
      for (const alias of person.aliases) if (alias.kind === 'phone') expect(alias.value).toMatch(/^\+55\d\d90\d{7}$/);
    }
  });

  it('have between one and forty messages, of both lengths and many between', () => {
    const lengths = all.map(({ messages }) => messages.length);
    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBeGreaterThan(30);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(40);
    expect(new Set(lengths).size).toBeGreaterThan(20);
  });

  it('run forward in time, within the last weeks, and the open ones are recent', () => {
    for (const one of all) {
      expect(times(one)).toEqual(times(one).toSorted((left, right) => left - right));
      expect(times(one).at(-1)).toBeLessThan(NOW);
      expect(times(one).at(0)).toBeGreaterThan(NOW - 60 * 86_400_000);
      if (one.stage === 'nova') expect(times(one).at(-1)).toBeGreaterThan(NOW - 3 * 3_600_000);
    }
  });

  it('are not copies of each other', () => {
    const threads = all.map(({ messages }) => messages.map(({ text }) => text).join('\n'));
    expect(new Set(threads).size).toBeGreaterThan(180);
    for (const text of threads) expect(text).not.toMatch(/[{}|]|undefined|null/);
  });

  it('show a failed send, emoji, people without a name or phone, and each way to be held', () => {
    const messages = all.flatMap((one) => one.messages);
    expect(
      messages.filter((message) => message.direction === 'out' && message.status === 'failed').length,
    ).toBeGreaterThan(2);
    expect(messages.some(({ text }) => /\p{Extended_Pictographic}/u.test(text))).toBe(true);
    expect(all.some(({ person }) => person.pushName === null)).toBe(true);
    expect(all.some(({ person }) => person.aliases.every(({ kind }) => kind !== 'phone'))).toBe(true);
    expect(
      new Set(all.map(({ holder }) => (holder.kind === 'human' ? `${holder.via} ${holder.userId}` : holder.kind))),
    ).toEqual(
      new Set(['bot', 'paused', 'phone null', `dashboard ${DEMO.owner.userId}`, `dashboard ${DEMO.agent.userId}`]),
    );
    expect(all.flatMap(({ holder }) => Object.keys(holder))).not.toContain('email');
  });

  it('wait for a person where they say so, and for nobody where they are done', () => {
    for (const { stage, holder, status } of all) {
      if (stage === 'aguardando humano') expect(holder).toEqual({ kind: 'paused', reason: 'asked_for_human' });
      expect(status).toBe(stage === 'resolvida' ? 'resolved' : 'open');
    }
  });
});

describe('setting up the demo', () => {
  let first: z.infer<typeof DemoResponse>;
  let interrupted: Response;
  beforeAll(async () => {
    let opened = 0;
    const failing = {
      getByName: (name: string) => {
        if (++opened > 90) throw new Error('the power failed');
        return env.CONVERSATION.getByName(name);
      },
    };
    interrupted = await call('/api/setup/demo', {
      method: 'POST',
      bearer: SETUP_TOKEN,
      env: { CONVERSATION: failing },
    });
    first = await demo();
  });

  it('goes on where it was cut short', async () => {
    expect(interrupted.status).toBe(500);
    expect(first.created).toBe(true);
  });

  it('makes the shop once, and again only a new code and a new link', async () => {
    expect(first).toMatchObject({ created: true, numberId: 'num_demo', email: 'helena@lojademo.example' });
    const again = await demo();
    expect(again).toMatchObject({
      created: false,
      numberId: first.numberId,
      email: first.email,
      password: first.password,
    });
    expect(again.pairingCode).not.toBe(first.pairingCode);
    expect(again.signInToken).not.toBe(first.signInToken);
  });

  it('lets the owner in, by password and once by link', async () => {
    const { email, password, signInToken } = await demo();
    const login = await call('/api/auth/login', { method: 'POST', json: { email, password } });
    expect(await login.json()).toMatchObject({
      user: { name: 'Helena Prado', clienteName: 'Loja Demo', roles: ['owner', 'ops'] },
    });
    const link = await call('/api/auth/start', { method: 'POST', json: { token: signInToken } });
    expect(link.status).toBe(200);
    expect(Object.keys(cookiesOf(link))).toEqual(['oc_access', 'oc_refresh']);
    expect((await call('/api/auth/start', { method: 'POST', json: { token: signInToken } })).status).toBe(401);
  });

  it('opens the door again after the setup token was made anew', async () => {
    const token = 'um-outro-token-de-instalacao';
    const response = await call('/api/setup/demo', { method: 'POST', bearer: token, env: { SETUP_TOKEN: token } });
    const { created, email, password } = (await response.json()) as z.infer<typeof DemoResponse>;
    expect(created).toBe(false);
    expect(password).not.toBe(first.password);
    expect((await call('/api/auth/login', { method: 'POST', json: { email, password } })).status).toBe(200);
    expect((await demo()).password).toBe(first.password);
  });

  it('pairs a bot agent with the code it gave', async () => {
    const { pairingCode } = await demo();
    const paired = await call('/api/whatsapp/pair', {
      method: 'POST',
      json: { code: pairingCode, botId: 'b', host: 'h' },
    });
    expect(await paired.json()).toMatchObject({ numberId: 'num_demo', clienteId: 'cli_demo' });
  });

  it('fills the shop: every thread whole, three sources that answer', async () => {
    const contacts = await directoryStub(env, DEMO.clienteId).list({ after: null, limit: 500 });
    expect(contacts).toHaveLength(200);
    const threads = await Promise.all(
      contacts.map(
        async ({ contactId }) =>
          MessagesResponse.parse(
            await conversationStub(env, DEMO.clienteId, contactId).messages({ before: null, after: null, limit: 200 }),
          ).messages,
      ),
    );
    const expected = demoConversations(people, NOW).reduce((sum, { messages }) => sum + messages.length, 0);
    expect(threads.flat().filter(({ direction }) => direction !== 'notice')).toHaveLength(expected);
    const documents = await knowledgeStub(env, DEMO.clienteId).list();
    expect(documents.map((document) => DocumentSummary.parse(document).passages > 3)).toEqual([true, true, true]);
  });

  it.each([
    ['Vocês entregam hoje?', 'no mesmo dia'],
    ['qual o horário de vcs?', '9h às 19h'],
    ['aceita pix', 'Pix'],
    ['da pra parcelar?', '3 vezes'],
    ['posso trocar a planta?', '7 dias'],
    ['qto ta a orquidea', 'R$ 89,90'],
    ['onde fica a loja?', 'Joaquim Távora'],
    ['quanto é o frete', 'R$ 12,00'],
    ['preço das suculentas', 'R$ 12,00'],
    ['tem girassol?', 'R$ 69,00'],
    ['posso retirar na loja?', 'uma hora depois'],
  ])('has an answer to %j', async (question, words) => {
    const [best] = await knowledgeStub(env, DEMO.clienteId).search(question, 1);
    expect(best?.text).toContain(words);
  });

  it('shows in the list of its owner, and reaches the database', async () => {
    const { email, password } = first;
    const login = await call('/api/auth/login', { method: 'POST', json: { email, password, client: 'api' } });
    const bearer = SessionResponse.parse(await login.json()).tokens?.accessToken ?? '';
    const counted = async () => {
      const page = await call('/api/whatsapp/conversations?view=all&limit=200', { bearer });
      return ConversationsResponse.parse(await page.json());
    };
    // Conversations tell the Inbox, and the Inbox D1, in their own time.
    await vi.waitUntil(async () => (await counted()).counts.resolved === 80, { timeout: 30_000, interval: 100 });
    const { counts, rows } = await counted();
    expect(counts).toMatchObject({ resolved: 80 });
    expect(rows.map(({ row }) => row.lastAt)).toEqual(
      rows.map(({ row }) => row.lastAt).toSorted((left, right) => right - left),
    );
    const projected = async () =>
      (
        await database()
          .select({ at: conversations.lastAt })
          .from(conversations)
          .where(eq(conversations.clienteId, DEMO.clienteId))
      ).length;
    await vi.waitUntil(async () => (await projected()) === 200, { timeout: 30_000, interval: 100 });
  });

  it('is for whoever has the setup token, and is not there without one', async () => {
    expect((await call('/api/setup/demo', { method: 'POST' })).status).toBe(401);
    expect((await call('/api/setup/demo', { method: 'POST', bearer: 'errado' })).status).toBe(401);
    expect(
      (await call('/api/setup/demo', { method: 'POST', bearer: SETUP_TOKEN, env: { SETUP_TOKEN: undefined } })).status,
    ).toBe(404);
  });
});
