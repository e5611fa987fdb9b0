import type { FaqPair } from '@oconnector/protocol/model/knowledge.ts';

/** A pair as it is typed: one other wording a line. */
export type PairDraft = { question: string; answer: string; alternatives: string };

/** As many as `FaqPair` takes. */
const MAX_ALTERNATIVES = 30;

/** The other wordings, without empty lines. */
export const alternativesOf = ({ alternatives }: Pick<PairDraft, 'alternatives'>): string[] =>
  alternatives
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== '')
    .slice(0, MAX_ALTERNATIVES);

/** The pairs that are whole; null when one is begun and not finished, or there is none. */
export const pairsOf = (drafts: readonly PairDraft[]): FaqPair[] | null => {
  const pairs: FaqPair[] = [];
  for (const draft of drafts) {
    const [question, answer] = [draft.question.trim(), draft.answer.trim()];
    const alternatives = alternativesOf(draft);
    if (question === '' && answer === '' && alternatives.length === 0) continue;
    if (question === '' || answer === '') return null;
    pairs.push({ question, answer, alternatives });
  }
  return pairs.length === 0 ? null : pairs;
};
