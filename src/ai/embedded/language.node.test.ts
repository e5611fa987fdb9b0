import { expect, test } from 'vitest';
import { languageOf, languageOfTurn } from './language.ts';

test.each([
  ['Vocês entregam hoje?', 'pt'],
  ['qual o horário de vcs', 'pt'],
  ['do you deliver to my street?', 'en'],
  ['what time do you open', 'en'],
  ['¿cuánto cuesta el envío?', 'es'],
  ['hola, ¿dónde están?', 'es'],
  ['como é o regulamento?', 'pt'],
  ['o que é SGBD?', 'pt'],
  ['La entrega en Campinas cuesta R$ 12,00.', 'es'],
  ['me lembra o que eu perguntei primeiro?', 'pt'],
  ['me passa pro gerente agora', 'pt'],
  ['o pedido anterior veio errado', 'pt'],
  ['como funciona?', null],
  ['está aberto?', null],
  ['pix', null],
  ['', null],
])('%j is %s', (text, language) => {
  expect(languageOf(text)).toBe(language);
});

test('a burst that does not tell goes on in the language spoken before, else in Portuguese', () => {
  expect(languageOfTurn(['pix?'], ['do you take cards?', 'ok'])).toBe('en');
  expect(languageOfTurn(['pix?'], [])).toBe('pt');
});

test('one word of another language does not change that of a conversation; a sentence does', () => {
  expect(languageOfTurn(['me liga please'], ['vocês entregam hoje?'])).toBe('pt');
  expect(languageOfTurn(['delivery?'], ['vocês entregam hoje?'])).toBe('pt');
  expect(languageOfTurn(['delivery?'], [])).toBe('en');
  expect(languageOfTurn(['sorry, do you speak English?'], ['vocês entregam hoje?'])).toBe('en');
});
