import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';

/**
 * Confidence from which something is answered, and the sum of the best three's from which it is asked which of them is meant:
 * many passages that may be it are as good a reason to ask as one.
 */
export type Bands = { answer: number; ask: number };

/** What holds where a cliente has chosen nothing. Below `ask` the honest answer is "não sei". */
export const BANDS: Bands = { answer: 0.55, ask: 0.55 };

/** Whether a passage answers what was asked. Pure; confidence compares between questions, a score only within one. */
export const isRelevant = (passage: Pick<ScoredPassage, 'confidence'>, bands: Bands = BANDS): boolean =>
  passage.confidence >= bands.answer;
