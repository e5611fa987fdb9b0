import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, normalise, words } from './normalize.ts';

test.each([
  ['vcs entregam hj?', 'voces entregam hoje'],
  ['qto tá a orquídea', 'quanto esta a orquidea'],
  ['oiiii, siiim', 'oi sim'],
  ['pizza de carro', 'pizza de carro'],
  ['kd meu pedido', 'cade meu pedido'],
  ['tamanho P ou M', 'tamanho p ou m'],
  ['vitamina C', 'vitamina c'],
])('%j reads as %j', (text, plain) => {
  expect(words(text).join(' ')).toBe(plain);
});

test('a clause knows whether it asks, and the original stays as it was written', () => {
  const original = 'Oi, tudo bem? Quero saber o preço';
  expect(normalise(original)).toEqual({
    original,
    plain: 'oi tudo bem quero saber o preco',
    clauses: [
      { plain: 'oi', question: false },
      { plain: 'tudo bem', question: true },
      { plain: 'quero saber o preco', question: false },
    ],
  });
});

test('any string at all can be read', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
      expect(normalise(text).original).toBe(text);
    }),
  );
});
