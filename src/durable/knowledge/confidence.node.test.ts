import { expect, test } from 'vitest';
import { localEmbedder } from '../../ai/embedders/local.ts';
import { workersAiEmbedder } from '../../ai/embedders/workers-ai.ts';
import { confidencesOf, featuresOfPassage, featuresOfQuestion, measuredSpread } from './confidence.ts';
import type { AskedFor, Evidence } from './evidence.ts';
import { someEvidence } from './evidence.fixture.ts';
import { WEIGHTS } from './weights.ts';

const asked: AskedFor = { terms: [{ worth: 2 }, { worth: 3 }, { worth: 1 }], unknown: 0, subjects: 0.3 };

const passage = (score: number, more: Partial<Evidence> = {}) => ({
  score,
  evidence: someEvidence({ bm25: score / 2, ...more }),
});

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

test('T17 the chance that there is an answer is shared out: two equal passages are half as sure each, and sum to the same', () => {
  const alone = confidencesOf([passage(9)], asked, null);
  const beside = confidencesOf([passage(9), passage(9)], asked, null);
  expect(sumOf(beside)).toBeCloseTo(sumOf(alone), 9);
  expect(beside[0]).toBeCloseTo(beside[1] ?? 0, 9);
});

test('T17 the more of the question a passage lacks, the less it is sure', () => {
  const [has = 0] = confidencesOf([passage(9, { coverage: 1, words: 1, missed: 0, hits: 3 })], asked, null);
  const [lacks = 0] = confidencesOf([passage(9, { coverage: 0.3, words: 0.3, missed: 3, hits: 1 })], asked, null);
  expect(has).toBeGreaterThan(lacks + 0.2);
});

test('T17 with vectors a question near its passage is surer than one that is far from all', () => {
  const sure = (cosine: number): number =>
    sumOf(confidencesOf([passage(9, { cosine })], asked, { nearest: cosine, usual: 0.1 }));
  expect(sure(0.8)).toBeGreaterThan(sure(0.2) + 0.1);
});

test('T17 the passage about another thing is no answer, and takes nothing from the one that is', () => {
  const [first = 0] = confidencesOf([passage(9)], asked, null);
  const [other = 1, right = 0] = confidencesOf([passage(12, { other: true }), passage(9)], asked, null);
  expect(other).toBeLessThanOrEqual(0.1);
  expect(right).toBeCloseTo(first, 9);
});

test('a search that found nothing is sure of nothing', () => {
  expect(confidencesOf([], asked, null)).toEqual([]);
});

test('only cosines of the model that was measured count', () => {
  const spread = { nearest: 0.5, usual: 0.1 };
  const { model: measured } = localEmbedder({ fetch: async () => Response.json([]) }).id;
  const { model: other } = workersAiEmbedder({ run: async () => null }).id;
  expect(measuredSpread({ spread, model: measured })).toEqual(spread);
  expect(measuredSpread({ spread, model: other })).toBeNull();
  expect(measuredSpread(null)).toBeNull();
});

test('every feature has a weight, and every weight a feature', () => {
  for (const [weights, spread] of [
    [WEIGHTS.words, null],
    [WEIGHTS.meaning, { nearest: 0.5, usual: 0.1 }],
  ] as const) {
    const ofQuestion = featuresOfQuestion([passage(9)], asked, spread);
    expect(Object.keys(weights.answers.table).toSorted()).toEqual(Object.keys(ofQuestion).toSorted());
    expect(Object.keys(weights.prefers).toSorted()).toEqual(
      Object.keys(featuresOfPassage(passage(9), spread)).toSorted(),
    );
  }
});
