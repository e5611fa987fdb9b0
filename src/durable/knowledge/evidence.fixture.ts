import type { Evidence } from './evidence.ts';

/** What a search found of a passage that is neither right nor wrong; `more`: what the test is about. */
export const someEvidence = (more: Partial<Evidence> = {}): Evidence => ({
  bm25: 4,
  coverage: 0.5,
  words: 0.4,
  meant: 0.2,
  title: 0.2,
  sentence: 0.5,
  named: 0.1,
  hits: 2,
  missed: 2,
  other: false,
  cosine: null,
  ...more,
});
