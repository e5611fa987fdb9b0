import { expect, test } from 'vitest';
import { conceptsOfWord, phrasesIn } from './concepts.ts';
import { words } from './normalize.ts';

const phrases = (text: string) => phrasesIn(words(text)).map(({ concept }) => concept);

test.each([
  ['onde eu posso parar o meu carro?', 'parking'],
  ['parar carro', 'parking'],
  ['formas de pagamentos', 'payment'],
  ['I forgot my password', 'password'],
  ['¿dónde quedan?', 'address'],
])('a phrase is found whatever its inflection and articles: %s', (text, concept) => {
  expect(phrases(text)).toContain(concept);
});

test('a long phrase leaves nothing of itself to a shorter one', () => {
  expect(phrases('quero bloquear meu cartão')).toEqual(['card_lost']);
});

test.each([
  ['holerite', 'income'],
  ['papelada', 'documents'],
  ['profilaxia', 'teeth_cleaning'],
  ['parking', 'parking'],
  ['cochera', 'parking'],
])('%s stands for %s', (word, concept) => {
  expect(conceptsOfWord(word)).toContain(concept);
});

test('a word is no form of another that only begins alike', () => {
  expect(conceptsOfWord('comprimento')).not.toContain('order');
  expect(conceptsOfWord('casamento')).not.toContain('property');
});
