import { expect, test } from 'vitest';
import { questionTerms } from '../../ai/embedded/terms.ts';
import { rarity, type WeighedTerm } from './asked.ts';
import { coverageOf } from './search.ts';

const weigh = (question: string, worth: number[]): WeighedTerm[] =>
  questionTerms(question).map((term, i) => ({ term, worth: worth[i] ?? 1 }));
const passage = (stems: string[], concepts: string[] = [], context: string[] = []) => ({
  stems: new Set(stems),
  concepts: new Set(concepts),
  context: new Set(context),
});

test('coverage is the share of the worth, not of the words', () => {
  const terms = weigh('suculenta roxa', [1, 3]);
  expect(coverageOf(terms, passage(['suculent']))).toBe(0.25);
  expect(coverageOf(terms, passage(['rox']))).toBe(0.75);
  expect(coverageOf(terms, passage(['suculent', 'rox']))).toBe(1);
  expect(coverageOf(terms, passage(['vas']))).toBe(0);
});

test('another word for the same thing counts, a little less', () => {
  const byConcept = coverageOf(weigh('frete', [1]), passage(['tax', 'entreg'], ['delivery']));
  expect(byConcept).toBeGreaterThan(0.5);
  expect(byConcept).toBeLessThan(1);
});

test('a word that only the title of the document has counts half', () => {
  expect(coverageOf(weigh('suculenta', [1]), passage(['reg'], [], ['suculent']))).toBe(0.5);
});

test('a question without terms is covered by nothing', () => {
  expect(coverageOf([], passage(['a']))).toBe(0);
});

test('a rarer word is worth more, and a missing one most', () => {
  expect(rarity(0, 20)).toBeGreaterThan(rarity(3, 20));
  expect(rarity(3, 20)).toBeGreaterThan(rarity(20, 20));
  expect(rarity(20, 20)).toBeGreaterThan(0);
});
