import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { MemoryLine } from '../../ai/assistant.ts';
import { ANA, answer, batchOf, eventually, received, scene } from './conversation.fixture.ts';

const HALF_AN_HOUR = 30 * 60_000;

const setUp = () => {
  const around = scene(env);
  const ingest = (...messages: ReceivedMessage[]) => around.conversation().ingest(batchOf(around.contact, messages));
  /** More than a turn reads of one burst, so that what was said before has left it. */
  const fill = () => around.write(...Array.from({ length: 60 }, (_, i) => `linha ${i}`));
  /** What a turn over these words is told when it looks for others. */
  const recalls = async (words: string, limit = 3): Promise<MemoryLine[]> => {
    const found = Promise.withResolvers<MemoryLine[]>();
    around.assistant.next(async (_input, tools) => (found.resolve(await tools.recall(words, limit)), answer('sim')));
    await around.write('lembra?');
    around.clock.advance(15_000);
    await runDurableObjectAlarm(around.stub());
    return await found.promise;
  };
  return { ...around, ingest, fill, recalls };
};

describe('what was said long ago', () => {
  it('T14 is found by its words, however they are inflected and written', async () => {
    const { write, fill, recalls } = setUp();
    await write('Minha cachorra Pipoca tem ALERGIA a frango', 'moro em Niterói');
    await fill();
    expect(await recalls('a alergia da cachorra')).toEqual([
      expect.objectContaining({ seq: 1, from: 'contact', text: 'Minha cachorra Pipoca tem ALERGIA a frango' }),
    ]);
    expect((await recalls('niteroi'))[0]?.seq).toBe(2);
  });

  it('is found as it reads now, and not at all once it was deleted', async () => {
    const { ingest, fill, recalls } = setUp();
    const [edited, deleted] = [received('entrega na rua azul'), received('meu CPF é 123')];
    await ingest(edited, deleted);
    await fill();
    expect(await recalls('rua azul')).toHaveLength(1);
    const about = (of: ReceivedMessage, kind: 'edited' | 'revoked') => ({ kind, waId: of.waId, fromMe: false });
    await ingest(
      received('entrega na rua verde', { about: about(edited, 'edited'), sentAt: 2_000 }),
      received('', { about: about(deleted, 'revoked'), sentAt: 2_000 }),
    );
    expect(await recalls('azul')).toEqual([]);
    expect((await recalls('verde'))[0]?.text).toBe('entrega na rua verde');
    expect(await recalls('meu cpf')).toEqual([]);
  });

  it('is not found among what the turn has anyway, and nothing is found by nothing', async () => {
    const { write, recalls } = setUp();
    await write('quero um vaso azul');
    expect(await recalls('vaso azul')).toEqual([]);
    expect(await recalls('"* OR NEAR(')).toEqual([]);
  });
});

describe('the summary', () => {
  it('T14 tells of what left the window, at the latest when nobody has said anything for half an hour', async () => {
    const { write, clock, stub, conversation, ingest } = setUp();
    const first = received('meu orçamento é de 30 mil');
    await ingest(first);
    await write(...Array.from({ length: 15 }, (_, i) => `linha ${i}`));
    clock.advance(15_000);
    await runDurableObjectAlarm(stub());
    await eventually(async () => expect((await conversation().detail())?.row.preview?.author).toBe('bot'));
    expect((await conversation().detail())?.summary).toBeNull();
    clock.advance(HALF_AN_HOUR);
    await runDurableObjectAlarm(stub());
    expect((await conversation().detail())?.summary).toContain('Contato: meu orçamento é de 30 mil');
    // Words that were taken back are not told of, here neither.
    await ingest(received('', { about: { kind: 'revoked', waId: first.waId, fromMe: false }, sentAt: clock.now() }));
    expect((await conversation().detail())?.summary).toBeNull();
    clock.advance(HALF_AN_HOUR);
    await runDurableObjectAlarm(stub());
    const summary = (await conversation().detail())?.summary;
    expect(summary).toContain('linha 0');
    expect(summary).not.toContain('30 mil');
  });
});

describe('what a person had the assistant forget', () => {
  const told = async () => {
    const around = setUp();
    const { write, ring, assistant, conversation } = {
      ...around,
      ring: async () => {
        around.clock.advance(15_000);
        await runDurableObjectAlarm(around.stub());
        await eventually(async () => expect((await around.conversation().inspect()).state['turn']).toBeNull());
      },
    };
    const seq = (await write('meu orçamento é de 30 mil'))[0]?.seq ?? 0;
    assistant.facts = [{ key: 'budget', value: '30000', quote: '30 mil', messageSeq: seq }];
    await ring();
    assistant.facts = [];
    await write('isso, 30 mil no máximo', 'gosto de azul');
    await ring();
    const fact = (await conversation().detail())?.facts[0];
    return { ...around, ring, forget: () => conversation().forgetFact({ actor: ANA, factId: fact?.id ?? 0 }) };
  };

  it('L7 is in its window no more, nor found by its words', async () => {
    const { write, ring, assistant, forget, fill, recalls } = await told();
    expect(await forget()).toEqual({ ok: true });
    assistant.inputs.length = 0;
    await write('e aí?');
    await ring();
    const { window, facts } = assistant.inputs.at(-1)?.memory ?? {};
    expect(facts).toEqual([]);
    expect(JSON.stringify(window)).not.toContain('30 mil');
    expect(JSON.stringify(window)).toContain('gosto de azul');
    await fill();
    expect(await recalls('orçamento 30 mil')).toEqual([]);
    expect(await recalls('azul')).toHaveLength(1);
  });

  it('L7 is in its summary no more', async () => {
    const { forget, write, clock, stub, conversation, ring } = await told();
    await write(...Array.from({ length: 15 }, (_, i) => `linha ${i}`));
    await ring();
    clock.advance(HALF_AN_HOUR);
    await runDurableObjectAlarm(stub());
    const summary = async () => (await conversation().detail())?.summary;
    expect(await summary()).toContain('30 mil');
    await forget();
    expect(await summary()).not.toContain('30 mil');
    expect(await summary()).toContain('gosto de azul');
  });
});
