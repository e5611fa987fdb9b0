import { expect, test } from 'vitest';
import { stem } from '../stem.ts';
import { lookupOf, portugueseFor, readTable, toEnglish } from './gloss.ts';

test('the tables are as large as they must be to cover what shops and their customers say', () => {
  expect(lookupOf('pt').stems.size).toBeGreaterThanOrEqual(3_000);
  expect(lookupOf('es').stems.size).toBeGreaterThanOrEqual(1_500);
});

test.each([
  ['vcs abrem sabado?', 'you open saturday'],
  ['Qual o endereço da clínica?', 'which the address of the clinic'],
  ['quanto custa a extração do siso', 'how much costs the extraction of the wisdom tooth'],
  ['tem café da manhã incluso?', 'have breakfast included'],
  ['¿A qué hora abren el sábado?', 'what time open the saturday'],
  ['¿cuánto cuesta el blanqueamiento dental?', 'how much costs the whitening dental'],
  ['parcelam no cartão de crédito?', 'offer installments in the credit card'],
])('%s → %s', (text, english) => {
  expect(toEnglish(text)).toBe(english);
});

test('a form that stands nowhere is known by its stem, and with or without accents', () => {
  expect(toEnglish('vocês entregavam a instalacao?')).toBe('you deliver the installation');
  expect(toEnglish('vocês entregavam a instalação?')).toBe('you deliver the installation');
});

test('a word that no table has passes through, or takes the ending of its English sister', () => {
  expect(toEnglish('o que é Zyntrax?')).toContain('zyntrax');
  expect(toEnglish('não aceito a sublocacao')).toContain('sublocation');
});

test('English stays as it is', () => {
  expect(toEnglish('Do you deliver to my city?')).toBe('Do you deliver to my city?');
});

test('a phrase goes before its words, the longest first; of equal stems the first', () => {
  const { words, stems, phrases } = readTable('carta letter, cartas letters, carta_de_amor love letter, carta_de x');
  expect([words.get('cartas'), stems.get('cart')]).toEqual(['letters', 'letter']);
  expect(phrases.get('carta')?.map(({ gloss }) => gloss)).toEqual(['love letter', 'x']);
});

test('a text of any characters comes back as words', () => {
  for (const text of ['', '???', '\ud800', '\0', '🙂', 'ﷺ'.repeat(2_000)])
    expect(typeof toEnglish(text)).toBe('string');
});

test.each([
  ['orchids', 'orquidea'],
  ['sunflower', 'girassol'],
  ['zanahoria', 'cenoura'],
])('%s stands for %s', (foreign, portuguese) => {
  expect(portugueseFor(stem(foreign))).toContain(stem(portuguese));
});

test('a word that no table has stands for no Portuguese one', () => {
  expect(portugueseFor('zyntrax')).toEqual([]);
});
