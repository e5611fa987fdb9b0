import type { Citation } from '@oconnector/protocol/model/message.ts';
import type { Passage } from '@oconnector/protocol/model/passage.ts';
import { splitSentences, type Sentence } from './sentences.ts';
import { foundIn, indexTerms, questionTerms, type QuestionTerm } from './terms.ts';

/** A passage this short is quoted whole: cutting it saves nothing and may lose its condition. */
const WHOLE_PASSAGE = 240;
/** A second sentence joins when it answers at least this share of what the best one does. */
const SECOND_SHARE = 0.75;
/** A best sentence shorter than this gets the one after it, which tells the rest. */
const SHORT_SENTENCE = 40;
const BY_CONCEPT = 0.85;

const worthOf = (sentence: Sentence, terms: readonly QuestionTerm[]): number => {
  const indexed = indexTerms(sentence.text);
  const sets = { stems: new Set(indexed.stems), concepts: new Set(indexed.concepts) };
  return terms.reduce((sum, term) => {
    const how = foundIn(term, sets);
    return how === null ? sum : sum + term.weight * (how === 'word' ? 1 : BY_CONCEPT);
  }, 0);
};

const inOrder = (sentences: Sentence[]): Sentence[] => sentences.toSorted((left, right) => left.start - right.start);

/** The one or two sentences of a text that answer a question best, in their order. Pure. */
export const bestSentences = (text: string, question: string): Sentence[] => {
  const sentences = splitSentences(text);
  const terms = questionTerms(question);
  const rated = sentences.map((sentence) => ({ sentence, worth: worthOf(sentence, terms) }));
  const [best, second] = rated.toSorted((left, right) => right.worth - left.worth);
  if (best === undefined) return [];
  // Only the title has the question's words: the passage then tells it from its beginning.
  if (best.worth === 0) return sentences.slice(0, 2);
  if (second !== undefined && second.worth >= SECOND_SHARE * best.worth) return inOrder([best.sentence, second.sentence]);
  const next = sentences[sentences.indexOf(best.sentence) + 1];
  return best.sentence.text.length < SHORT_SENTENCE && next !== undefined ? [best.sentence, next] : [best.sentence];
};

/** A quoted answer: what to cite, and the verbatim sentences to say. */
export type Answer = { citations: Citation[]; sentences: string[] };

/** Answers a question out of one passage, in the passage's own words. */
export const answerFrom = (passage: Passage, question: string): Answer => {
  const { passageId, title, text } = passage;
  if (text.length <= WHOLE_PASSAGE) return { citations: [{ passageId, title, quote: text }], sentences: splitSentences(text).map((sentence) => sentence.text) };
  const chosen = bestSentences(text, question);
  return { citations: chosen.map((sentence) => ({ passageId, title, quote: sentence.text })), sentences: chosen.map((sentence) => sentence.text) };
};
