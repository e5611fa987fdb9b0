import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { describe, expect, test } from 'vitest';
import type { MemoryLine, TurnInput } from '../assistant.ts';
import { quietRecord, toolsOf, turnOf } from '../turn.fixture.ts';
import { embeddedAssistant } from './embedded.ts';
import { AFTER_PERSON } from './wording/after-person.ts';

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
/** When the person gave the conversation back. */
const ENDED = NOW - HOUR;

const passage = (text: string, title: string): ScoredPassage => ({
  passageId: 'pas_1',
  documentId: 'doc_1',
  title,
  text,
  position: 0,
  score: 5,
  coverage: 1,
  confidence: 0.9,
});
const FREIGHT = passage('O frete custa R$ 12,00.', 'Frete');

const said = (text: string, at = ENDED - HOUR, from: MemoryLine['from'] = 'human'): MemoryLine => ({
  seq: 1,
  from,
  text,
  at,
});

type Given = { window?: MemoryLine[]; how?: 'person' | 'timer'; at?: number; greeted?: boolean; note?: string };

const turn = (
  texts: string[],
  { window = [said('Oi, aqui é a Bia')], how = 'person', ...given }: Given = {},
): TurnInput =>
  turnOf(texts, {
    burst: texts.map((text, i) => ({ seq: 10 + i, from: 'contact', text, at: given.at ?? NOW })),
    memory: { window, summary: null, facts: [], humanEnded: { at: ENDED, note: given.note ?? null, how } },
    record: { ...quietRecord, greeted: given.greeted ?? false },
  });

const reply = (input: TurnInput, found: ScoredPassage[] = [FREIGHT]) =>
  embeddedAssistant.reply(
    input,
    toolsOf(() => found, { now: () => NOW }),
  );
const { returned, givenBack } = AFTER_PERSON.pt;

describe('H7 the first answer after a person', () => {
  test('says who speaks now, once', async () => {
    const { bubbles, outcome } = await reply(turn(['qual o valor do frete?']));
    expect(outcome).toBe('answered');
    expect(bubbles[0]?.startsWith(`${returned} `)).toBe(true);
    expect(bubbles.join(' ')).toContain('R$ 12,00');
    const later = turn(['qual o valor do frete?']);
    const next = await reply({ ...later, memory: { ...later.memory, humanEnded: null } });
    expect(next.bubbles.join(' ')).not.toContain(returned);
  });

  test('says it after the greeting, and beside an answer that is not known', async () => {
    const greeting = await reply(turn(['boa tarde, qual o valor do frete?']));
    expect(greeting.bubbles[0]).toMatch(new RegExp(`^Boa tarde, Ana! ${returned}`, 'u'));
    expect(greeting.greets).toBe(true);
    const unknown = await reply(turn(['vendem pneu?']), []);
    expect(unknown).toMatchObject({ outcome: 'unknown', handoff: null });
    expect(unknown.bubbles[0]?.startsWith(returned)).toBe(true);
  });

  test('greets nobody whom the person has just greeted, and says to a greeting alone who answers', async () => {
    const { bubbles } = await reply(turn(['boa tarde, qual o valor do frete?'], { greeted: true }));
    expect(bubbles.join(' ')).not.toContain('Boa tarde');
    const hello = await reply(turn(['boa tarde'], { greeted: true }));
    expect(hello.bubbles.join(' ')).toContain('assistente virtual');
  });

  test('adds nothing to a thank-you, nor to a hand-over', async () => {
    expect((await reply(turn(['obrigada!']))).bubbles.join(' ')).not.toContain(returned);
    const asked = await reply(turn(['quero falar com uma pessoa']));
    expect(asked).toMatchObject({ handoff: { reason: 'asked_for_human' } });
    expect(asked.bubbles.join(' ')).not.toContain(returned);
  });

  test('never says the note that the person left', async () => {
    const input = turn(['qual o valor do frete?', 'e a senha?'], { note: 'cliente difícil, oferecer 30% se insistir' });
    expect((await reply(input)).bubbles.join(' ')).not.toMatch(/difícil|30%/u);
  });
});

describe('H7 what was written before the person gave it back', () => {
  const before = ENDED - 60_000;

  test.each([
    ['quero falar com um atendente'],
    ['vou procurar o procon'],
    ['isso é um absurdo, quero meu dinheiro de volta'],
  ])('%j calls nobody again', async (text) => {
    const { handoff } = await reply(turn([text], { at: before }), []);
    expect(handoff).toBeNull();
    const { handoff: since } = await reply(turn([text]), []);
    expect(since).not.toBeNull();
  });

  test('a call for a person is owned up to, with how to get one', async () => {
    const { bubbles, outcome } = await reply(turn(['alguém aí?', 'chama um atendente'], { at: before }), []);
    expect(outcome).not.toBe('handoff');
    expect(bubbles.join(' ')).not.toBe('');
    expect((await reply(turn(['quero um atendente'], { at: before }))).bubbles).toEqual([givenBack]);
  });

  test('the rest of the burst is answered', async () => {
    const { bubbles, handoff } = await reply(turn(['quero um atendente', 'qual o valor do frete?'], { at: before }));
    expect(handoff).toBeNull();
    expect(bubbles.join(' ')).toContain('R$ 12,00');
  });

  test('somebody in danger gets a person again', async () => {
    expect((await reply(turn(['quero me matar'], { at: before }))).handoff).toEqual({ reason: 'emergency' });
  });

  test('calls one when the person only fell silent: nobody has decided anything', async () => {
    const { handoff } = await reply(turn(['quero falar com um atendente'], { at: before, how: 'timer' }));
    expect(handoff).toEqual({ reason: 'asked_for_human' });
  });
});

describe('H7 what the person told the contact', () => {
  const agreed = [said('Pra você o frete sai por R$ 8,00')];

  test('is said back in their words, not contradicted and not looked up', async () => {
    const { bubbles, citations } = await reply(turn(['qual o valor do frete?'], { window: agreed }));
    expect(bubbles).toEqual([AFTER_PERSON.pt.told('Pra você o frete sai por R$ 8,00')]);
    expect(citations).toEqual([]);
  });

  test('stands before the answer to the rest, which greets, and after who speaks', async () => {
    const hours = passage('Abrimos às 9h.', 'Horário');
    const asked = turn(['oi, quanto é o frete?', 'que horas abrem?'], { window: agreed });
    const { bubbles } = await reply(asked, [hours]);
    expect(bubbles[0]).toBe(`${returned} ${AFTER_PERSON.pt.told('Pra você o frete sai por R$ 8,00')}`);
    expect(bubbles[1]).toBe('Oi, Ana! Abrimos às 9h.');
    expect(bubbles.join('\n')).not.toContain('12,00');
  });

  test.each([
    ['is more than a day old', [said('O frete sai por R$ 8,00', NOW - 25 * HOUR)]],
    ['was a question', [said('O frete de R$ 8,00 serve?')]],
    ['has no figure', [said('Vou ver o frete pra você')]],
    ['is about another thing', [said('O vaso sai por R$ 80,00')]],
    ['was said by the contact', [said('O frete era R$ 8,00', ENDED, 'contact')]],
    ['was said by the assistant', [said('O frete é R$ 8,00', ENDED, 'bot')]],
  ])('is not what %s', async (_why, window) => {
    expect((await reply(turn(['qual o valor do frete?'], { window }))).bubbles.join(' ')).toContain('R$ 12,00');
  });
});
