import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Command } from '@oconnector/protocol/model/command.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { defaultSettings, type ConversationContext, type Ports } from './context.ts';
import { ingest } from './ingest.ts';
import { readMessages } from './inspect.ts';
import { openConversation, wake } from './open.ts';
import { report } from './report.ts';
import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { noAnalysis } from '../../ai/turn.fixture.ts';

/** A whole conversation in this process: nothing of it needs a Worker. */
const open = (database: DatabaseSync, clock: { at: number }) => {
  const sent: Command[] = [];
  const ports: Ports = {
    gateway: () => ({
      enqueue: async (commands) => void sent.push(...commands),
      cancel: async () => ({ dropped: [], agent: 'told' }),
      look: async () => 'offline',
      status: async () => ({
        numberId: 'num_a',
        name: 'Loja',
        link: 'online',
        linkSince: 0,
        channel: null,
        pending: 0,
      }),
    }),
    conversation: () => {
      throw new Error('nobody else');
    },
    inbox: () => ({ publish: async () => {} }),
    knowledge: () => ({
      search: async () => [],
      playbook: async () => DEFAULT_PLAYBOOK,
      spend: async () => null,
      spendIfLeft: async () => true,
      unanswered: async () => {},
      takeQuestionsBack: async () => {},
    }),
    files: () => ({ delete: async () => {}, read: async () => null }),
    speech: null,
    assistant: {
      reply: async (input) => ({
        outcome: 'answered',
        bubbles: [`${input.clienteName}: ${input.burst.map(({ text }) => text).join(' ')}`],
        citations: [],
        handoff: null,
        asks: null,
        trace: [],
      }),
      analyse: async () => noAnalysis,
    },
    deadline: () => ({ signal: new AbortController().signal, done: () => {} }),
  };
  let alarm: number | null = null;
  let random = 0;
  const ctx: ConversationContext = openConversation(
    {
      sql: nodeSql(database),
      alarm: { get: async () => alarm, set: async (at) => void (alarm = at) },
      clock: { now: () => clock.at },
      random: { bytes: (n) => Uint8Array.from({ length: n }, () => random++ % 256) },
      sleep: async () => {},
      background: (work) => void work.catch(() => {}),
    },
    {
      identity: { name: 'v1:cli_a:con_a', clienteId: 'cli_a', contactId: 'con_a' },
      settings: defaultSettings,
      ports,
      pushSnapshot: async () => {},
      onError: (where, error) => {
        throw new Error(where, { cause: error });
      },
    },
  );
  return { ctx, sent, alarmAt: () => alarm };
};

const message = (waId: string, text: string) => ({
  s: null,
  message: {
    waId,
    fromMe: false,
    contact: [{ kind: 'phone' as const, value: '+5511987654321' }],
    pushName: null,
    content: { type: 'text' as const, text },
    sentAt: 0,
    old: false,
  },
});
const batch = (...items: ReturnType<typeof message>[]) => ({
  clienteId: 'cli_a',
  numberId: 'num_a',
  contact: { contactId: 'con_a', name: null, phone: null, aliases: [] },
  replyTo: { kind: 'phone' as const, value: '+5511987654321' },
  journalEpoch: null,
  items,
});

describe('a conversation outside of a Worker', () => {
  it('runs over node:sqlite, on any clock, and goes on after its process has died', async () => {
    const database = new DatabaseSync(':memory:');
    const clock = { at: 1_000 };
    const first = open(database, clock);
    ingest(first.ctx, batch(message('a', 'entregam'), message('b', 'hoje\0\ud800?')));
    expect(first.alarmAt()).toBe(5_000);

    const { ctx, sent } = open(database, clock);
    await wake(ctx);
    clock.at = 5_000;
    await ctx.runTimers();
    await expect.poll(() => sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ class: 'reply', generation: 1, notAfter: 5_000 + 15 * 60_000 });
    report(
      ctx,
      sent.map(({ commandId, contactId }) => ({
        commandId,
        contactId,
        state: 'read',
        reason: null,
        waId: 'w',
        at: 6_000,
      })),
    );
    const page = readMessages(ctx, { before: null, after: null, limit: 10 });
    expect(
      page?.messages.map(
        (one) =>
          one.direction !== 'notice' && [contentText(one.content), one.direction === 'out' ? one.status : one.waId],
      ),
    ).toEqual([
      ['entregam', 'a'],
      ['hoje\0\ud800?', 'b'],
      ['Loja: entregam hoje\0\ud800?', 'read'],
    ]);
  });

  it('loses no deadline to a timer that rang before its time', async () => {
    const clock = { at: 1_000 };
    const { ctx, sent } = open(new DatabaseSync(':memory:'), clock);
    ingest(ctx, batch(message('a', 'oi')));
    // As an older version with a shorter wait would have left it.
    ctx.timers.set('debounce', '', 1_000);
    await ctx.runTimers();
    expect(ctx.timers.get('debounce', '')).toBe(5_000);
    clock.at = 5_000;
    await ctx.runTimers();
    await expect.poll(() => sent).toHaveLength(1);
  });
});
