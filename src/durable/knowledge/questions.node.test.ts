import { describe, expect, test } from 'vitest';
import { questionTerms } from '../../ai/embedded/terms.ts';
import { likeness, withoutContact } from './questions.ts';

const alike = (left: string, right: string): boolean => likeness(questionTerms(left), questionTerms(right)) >= 0.6;

describe('what is kept of a question that nobody could answer', () => {
  test.each([
    ['meu email é ana.lima@exemplo.com.br, vcs vendem bonsai?', 'meu email é [e-mail] vcs vendem bonsai?'],
    ['vi em https://loja.example/x?u=ana se tem bonsai', 'vi em [link] se tem bonsai'],
    ['me liga no (11) 98765-4321 sobre o bonsai', 'me liga no [número] sobre o bonsai'],
    ['cpf 123.456.789-09, fazem nota?', 'cpf [número], fazem nota?'],
    ['oi me chamo Ana Lima Souza e queria um bonsai', 'oi me chamo [nome] e queria um bonsai'],
    ['tem bonsai de 30 cm por R$ 200,00?', 'tem bonsai de 30 cm por R$ 200,00?'],
    ['tem\nbonsai\t?', 'tem bonsai ?'],
  ])('%s', (asked, kept) => {
    expect(withoutContact(asked)).toBe(kept);
  });

  test('a text of any length is cut to what a FAQ takes', () => {
    expect(withoutContact('bonsai '.repeat(10_000))).toHaveLength(200);
    expect(withoutContact(`${'a'.repeat(199)}😀`).isWellFormed()).toBe(true);
  });
});

describe('questions that are much the same', () => {
  test.each([
    ['vocês vendem bonsai?', 'vcs vende bonsai'],
    ['tem curso de jardinagem?', 'vocês dão curso de jardinagem no sábado?'],
  ])('%s = %s', (left, right) => expect(alike(left, right)).toBe(true));

  test.each([
    ['vocês vendem bonsai?', 'vocês vendem terra adubada?'],
    ['tem curso de jardinagem?', 'tem vaga de emprego?'],
  ])('%s ≠ %s', (left, right) => expect(alike(left, right)).toBe(false));

  test('nothing is like nothing', () => expect(likeness([], [])).toBe(0));
});
