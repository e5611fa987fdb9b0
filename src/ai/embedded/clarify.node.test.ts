import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import { expect, test } from 'vitest';
import type { MemoryLine } from '../assistant.ts';
import { toolsOf, turnOf } from '../turn.fixture.ts';
import { pickOf, titlesToAsk } from './clarify.ts';
import { embeddedAssistant } from './embedded.ts';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import { WORDING } from './wording/languages.ts';

const passage = (title: string, confidence: number, text = `Texto de ${title}.`): ScoredPassage => ({
  passageId: `pas_${title}`,
  documentId: 'doc_1',
  title,
  text,
  position: 0,
  score: 5 * confidence,
  coverage: 0.8,
  confidence,
});

const FOUND = [passage('Clareamento a laser', 0.4), passage('Clareamento caseiro', 0.3), passage('Endereço', 0.01)];

const reply = (texts: string[], window: MemoryLine[] = []) =>
  embeddedAssistant.reply(
    turnOf(texts, { memory: { window, summary: null, facts: [], humanEnded: null } }),
    toolsOf((question) => FOUND.filter(({ title }) => question.includes('clareamento') || question.includes(title))),
  );

const asked = async (): Promise<MemoryLine[]> => {
  const { bubbles } = await reply(['quanto é o clareamento?']);
  return [
    { seq: 1, from: 'contact', text: 'quanto é o clareamento?', at: 0 },
    { seq: 2, from: 'bot', text: bubbles.at(-1) ?? '', at: 0 },
  ];
};

test('T17 two passages that may both be it are asked about by title, and nothing is claimed', async () => {
  const { outcome, bubbles, citations } = await reply(['quanto é o clareamento?']);
  expect(outcome).toBe('clarify');
  expect(bubbles).toEqual([
    'Não sei se entendi bem. Você quer saber sobre “Clareamento a laser” ou “Clareamento caseiro”?',
  ]);
  expect(citations).toEqual([]);
});

test.each([
  ['o primeiro', 'Clareamento a laser'],
  ['1', 'Clareamento a laser'],
  ['a segunda', 'Clareamento caseiro'],
  ['2', 'Clareamento caseiro'],
  ['o ultimo', 'Clareamento caseiro'],
  ['caseiro', 'Clareamento caseiro'],
  ['o clareamento a laser por favor', 'Clareamento a laser'],
])('T17 %j is understood as a choice', async (text, title) => {
  const { outcome, citations } = await reply([text], await asked());
  expect(outcome).toBe('answered');
  expect(citations.map((one) => one.title)).toEqual([title]);
});

test('none of them is owned up to, with the offer of a person', async () => {
  const { outcome, bubbles } = await reply(['nenhum dos dois'], await asked());
  expect(outcome).toBe('unknown');
  expect(bubbles.at(-1)).toBe(WORDING.pt.offer);
});

test('a yes to two titles is asked again, and another question is a question', async () => {
  expect((await reply(['sim'], await asked())).outcome).toBe('clarify');
  expect((await reply(['quem ganhou o jogo?'], await asked())).outcome).toBe('unknown');
  expect((await reply(['quero falar com uma pessoa'], await asked())).outcome).toBe('handoff');
});

test.each(['pt', 'en', 'es'] as const)('what is asked back is read back: %s', (language) => {
  const line = WORDING[language].clarify(['“Prices”', '“Hours”', '“Parking”']);
  expect(pickOf(line, 'hours')).toEqual({ title: 'Hours' });
  expect(pickOf(line, '3')).toEqual({ title: 'Parking' });
  expect(pickOf(line, '4')).toBe('other');
});

test('a line that asks nothing back is no choice', () => {
  expect(pickOf('Aceitamos “Pix” e cartão.', '1')).toBeNull();
});

test('confidences add up, and a title with a figure or a link is never said', () => {
  const titles = (...found: ScoredPassage[]) => titlesToAsk(found, BANDS);
  expect(titles(passage('A casa', 0.3), passage('O carro', 0.3))).toEqual(['A casa', 'O carro']);
  expect(titles(passage('A casa', 0.3), passage('O carro', 0.05))).toEqual([]);
  expect(titles(passage('Só R$ 10', 0.5), passage('Veja www.x.example', 0.4))).toEqual([]);
  const four = ['A casa', 'O carro', 'A rua', 'O pátio'].map((title) => passage(title, 0.15));
  expect(titles(...four)).toEqual(['A casa', 'O carro', 'A rua']);
});
