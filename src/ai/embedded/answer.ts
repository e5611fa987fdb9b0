import type { Citation } from '@oconnector/protocol/model/message.ts';
import type { Passage } from '@oconnector/protocol/model/passage.ts';
import { splitSentences, type Sentence } from './sentences.ts';
import { bears, quantitiesIn } from '../guards/quantities.ts';
import { foundIn, questionTerms, termSets, type QuestionTerm } from './terms.ts';

/** A passage this short is quoted whole: cutting it saves nothing and may lose its condition. */
const WHOLE_PASSAGE = 240;
/** A second sentence joins when it answers at least this share of what the best one does. */
const SECOND_SHARE = 0.75;
/** A best sentence shorter than this gets the one after it, which tells the rest. */
const SHORT_SENTENCE = 40;
const BY_CONCEPT = 0.85;

const worthOf = (sentence: Sentence, terms: readonly QuestionTerm[]): number => {
  const said = termSets(sentence.text);
  return terms.reduce((sum, term) => {
    const how = foundIn(term, said);
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
  if (second !== undefined && second.worth >= SECOND_SHARE * best.worth)
    return inOrder([best.sentence, second.sentence]);
  const next = sentences[sentences.indexOf(best.sentence) + 1];
  return best.sentence.text.length < SHORT_SENTENCE && next !== undefined ? [best.sentence, next] : [best.sentence];
};

const YES_OR_NO = /^(?:sim|não|nao|yes|no|sí|si)[.!]?$/iu;
const YES_FIRST = /^(?:sim|yes|sí|si|claro|com certeza)[,!:]\s+/iu;

/**
 * Whether a question asks no more than the question that a passage answers: then its `Sim.` answers both. A figure that it names and the
 * passage does not is more: `parcelam em 12x?`.
 */
const sameQuestion = ({ title, text }: Passage, question: string): boolean => {
  const known = quantitiesIn(`${title}\n${text}`);
  if (!quantitiesIn(question).every((asked) => known.some((one) => bears(one, asked)))) return false;
  const asked = termSets(title);
  return questionTerms(question).every((term) => term.weight < 1 || foundIn(term, asked) !== null);
};

/**
 * The `Sim.` of another question left out: `Vocês têm girassol? Sim.` says nothing of artificial ones. Where there is nothing else, what it
 * is the answer to is said with it.
 */
const withoutYes = (sentences: Sentence[], passage: Passage, question: string): Sentence[] => {
  const [first, ...rest] = sentences;
  if (first?.start !== 0 || sameQuestion(passage, question)) return sentences;
  if (!YES_OR_NO.test(first.text)) {
    const yes = YES_FIRST.exec(first.text)?.[0].length ?? 0;
    return [{ ...first, text: first.text.slice(yes), start: yes }, ...rest];
  }
  const title = passage.title.trim();
  return rest.length > 0 ? rest : [{ ...first, text: `${title}${title.endsWith('?') ? '' : ':'} ${first.text}` }];
};

/** A quoted answer: what to cite, and the verbatim sentences to say. */
export type Answer = { citations: Citation[]; sentences: string[] };

/** Answers a question out of one passage, in the passage's own words. */
export const answerFrom = (passage: Passage, question: string): Answer => {
  const { passageId, title, text } = passage;
  const sentences = splitSentences(text);
  if (text.length <= WHOLE_PASSAGE) {
    const said = withoutYes(sentences, passage, question);
    return {
      citations: [{ passageId, title, quote: text.slice(said[0]?.start ?? 0) }],
      sentences: said.map((sentence) => sentence.text),
    };
  }
  const chosen = withoutYes(bestSentences(text, question), passage, question);
  return {
    citations: chosen.map(({ start, end }) => ({ passageId, title, quote: text.slice(start, end) })),
    sentences: chosen.map((sentence) => sentence.text),
  };
};
