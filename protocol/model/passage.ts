import * as z from 'zod/mini';
import { DocumentId, PassageId } from './ids.ts';

/** A retrievable piece of a knowledge document. */
export const Passage = z.object({
  passageId: PassageId,
  documentId: DocumentId,
  /** Title of the document, or of the section the passage stands under. */
  title: z.string(),
  text: z.string(),
  /** Position in the document, from 0. */
  position: z.int(),
});
export type Passage = z.infer<typeof Passage>;

/** What a search found, best first. */
export const ScoredPassage = z.object({
  ...Passage.shape,
  /** Higher is better; comparable within one search only. */
  score: z.number(),
  /** Share of the question's weight (by rarity of its words) that the passage contains, 0 to 1. */
  coverage: z.number(),
  /** How sure it is that the passage answers the question, 0 to 1, calibrated: comparable between questions. */
  confidence: z.number(),
});
export type ScoredPassage = z.infer<typeof ScoredPassage>;
