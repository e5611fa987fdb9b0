import { expect, test } from 'vitest';
import { localEmbedder } from '../../ai/embedders/local.ts';
import type { Evidence } from './evidence.ts';
import { someEvidence } from './evidence.fixture.ts';
import { byScore, fuse } from './fusion.ts';

const evidence = (more: Partial<Evidence>) => ({ evidence: someEvidence(more) });

const meant = { spread: { nearest: 0.7, usual: 0.2 }, model: 'any' };

test('the nearer one in meaning leads, and words lead where they say much more', () => {
  const near = evidence({ cosine: 0.7, coverage: 0.3 });
  const far = evidence({ cosine: 0.2, coverage: 0.5 });
  const worded = evidence({ cosine: 0.2, coverage: 1, title: 1, sentence: 1, bm25: 11 });
  expect(byScore([far, near], meant).map((one) => one.evidence)).toEqual([near.evidence, far.evidence]);
  expect(byScore([near, worded], meant)[0]?.evidence).toBe(worded.evidence);
});

test('while vectors are being made, a passage without one is neither near nor far', () => {
  const near = evidence({ cosine: 0.3 });
  const unmade = evidence({ cosine: null });
  const far = evidence({ cosine: 0.1 });
  expect(byScore([far, unmade, near], meant).map((one) => one.evidence)).toEqual(
    [near, unmade, far].map((one) => one.evidence),
  );
});

test('T17 where the confidence knows the cosines, what it is surest of comes first; else the score decides', () => {
  const asked = { terms: [{ worth: 2 }, { worth: 3 }], unknown: 0, subjects: 0.3 };
  const worded = evidence({ bm25: 10, cosine: 0.3 });
  const near = evidence({ bm25: 6, cosine: 0.7 });
  const firstBy = (model: string) => fuse([near, worded], asked, { ...meant, model })[0]?.evidence;
  expect(firstBy(localEmbedder({ fetch: async () => Response.json([]) }).id.model)).toBe(near.evidence);
  expect(firstBy('another')).toBe(worded.evidence);
});
