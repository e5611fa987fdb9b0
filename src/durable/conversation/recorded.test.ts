import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { expect, it } from 'vitest';
import type { Assistant } from '../../ai/assistant.ts';
import { MAX_PROMPT_TOKENS } from '../../ai/budget.ts';
import { embeddedAssistant } from '../../ai/embedded/embedded.ts';
import { rigOf, stepsOf } from '../../ai/llm/llm.fixture.ts';
import { SHOP } from '../knowledge/shop.fixture.ts';
import { knowledgeStub } from '../stubs.ts';
import { ANA, eventually, newContact, scene, storedAndFolded } from './conversation.fixture.ts';
import { RECORDED, RECORDED_PLAYBOOK, type RecordedCustomer } from './recorded.fixture.ts';

const HOUR_MS = 3_600_000;

/** A Monday at 00:00 in the shop, weeks from any holiday, and so far ahead that no alarm of the platform rings by itself. */
const FIRST_MIDNIGHT = Date.parse('2035-03-05T00:00:00-03:00');

/** A shop with what it knows and how it wants its assistant to be. */
const openShop = async (): Promise<string> => {
  const clienteId = `cli_${crypto.randomUUID().slice(0, 8)}`;
  const knowledge = knowledgeStub(env, clienteId);
  for (const document of SHOP) await knowledge.put(document);
  await knowledge.setPlaybook(RECORDED_PLAYBOOK);
  return clienteId;
};

/** The embedded assistant, and how many tokens each turn would have asked a model with. There is no model, so nothing is asked. */
const counting = (tokens: number[]): Assistant => {
  const { assistant } = rigOf([]);
  return {
    ...embeddedAssistant,
    reply: async (input, tools) => {
      const asked = stepsOf(await assistant.reply(input, tools), 'prompt');
      tokens.push(...asked.map((prompt) => Number(prompt['tokens'])));
      return embeddedAssistant.reply(input, tools);
    },
  };
};

/** Lives the ten days: writes at its times, and lets the bot answer in its own. Whom it gives to a person, Ana answers and gives back. */
const live = async ({ name, lines }: RecordedCustomer) => {
  const around = scene(env, newContact(name));
  const { conversation, clock, write, stub, gateway } = around;
  const shop = await openShop();
  around.ports.knowledge = () => knowledgeStub(env, shop);
  const tokens: number[] = [];
  around.ports.assistant = counting(tokens);
  const ring = async (): Promise<void> => {
    await runDurableObjectAlarm(stub());
    await eventually(async () => expect((await conversation().inspect()).state['turn']).toBeNull());
  };
  /** What is due until then: turns, what is sent, fades. */
  const passTo = async (at: number): Promise<void> => {
    for (let left = 50; left > 0; left--) {
      const due = await conversation().checkup();
      if (due === null || due > at) break;
      clock.at = Math.max(clock.at, due);
      await ring();
      const sent = gateway.enqueued.splice(0);
      await conversation().report(
        sent.map(({ commandId, contactId }) => ({
          commandId,
          contactId,
          state: 'accepted',
          reason: null,
          waId: crypto.randomUUID(),
          at: clock.at,
        })),
      );
    }
    clock.at = Math.max(clock.at, at);
  };
  const helpOut = async (): Promise<void> => {
    const { control } = await around.row();
    if (control.holder.kind !== 'paused') return;
    const { generation } = control;
    const said = { actor: ANA, clientId: crypto.randomUUID(), text: 'Aqui é a Ana, da loja. Já vi com a equipe!' };
    const answered = await conversation().send({ ...said, generation });
    if (!answered.ok) throw new Error('Ana was not heard');
    const back = { actor: ANA, generation: answered.control.generation, note: null, resolve: false };
    await conversation().release(back);
  };
  for (const [i, { day, time, text }] of lines.entries()) {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    if (i > 0) await passTo(clock.at + 45_000);
    if (i > 0) await helpOut();
    await passTo(FIRST_MIDNIGHT + (day - 1) * 24 * HOUR_MS + hours * HOUR_MS + minutes * 60_000);
    await write(text);
  }
  await passTo(clock.at + 60_000);
  return { ...around, tokens };
};

it.each(RECORDED)(
  'the recorded $kind ends as a seller would say',
  async (customer) => {
    const { expected } = customer;
    const { conversation, thread, stub, tokens } = await live(customer);
    const view = await conversation().score();
    const detail = await conversation().detail();
    if (view === null || detail === null) throw new Error('nothing was stored');
    const said = await thread();
    const facts = detail.facts.map(({ key, value, quote }) => ({ key, value, quote }));
    const heard = view.ledger.map(({ reason, delta, messageSeq }) => {
      const line = said.find(({ seq }) => seq === messageSeq);
      return `${reason} ${delta} ${line?.direction === 'in' ? contentText(line.content) : ''}`;
    });

    const lines = said.filter(({ direction }) => direction !== 'notice');
    expect(lines.length).toBeGreaterThanOrEqual(40);
    for (const { key, words, value } of expected.facts)
      expect(facts).toContainEqual({ key, value: value ?? expect.any(String), quote: expect.stringContaining(words) });
    for (const { reason, words } of expected.reasons)
      expect(heard).toContainEqual(expect.stringMatching(new RegExp(`^${reason} .*${words}`, 'iu')));
    const { grade, temperature, stage, known } = view.score;
    expect({ grade, temperature, stage, known, heard }).toMatchObject({
      grade: expected.grade,
      temperature: expected.temperature,
      stage: expected.stage,
      known: expected.known,
    });

    // T42 Of ten turns and more, most have something that a model could answer from.
    const p95 = tokens.toSorted((left, right) => left - right)[Math.ceil(tokens.length * 0.95) - 1];
    expect(tokens.length).toBeGreaterThanOrEqual(5);
    expect(p95, `tokens: ${tokens.join(' ')}`).toBeLessThanOrEqual(MAX_PROMPT_TOKENS);

    // Each point opens the line that caused it, and its words stand there.
    for (const { messageSeq, quote, reason } of view.ledger) {
      const line = said.find(({ seq }) => seq === messageSeq);
      expect(line?.direction, reason).toBe('in');
      if (quote !== null && line?.direction === 'in') expect(contentText(line.content)).toContain(quote);
    }
    const { stored, folded } = await storedAndFolded(stub());
    expect(folded).toEqual(stored);

    await conversation().recordOutcome({ actor: ANA, result: stage === 'ready' ? 'won' : 'lost', reason: null });
    expect((await conversation().score())?.score.stage).toBe(stage === 'ready' ? 'won' : 'lost');
  },
  // Against hanging: the first of them loads libraries and lexicon.
  300_000,
);
