import { words } from '../embedded/normalize.ts';
import { splitSentences } from '../embedded/sentences.ts';
import { stem } from '../embedded/stem.ts';
import { SOFT_WORDS, STOP_WORDS } from '../embedded/stop-words.ts';

const NEGATIONS: ReadonlySet<string> = new Set(['nao', 'nunca', 'nem', 'not', 'never', 'dont', 'doesnt', 'cannot']);
/** Between a negation and what it denies: `não se aceita`. */
const BETWEEN: ReadonlySet<string> = new Set(['se', 'me', 'te', 'lhe', 'nos', 'mais', 'we', 'do', 'any']);
/** A shorter word, `é` or `tem`, is in every sentence. */
const MIN_LETTERS = 5;

/** What one sentence denies, and what beside it is spoken of. */
type Denial = { denied: string; about: ReadonlySet<string> };

const telling = (list: readonly string[]): string[] =>
  list.filter((word) => !STOP_WORDS.has(word) && !SOFT_WORDS.has(word) && !NEGATIONS.has(word)).map(stem);

/** Each word of a sentence with whether it is denied. */
const readWords = (sentence: string): { word: string; isDenied: boolean }[] => {
  let denies = false;
  return words(sentence.replaceAll(/n['’]t\b/gu, ' not')).map((word) => {
    const isDenied = denies && !BETWEEN.has(word) && !NEGATIONS.has(word);
    denies = NEGATIONS.has(word) || (denies && BETWEEN.has(word));
    return { word, isDenied };
  });
};

const denialsIn = (text: string): { denials: Denial[]; affirmed: ReadonlySet<string> } => {
  const denials: Denial[] = [];
  const affirmed = new Set<string>();
  for (const { text: sentence } of splitSentences(text)) {
    const read = readWords(sentence);
    for (const { word, isDenied } of read) if (!isDenied) affirmed.add(stem(word));
    const about = new Set(telling(read.flatMap(({ word, isDenied }) => (isDenied ? [] : [word]))));
    for (const { word, isDenied } of read)
      if (isDenied && word.length >= MIN_LETTERS) denials.push({ denied: stem(word), about });
  }
  return { denials, affirmed };
};

/**
 * Whether an answer says of something what its sources only deny of it: `Não aceitamos cheque`, `Sim, aceitamos cheque`. It shares every word
 * with them, so that nothing else would tell. An answer that names nothing speaks of what was asked. Pure.
 */
export const saysDenied = (answer: string, question: string, sources: string): boolean => {
  const { denials, affirmed } = denialsIn(sources);
  if (denials.length === 0) return false;
  return splitSentences(answer).some(({ text }) => {
    if (text.includes('?')) return false;
    const read = readWords(text);
    const said = new Set(read.flatMap(({ word, isDenied }) => (isDenied ? [] : [stem(word)])));
    return denials.some(({ denied, about }) => {
      if (!said.has(denied) || affirmed.has(denied)) return false;
      const named = telling(read.map(({ word }) => word)).filter((one) => one !== denied);
      return (named.length > 0 ? named : telling(words(question))).some((one) => about.has(one));
    });
  });
};
