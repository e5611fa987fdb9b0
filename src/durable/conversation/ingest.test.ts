import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { ANA, batchOf, eventually, newContact, received, scene } from './conversation.fixture.ts';

const setUp = () => {
  const around = scene(env);
  return { ...around, ring: () => runDurableObjectAlarm(around.stub()) };
};

describe('ingest', () => {
  it('stores a message once, however often it comes, and answers with its first number', async () => {
    const { conversation, contact, texts } = setUp();
    const message = received('oi');
    const first = await conversation().ingest(batchOf(contact, [message], {}, 1));
    const again = await conversation().ingest(batchOf(contact, [message, received('tudo bem?')], {}, 1));
    expect(first).toEqual([{ waId: message.waId, seq: 1, outcome: 'stored' }]);
    expect(again.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [1, 'duplicate'],
      [2, 'stored'],
    ]);
    expect(await texts()).toEqual(['oi', 'tudo bem?']);
  });

  it('stores one of two equal messages of the same batch', async () => {
    const { conversation, contact } = setUp();
    const message = received('oi');
    const results = await conversation().ingest(batchOf(contact, [message, message]));
    expect(results.map(({ seq, outcome }) => [seq, outcome])).toEqual([
      [1, 'stored'],
      [1, 'duplicate'],
    ]);
  });

  it('refuses another body under a known key and keeps the first', async () => {
    const { conversation, contact, texts } = setUp();
    const message = received('oi');
    await conversation().ingest(batchOf(contact, [message]));
    const [result] = await conversation().ingest(
      batchOf(contact, [{ ...message, content: { type: 'text', text: 'outra coisa' } }]),
    );
    expect(result).toEqual({ waId: message.waId, seq: 1, outcome: 'conflict' });
    expect(await texts()).toEqual(['oi']);
  });

  it('keeps the same id apart by number and by direction', async () => {
    const { conversation, contact } = setUp();
    const message = received('oi');
    await conversation().ingest(batchOf(contact, [message]));
    const other = await conversation().ingest(batchOf(contact, [message], { numberId: 'num_outra' }));
    const phone = await conversation().ingest(batchOf(contact, [{ ...message, fromMe: true }]));
    expect([other[0]?.outcome, phone[0]?.outcome]).toEqual(['stored', 'stored']);
  });

  it('D14 flags a message that was overtaken in its journal, and stores it', async () => {
    const { conversation, contact } = setUp();
    await conversation().ingest(batchOf(contact, [received('um'), received('dois')], {}, 5));
    await conversation().ingest(batchOf(contact, [received('atrasada')], {}, 3));
    await conversation().ingest(batchOf(contact, [received('de outro diário')], { journalEpoch: 'another' }, 1));
    const page = await conversation().messages({ before: null, after: null, limit: 10 });
    expect(page?.messages.map((message) => message.direction === 'in' && message.late)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('stores history silently: no turn, no place in the list, no reopening', async () => {
    const { conversation, contact, clock, ring, assistant } = setUp();
    await conversation().ingest(batchOf(contact, [received('agora')]));
    const before = (await conversation().detail())?.row;
    clock.advance(20_000);
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await conversation().ingest(batchOf(contact, [received('de ontem', { old: true })]));
    clock.advance(60_000);
    await ring();
    const row = (await conversation().detail())?.row;
    expect(assistant.inputs).toHaveLength(1);
    expect(row).toMatchObject({ inboundCount: 2, status: 'open' });
    expect(row?.preview?.text).not.toBe('de ontem');
    expect(before?.preview?.text).toBe('agora');
  });

  it('shows that a contact waits who wrote while the agent was off, and lets the bot stay silent', async () => {
    const { conversation, contact, clock, ring, assistant, row, texts, gateway } = setUp();
    const hour = 3_600_000;
    const since = clock.now();
    clock.advance(2 * hour);
    const missed = (text: string, at: number, more: Partial<ReceivedMessage> = {}) =>
      received(text, { old: true, sentAt: since + at, ...more });
    await conversation().ingest(batchOf(contact, [missed('tem alguém?', hour), missed('preciso de ajuda', hour + 1)]));
    expect(await row()).toMatchObject({
      waitingSince: since + hour,
      lastAt: since + hour + 1,
      preview: { text: 'preciso de ajuda' },
      status: 'open',
    });
    await conversation().ingest(batchOf(contact, [missed('bom dia', 5)]));
    expect(await row()).toMatchObject({
      waitingSince: since + hour,
      lastAt: since + hour + 1,
      preview: { text: 'preciso de ajuda' },
      inboundCount: 3,
    });
    clock.advance(60_000);
    await ring();
    expect([assistant.inputs, gateway.enqueued]).toEqual([[], []]);
    await conversation().ingest(batchOf(contact, [missed('já resolvi por telefone', hour + 2, { fromMe: true })]));
    expect(await row()).toMatchObject({
      waitingSince: null,
      preview: { text: 'já resolvi por telefone', author: 'phone' },
      control: { holder: { kind: 'bot' } },
    });
    await conversation().release({ actor: ANA, generation: 1, note: null, resolve: true });
    await conversation().ingest(batchOf(contact, [missed('e agora?', hour + 3), missed('alguém aí?', hour + 4)]));
    expect(await row()).toMatchObject({ status: 'open', waitingSince: since + hour + 3 });
    expect((await texts()).slice(4)).toEqual(['(release)', 'e agora?', '(reopened)', 'alguém aí?']);
  });

  it('keeps showing it when the person who had the conversation falls silent', async () => {
    const { conversation, contact, clock, ring, row } = setUp();
    await conversation().ingest(batchOf(contact, [received('oi?', { old: true, sentAt: clock.now() - 3_600_000 })]));
    await conversation().takeover({ actor: ANA, generation: 1, releaseAfterMs: 60_000 });
    clock.advance(60_000);
    await ring();
    expect(await row()).toMatchObject({ control: { holder: { kind: 'bot' } }, waitingSince: clock.now() - 3_660_000 });
  });

  it('refuses a batch of another contact or another cliente', async () => {
    const { conversation, contact } = setUp();
    await expect(async () => await conversation().ingest(batchOf(newContact(), [received('oi')]))).rejects.toThrow(
      'another contact',
    );
    await expect(
      async () => await conversation().ingest(batchOf(contact, [received('oi')], { clienteId: 'cli_alheio' })),
    ).rejects.toThrow('another contact');
    expect(await conversation().detail()).toBeNull();
  });

  it.each([
    ['NUL', 'antes\0depois'],
    ['a lone surrogate', 'x\ud83dy\udc00z'],
    ['right-to-left marks and zero width', 'abc\u202Edef\u2066\u200B\u{E0041}'],
    ['64 KiB units of control characters', '\u0001'.repeat(65_536)],
    ['64 KiB units of emoji', '👩‍👩‍👧‍👦'.repeat(5_957)],
    ['what looks like JSON and SQL', `{"a":1}'); DROP TABLE messages;--`],
  ])('keeps %s exactly: stored, shown and answered', async (_name, text) => {
    const { conversation, contact, texts, clock, ring, gateway, inbox } = setUp();
    const message = received(text);
    await conversation().ingest(batchOf(contact, [message]));
    expect(await texts()).toEqual([text]);
    expect((await conversation().ingest(batchOf(contact, [message])))[0]?.outcome).toBe('duplicate');
    const row = (await conversation().detail())?.row;
    const sent = await conversation().send({
      actor: { userId: 'usr_ana', name: 'Ana' },
      clientId: crypto.randomUUID(),
      text,
      generation: row?.control.generation ?? 0,
    });
    expect(sent.ok && sent.message.direction === 'out' && contentText(sent.message.content)).toBe(text);
    await eventually(() => expect(gateway.enqueued.map(({ content }) => contentText(content))).toEqual([text]));
    await eventually(() =>
      expect(
        inbox.updates
          .flatMap(({ messages }) => messages)
          .some((m) => m.direction === 'in' && contentText(m.content) === text),
      ).toBe(true),
    );
    clock.advance(1);
    await ring();
  });

  it('keeps ids apart that differ only in what SQLite cannot hold', async () => {
    const { conversation, contact } = setUp();
    const results = await conversation().ingest(
      batchOf(
        contact,
        ['a\ud800', 'a\ud801', 'a\0b', 'a'].map((waId) => received('oi', { waId })),
      ),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored', 'stored']);
    const page = await conversation().messages({ before: null, after: null, limit: 10 });
    expect(page?.messages.map((message) => message.direction === 'in' && message.waId)).toEqual([
      'a\ud800',
      'a\ud801',
      'a\0b',
      'a',
    ]);
  });

  it('pages through the thread in both directions', async () => {
    const { conversation, contact } = setUp();
    await conversation().ingest(
      batchOf(
        contact,
        Array.from({ length: 25 }, (_, i) => received(`m${i + 1}`)),
      ),
    );
    const seqs = async (query: { before: number | null; after: number | null; limit: number }) => {
      const page = await conversation().messages(query);
      return [page?.messages[0]?.seq, page?.messages.at(-1)?.seq, page?.hasMoreBefore, page?.hasMoreAfter];
    };
    expect(await seqs({ before: null, after: null, limit: 10 })).toEqual([16, 25, true, false]);
    expect(await seqs({ before: 16, after: null, limit: 10 })).toEqual([6, 15, true, true]);
    expect(await seqs({ before: 6, after: null, limit: 10 })).toEqual([1, 5, false, true]);
    expect(await seqs({ before: null, after: 20, limit: 10 })).toEqual([21, 25, true, false]);
    expect(await seqs({ before: null, after: 25, limit: 10 })).toEqual([undefined, undefined, true, false]);
  });

  it('knows nothing of a conversation that never happened', async () => {
    const { conversation } = setUp();
    expect(await conversation().messages({ before: null, after: null, limit: 5 })).toBeNull();
    expect(await conversation().detail()).toBeNull();
    expect(await conversation().why()).toEqual({ because: 'nothing_to_answer' });
    expect(
      await conversation().takeover({ actor: { userId: 'usr_ana', name: 'Ana' }, generation: 1, releaseAfterMs: null }),
    ).toMatchObject({ ok: false, code: 'not_found' });
    expect((await conversation().inspect()).snapshot.state).toBe('empty');
  });
});
