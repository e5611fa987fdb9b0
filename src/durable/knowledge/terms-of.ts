import { indexTerms } from '../../ai/embedded/terms.ts';
import type { PassageTerms } from './store.ts';

/** Grows whenever stems, concepts or what is indexed of a passage change: question and knowledge must be read alike. */
export const INDEX_VERSION = 5;

/** What a passage is found by: its own words and concepts, its document's title, and the questions its owner wrote for it. */
export const termsOfPassage = (
  documentTitle: string,
  passage: { title: string; text: string; questions: readonly string[] },
): PassageTerms => {
  const [title, text, asked] = [passage.title, passage.text, passage.questions.join('\n')].map(indexTerms);
  const concepts = [title, text, asked].flatMap((part) => part?.concepts ?? []);
  return {
    title: title?.stems.join(' ') ?? '',
    text: text?.stems.join(' ') ?? '',
    questions: asked?.stems.join(' ') ?? '',
    concepts: [...new Set(concepts)].join(' '),
    context: passage.title === documentTitle ? '' : indexTerms(documentTitle).stems.join(' '),
  };
};
