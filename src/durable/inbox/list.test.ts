import { describe, expect, it } from 'vitest';
import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import { openInbox, row } from './inbox.fixture.ts';
import { parseSearch } from './search.ts';

const ids = (answer: { rows: { row: { contact: { contactId: string } } }[] }) =>
  answer.rows.map((entry) => entry.row.contact.contactId);
const human = (userId: string | null) =>
  ({ kind: 'human', userId, name: 'x', via: userId === null ? 'phone' : 'dashboard' }) as const;

describe('rows', () => {
  it('P1 are replaced by newer versions only; what an older one tells is left out', async () => {
    const { stub, list } = openInbox();
    await stub.publish([{ row: row('con_a', 2, { name: 'new' }), messages: [] }]);
    await stub.publish([
      { row: row('con_a', 1, { name: 'old' }), messages: [] },
      { row: row('con_a', 2, { name: 'same' }), messages: [] },
    ]);
    const answer = await list();
    expect(answer.rows.map((entry) => entry.row.contact.name)).toEqual(['new']);
    expect(answer.live.head).toBe(1);
  });

  it('come newest first, or longest waiting first and then newest', async () => {
    const { stub, list } = openInbox();
    await stub.publish([
      { row: row('con_a', 1, { lastAt: 10, waitingSince: 9 }), messages: [] },
      { row: row('con_b', 1, { lastAt: 20 }), messages: [] },
      { row: row('con_c', 1, { lastAt: 30, waitingSince: 5 }), messages: [] },
      { row: row('con_d', 1, { lastAt: 40 }), messages: [] },
    ]);
    expect(ids(await list())).toEqual(['con_d', 'con_c', 'con_b', 'con_a']);
    expect(ids(await list({ sort: 'waiting' }))).toEqual(['con_c', 'con_a', 'con_d', 'con_b']);
  });

  it.each(['recent', 'waiting'] as const)('come page by page, each once, sorted by %s', async (sort) => {
    const { stub, list } = openInbox();
    await stub.publish(
      Array.from({ length: 23 }, (_, i) => ({
        row: row(`con_${i}`, 1, { lastAt: 100 + (i % 4), waitingSince: i % 3 === 0 ? 50 + (i % 2) : null }),
        messages: [],
      })),
    );
    const all = ids(await list({ sort, limit: 200 }));
    const paged: string[] = [];
    for (let cursor: string | null = null; ;) {
      const answer: Awaited<ReturnType<typeof list>> = await list({ sort, limit: 5, cursor });
      paged.push(...ids(answer));
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    expect(paged).toEqual(all);
    expect(new Set(paged).size).toBe(23);
  });

  it('begin at the beginning with a cursor nobody wrote', async () => {
    const { stub, list } = openInbox();
    await stub.publish([{ row: row('con_a', 1), messages: [] }]);
    for (const cursor of ['nonsense', btoa('[1]'), btoa('["waiting",1,"con_z"]'), '💥'])
      expect(ids(await list({ cursor }))).toEqual(['con_a']);
  });

  it('stand in the views that their holder and status say, and are counted there', async () => {
    const { stub, list } = openInbox();
    const paused = (reason: 'asked_for_human' | 'bot_failed' | 'opted_out') => ({ kind: 'paused', reason }) as const;
    await stub.publish([
      { row: row('con_bot', 1), messages: [] },
      { row: row('con_mine', 1, { holder: human('usr_ana') }), messages: [] },
      { row: row('con_hers', 1, { holder: human('usr_bia') }), messages: [] },
      { row: row('con_phone', 1, { holder: human(null) }), messages: [] },
      { row: row('con_asked', 1, { holder: paused('asked_for_human') }), messages: [] },
      { row: row('con_failed', 1, { holder: paused('bot_failed') }), messages: [] },
      { row: row('con_out', 1, { holder: paused('opted_out') }), messages: [] },
      { row: row('con_done', 1, { holder: human('usr_ana'), status: 'resolved' }), messages: [] },
    ]);
    const expected: Record<InboxView, string[]> = {
      all: ['con_asked', 'con_bot', 'con_done', 'con_failed', 'con_hers', 'con_mine', 'con_out', 'con_phone'],
      mine: ['con_mine'],
      bot: ['con_bot'],
      unowned: ['con_asked', 'con_failed', 'con_out', 'con_phone'],
      waiting: ['con_asked', 'con_failed'],
      resolved: ['con_done'],
    };
    for (const [view, contacts] of Object.entries(expected)) {
      const answer = await list({ view: view as InboxView });
      expect(ids(answer).toSorted(), view).toEqual(contacts);
      expect(answer.counts[view as InboxView], view).toBe(contacts.length);
    }
    expect((await list({ userId: 'usr_bia' })).counts.mine).toBe(1);
  });
});

describe('search', () => {
  it('finds names and last texts by beginnings of words, accents folded', async () => {
    const { stub, list } = openInbox();
    await stub.publish([
      { row: row('con_a', 1, { name: 'João Conceição', text: 'Vocês têm pão de queijo?' }), messages: [] },
      { row: row('con_b', 1, { name: 'Maria', text: 'bom dia' }), messages: [] },
      { row: row('con_c', 1, { name: '李雷', text: 'a "quoted" \ud800 \0 line' }), messages: [] },
    ]);
    for (const [search, found] of [
      ['joao', ['con_a']],
      ['CONCEI', ['con_a']],
      ['pao queij', ['con_a']],
      ['maria', ['con_b']],
      ['dia joao', []],
      ['李', ['con_c']],
      ['"quoted', ['con_c']],
      ['* OR NEAR(', []],
      ['💥', []],
      ['   ', ['con_c', 'con_b', 'con_a']],
    ] as const) {
      expect(ids(await list({ search })).toSorted(), search).toEqual([...found].toSorted());
    }
    await stub.publish([{ row: row('con_b', 2, { name: 'Maria', text: 'quero pão' }), messages: [] }]);
    expect(ids(await list({ search: 'pao' })).toSorted()).toEqual(['con_a', 'con_b']);
    expect(ids(await list({ search: 'bom' }))).toEqual([]);
  });

  it('finds a phone in any format, with and without the ninth digit', async () => {
    const { stub, list } = openInbox();
    await stub.publish([
      { row: row('con_a', 1, { e164: '+5511987654321' }), messages: [] },
      { row: row('con_b', 1, { e164: '+351912345678' }), messages: [] },
    ]);
    for (const search of [
      '+55 11 98765-4321',
      '(11) 98765-4321',
      '011 8765-4321',
      '1187654321',
      '551187654321',
      '4321',
      '98765',
    ]) {
      expect(ids(await list({ search })), search).toEqual(['con_a']);
    }
    expect(ids(await list({ search: '912 345' }))).toEqual(['con_b']);
    expect(ids(await list({ search: '32' }))).toEqual([]);
  });

  it('reads a text as words, and as a phone when no letter is in it', () => {
    expect(parseSearch('(11) 98765-4321')).toEqual({ words: '"11"* "98765"* "4321"*', digits: '11987654321' });
    expect(parseSearch('pedido 12345')).toEqual({ words: '"pedido"* "12345"*', digits: null });
  });
});

it('a read mark only goes forward, and is each user’s own', async () => {
  const { stub, list } = openInbox();
  await stub.publish([{ row: row('con_a', 1), messages: [] }]);
  await stub.markRead('usr_ana', 'con_a', 5);
  await stub.markRead('usr_ana', 'con_a', 3);
  expect((await list()).rows[0]?.readInbound).toBe(5);
  expect((await list({ userId: 'usr_bia' })).rows[0]?.readInbound).toBe(0);
  expect(await stub.readInbound('usr_ana', 'con_a')).toBe(5);
  expect((await list()).live.head).toBe(2);
});
