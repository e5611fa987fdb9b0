import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { MessageChange } from '@oconnector/protocol/model/change.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { answer, batchOf, eventually, latch, received, scene, storedAndFolded } from './conversation.fixture.ts';

const setUp = () => {
  const around = scene(env);
  const { conversation, contact, clock, thread } = around;
  return {
    ...around,
    ring: async (ms = 20_000) => {
      clock.advance(ms);
      await runDurableObjectAlarm(around.stub());
    },
    take: (...messages: ReceivedMessage[]) => conversation().ingest(batchOf(contact, messages, {}, 1)),
    line: async (seq: number) => {
      const found = (await thread()).find((message) => message.seq === seq);
      if (found === undefined || found.direction === 'notice') throw new Error(`no message ${seq}`);
      return found;
    },
  };
};

const change = (
  of: ReceivedMessage,
  kind: 'edited' | 'revoked' | 'reaction',
  value: string | null = null,
  more: Partial<ReceivedMessage> = {},
): ReceivedMessage => {
  const target = { waId: of.waId, fromMe: of.fromMe };
  const about: MessageChange = kind === 'reaction' ? { kind, ...target, emoji: value } : { kind, ...target };
  return received(value ?? '.', { waId: `${of.waId}.${kind}.${value}`, sentAt: 2_000, old: true, about, ...more });
};

describe('a change of a message', () => {
  it('T8 is no line, no turn and no reason to wait, and wakes nobody', async () => {
    const { take, thread, row, ring, assistant, kinds, clock } = setUp();
    const message = received('2 pizzas');
    await take(message);
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await eventually(async () => expect((await row()).waitingSince).toBeNull());
    const [lines, before] = [await thread(), await row()];
    await take(change(message, 'edited', '3 pizzas'), change(message, 'reaction', '👍'), change(message, 'revoked'));
    clock.advance(60_000);
    await ring();
    expect(assistant.inputs).toHaveLength(1);
    expect((await thread()).length).toBe(lines.length);
    expect(await row()).toMatchObject({
      inboundCount: before.inboundCount,
      lastAt: before.lastAt,
      waitingSince: null,
      control: before.control,
    });
    expect((await kinds()).filter((kind) => kind === 'turn.started')).toHaveLength(1);
  });

  it('T9 comes to the same however often and in whatever order it is told', async () => {
    const message = received('2 pizzas', { sentAt: 1_000 });
    const told = [
      change(message, 'edited', '3 pizzas', { sentAt: 2_000 }),
      change(message, 'edited', '4 pizzas', { sentAt: 3_000 }),
      change(message, 'reaction', '👍', { sentAt: 2_500 }),
      change(message, 'reaction', '❤️', { sentAt: 3_500 }),
      change(message, 'reaction', '🙏', { sentAt: 2_700, fromMe: true }),
    ];
    const seen = [];
    for (const order of [told, told.toReversed(), [...told, ...told]]) {
      const { take, line, stub } = setUp();
      await take(message);
      const results = await take(...order);
      expect(results.filter(({ outcome }) => outcome === 'stored')).toHaveLength(5);
      const { content, edits, reactions, revokedAt } = await line(1);
      seen.push({ content, edits, reactions, revokedAt });
      const { stored, folded } = await storedAndFolded(stub());
      expect(stored).toEqual(folded);
    }
    expect(seen[0]).toEqual({
      content: { type: 'text', text: '4 pizzas' },
      edits: [
        { text: '2 pizzas', at: 1_000 },
        { text: '3 pizzas', at: 2_000 },
      ],
      reactions: [
        { by: 'number', emoji: '🙏', at: 2_700 },
        { by: 'contact', emoji: '❤️', at: 3_500 },
      ],
      revokedAt: undefined,
    });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('T9 waits for a message that it overtook, which is then stored as deleted and not answered', async () => {
    const { take, line, ring, assistant, row } = setUp();
    const message = received('apague isto');
    const [early] = await take(change(message, 'revoked'));
    expect(early).toMatchObject({ outcome: 'stored', seq: 0 });
    await take(message);
    expect((await line(1)).revokedAt).toBe(2_000);
    await ring();
    expect(assistant.inputs).toEqual([]);
    expect((await row()).waitingSince).toBeNull();
  });

  it('a reaction that is taken back is gone', async () => {
    const { take, line } = setUp();
    const message = received('oi');
    await take(message, change(message, 'reaction', '👍'), change(message, 'reaction', null, { sentAt: 3_000 }));
    expect((await line(1)).reactions).toBeUndefined();
  });

  it('D66 a deleted line is no words in a list, and words that say so are no deleted line', async () => {
    const { take, row } = setUp();
    for (const text of ['[revoked]', 'revoked']) {
      const message = received(text);
      await take(message);
      expect((await row()).preview).toMatchObject({ direction: 'in', text });
      await take(change(message, 'revoked'));
      expect((await row()).preview).toEqual({ direction: 'notice', author: 'contact', text: 'revoked', status: null });
    }
  });

  it('a message that was edited is known again by any of its wordings, and no other', async () => {
    const { take } = setUp();
    const message = received('2 pizzas');
    await take(message, change(message, 'edited', '3 pizzas'));
    const again = await take(message, { ...message, content: { type: 'text', text: '3 pizzas' } });
    expect(again.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
    const [other] = await take({ ...message, content: { type: 'text', text: '9 pizzas' } });
    expect(other?.outcome).toBe('conflict');
  });
});

describe('words that nobody has answered yet', () => {
  it('T10 are answered as they were edited to', async () => {
    const { take, ring, assistant } = setUp();
    const message = received('2 pizzas');
    await take(message);
    await take(change(message, 'edited', '3 pizzas'));
    await ring();
    await eventually(() =>
      expect(assistant.inputs.map(({ burst }) => burst.map(({ text }) => text))).toEqual([['3 pizzas']]),
    );
  });

  it('T10 are not answered when they were deleted, and what else was written is', async () => {
    const { take, ring, assistant, line } = setUp();
    const [secret, question] = [received('minha senha é 1234'), received('entregam hoje?')];
    await take(secret, question);
    await take(change(secret, 'revoked'));
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    expect(assistant.inputs[0]?.burst.map(({ text }) => text)).toEqual(['entregam hoje?']);
    expect(JSON.stringify(assistant.inputs)).not.toContain('1234');
    expect((await line(1)).revokedAt).toBeDefined();
  });

  it('T10 a thought over words that changed meanwhile is not said: it is thought again, or not at all', async () => {
    const { take, ring, assistant, texts, stub } = setUp();
    const [message, other] = [received('2 pizzas'), received('apague')];
    const gate = latch();
    assistant.next(async () => {
      await gate.opened;
      return answer('duas pizzas');
    });
    await take(message);
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await take(change(message, 'edited', '3 pizzas'));
    await ring(1_000);
    gate.open();
    await eventually(async () => expect(await texts()).toEqual(['3 pizzas', 're: 3 pizzas']));

    const second = latch();
    assistant.next(async () => {
      await second.opened;
      return answer('apagado');
    });
    await take(other);
    await ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(3));
    await take(change(other, 'revoked'));
    second.open();
    await ring();
    await ring();
    expect(await texts()).toEqual(['3 pizzas', 're: 3 pizzas', 'apague']);
    const { stored, folded } = await storedAndFolded(stub());
    expect(stored).toEqual(folded);
  });
});
