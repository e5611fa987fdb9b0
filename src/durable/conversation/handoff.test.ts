import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { HandoffReason } from '@oconnector/protocol/model/analysis.ts';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../ai/assistant.ts';
import { ANA, answer, batchOf, eventually, received, reportOf, scene } from './conversation.fixture.ts';

const setUp = () => {
  const around = scene(env);
  /** Writes, and lets the assistant answer so. */
  const ask = async (texts: string[], reply: Partial<Reply> = {}) => {
    const before = (await around.outs()).length;
    around.assistant.next(() => answer(`re ${texts.join(' ')}`, reply));
    await around.write(...texts);
    around.clock.advance(15_000);
    await runDurableObjectAlarm(around.stub());
    const command = await eventually(() => {
      const [handed] = around.gateway.enqueued.slice(before);
      if (handed === undefined) throw new Error('nothing was handed over');
      return handed;
    });
    await around.conversation().report([reportOf(command, 'accepted', crypto.randomUUID())]);
  };
  const handoff = async () => (await around.conversation().detail())?.handoff ?? null;
  return { ...around, ask, handoff };
};

describe('what whoever takes over must know', () => {
  it.each(HandoffReason.options)(
    'C14 is there from the hand-over for %s on, and the thread says why',
    async (reason) => {
      const { ask, handoff, thread, row } = setUp();
      await ask(['bom dia'], { outcome: 'social' });
      expect(await handoff()).toBeNull();
      await ask(['o produto veio quebrado', 'e agora?'], { outcome: 'handoff', handoff: { reason } });
      expect((await row()).control.holder).toEqual({ kind: 'paused', reason });
      expect((await thread()).flatMap((line) => (line.direction === 'notice' ? [line.notice] : []))).toEqual([
        { event: 'handoff', reason },
      ]);
      expect(await handoff()).toMatchObject({
        reason,
        asked: [
          { seq: 3, text: 'o produto veio quebrado' },
          { seq: 4, text: 'e agora?' },
        ],
        unanswered: [],
      });
    },
  );

  it('C14 names what the assistant had no answer to, and goes on to name it for the person who took over', async () => {
    const { ask, handoff, write, conversation, generation } = setUp();
    await ask(['vocês abrem no Natal?'], { outcome: 'unknown' });
    await ask(['entregam hoje?']);
    await ask(['quero uma pessoa'], { outcome: 'handoff', handoff: { reason: 'asked_for_human' } });
    await write('alô?');
    await conversation().takeover({ actor: ANA, generation: await generation(), releaseAfterMs: null });
    expect(await handoff()).toMatchObject({
      reason: 'asked_for_human',
      asked: [{ text: 'quero uma pessoa' }, { text: 'alô?' }],
      unanswered: [{ text: 'vocês abrem no Natal?' }],
    });
    await conversation().release({ actor: ANA, generation: await generation(), note: 'abrimos', resolve: false });
    expect(await handoff()).toBeNull();
  });

  it('C14 says nothing of what was deleted, and nothing where nobody is owed a person', async () => {
    const { ask, handoff, conversation, contact, write } = setUp();
    const secret = received('meu cartão é 1234');
    await conversation().ingest(batchOf(contact, [secret]));
    await ask(['me liga'], { outcome: 'handoff', handoff: { reason: 'asked_for_human' } });
    const about = { kind: 'revoked' as const, waId: secret.waId, fromMe: false };
    await conversation().ingest(batchOf(contact, [received('', { about, sentAt: 2_000 })]));
    expect((await handoff())?.asked.map(({ text }) => text)).toEqual(['me liga']);
    await write('PARAR');
    expect(await handoff()).toBeNull();
  });
});

describe('what nobody could answer', () => {
  it('T16 is told to the business, in the words of the question and nothing else', async () => {
    const { ask, unanswered } = setUp();
    await ask(['vocês abrem', 'no Natal?'], { outcome: 'unknown' });
    await ask(['entregam hoje?']);
    await ask(['e no Carnaval?'], { outcome: 'unknown' });
    await eventually(() => expect(unanswered).toEqual(['vocês abrem no Natal?', 'e no Carnaval?']));
  });
});
