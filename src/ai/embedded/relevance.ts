import { BANDS, type Bands } from '@oconnector/protocol/model/playbook.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';

/** Whether a passage answers what was asked. Pure; confidence compares between questions, a score only within one. */
export const isRelevant = (passage: Pick<ScoredPassage, 'confidence'>, bands: Bands = BANDS): boolean =>
  passage.confidence >= bands.answer;
