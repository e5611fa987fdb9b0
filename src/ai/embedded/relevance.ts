import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';

/**
 * Least share of the question's worth that a passage must contain to answer it. Below it the honest answer is "não sei".
 * One of two equally rare words is not enough (`vaga de emprego`). Of 0.35 to 0.6, measured on questions in three languages
 * and several styles, this gave the best F1 of refusing.
 */
export const COVERAGE_FLOOR = 0.45;

/** Whether a passage is about what was asked. Pure; scores compare within one search only, so coverage decides. */
export const isRelevant = (passage: Pick<ScoredPassage, 'coverage' | 'score'>): boolean =>
  passage.coverage >= COVERAGE_FLOOR && passage.score > 0;
