import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { knowledgeStub } from '../stubs.ts';
import { ANA, answer, CLIENTE, eventually, received, reportOf } from './conversation.fixture.ts';
import { from, setUp } from './merge.fixture.ts';
import { installReplacements } from './ports.ts';

const knowledge = () => knowledgeStub(env, CLIENTE);
const open = () => knowledge().openQuestions();
const ASKED = 'tenho 30 mil, vocês fazem casamento na praia?';

/** Two contacts who ask what the real knowledge has no answer to; it is new to each test. */
const world = async () => {
  for (const { questionId } of await open()) await knowledge().dismissQuestion(questionId);
  const around = setUp();
  const { assistant, clock, commands } = around;
  const line = { down: false };
  const heard: string[] = [];
  const told = {
    ...around.ports.knowledge(),
    unanswered: async (question: string, lines: string[]) => {
      if (line.down) throw new Error('the knowledge is away');
      heard.push(question);
      await knowledge().unanswered(question, lines);
    },
    takeQuestionsBack: (lines: string[]) => knowledge().takeQuestionsBack(lines),
  };
  installReplacements({ ports: { ...around.ports, knowledge: () => told }, clock, settings: { publishMs: 0 } });
  const { mine, theirs } = await around.both();
  type Name = typeof mine;
  const ask = async (name: Name, text: string) => {
    const message = from(name === mine ? around.phone : around.lid, text);
    const before = commands(name.contact).length;
    const [stored] = await name.take(message);
    const claim = { key: 'budget', value: '30 mil', quote: '30 mil', messageSeq: stored?.seq ?? 0 };
    assistant.facts = text.includes(claim.quote) ? [claim] : [];
    assistant.next(() => answer('Não sei.', { outcome: 'unknown' }));
    await name.ring();
    await eventually(() => expect(commands(name.contact).length).toBeGreaterThan(before));
    await name.conversation().report(commands(name.contact).map((command) => reportOf(command, 'accepted')));
    return message;
  };
  const forget = async (name: Name) => {
    const [fact] = (await name.conversation().detail())?.facts ?? [];
    expect(await name.conversation().forgetFact({ actor: ANA, factId: fact?.id ?? 0 })).toEqual({ ok: true });
  };
  const asked = (count: number) =>
    eventually(async () => expect((await open()).reduce((sum, one) => sum + one.count, 0)).toBe(count));
  return { ...around, mine, theirs, ask, forget, asked, line, heard };
};

describe('K9 words that a contact takes back, or that a person has forgotten', () => {
  it('leave the open questions; what others asked stays, in their words', async () => {
    const { mine, theirs, ask, forget, asked } = await world();
    await ask(mine, 'fazem casamento na praia?');
    await asked(1);
    await ask(theirs, ASKED);
    await asked(2);
    expect(await open()).toMatchObject([{ question: ASKED, alternatives: ['fazem casamento na praia?'] }]);
    await forget(theirs);
    await asked(1);
    expect(await open()).toMatchObject([{ question: 'fazem casamento na praia?', alternatives: [] }]);
    // Found by the words that are left.
    await ask(theirs, 'vocês fazem casamento na praia mesmo?');
    await asked(2);
    expect(await open()).toHaveLength(1);
  });

  it('leave them whole where nobody else asked, also words of the same message that are no fact', async () => {
    const { mine, ask, forget, asked } = await world();
    await ask(mine, ASKED);
    await asked(1);
    await forget(mine);
    await asked(0);
    expect(await open()).toEqual([]);
  });

  it('stay where another contact used the very same', async () => {
    const { mine, theirs, ask, forget, asked } = await world();
    await ask(mine, ASKED);
    await asked(1);
    await ask(theirs, ASKED);
    await asked(2);
    await forget(mine);
    await asked(1);
    expect(await open()).toMatchObject([{ question: ASKED, count: 1 }]);
    await forget(theirs);
    await asked(0);
  });

  it('leave them when the contact deletes the message', async () => {
    const { mine, ask, asked, phone } = await world();
    const { waId } = await ask(mine, 'entregam em Marte?');
    await asked(1);
    await mine.take(received('', { contact: [phone], about: { kind: 'revoked', waId, fromMe: false } }));
    await asked(0);
  });

  it('leave them when they were asked under another name, before a merge', async () => {
    const { mine, theirs, ask, forget, asked, merge } = await world();
    await ask(theirs, ASKED);
    await asked(1);
    await merge();
    await eventually(async () => expect((await mine.conversation().detail())?.facts).toHaveLength(1));
    await forget(mine);
    await asked(0);
  });

  it('never get there when they were forgotten before they could be told', async () => {
    const { mine, ask, forget, asked, line, heard } = await world();
    line.down = true;
    await ask(mine, ASKED);
    await ask(mine, 'entregam em Marte?');
    await forget(mine);
    line.down = false;
    await mine.ring(600_000);
    await asked(1);
    expect(heard).toEqual(['entregam em Marte?']);
  });
});
