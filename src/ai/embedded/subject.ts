import { portugueseFor } from './gloss/gloss.ts';
import { words } from './normalize.ts';
import { stem } from './stem.ts';
import { SOFT_WORDS, STOP_WORDS } from './stop-words.ts';
import { foundIn, type TermSets } from './terms.ts';
import { conceptsOfWord } from './concepts.ts';

/** One folded word of what a question wants priced or sold, and where it stands in the question: UTF-16 offsets. */
export type SubjectWord = { word: string; start: number; end: number };

const list = (text: string): string[] => text.split(', ');
const triggers = (text: string): string[][] =>
  list(text)
    .map((one) => one.split(' '))
    .sort((left, right) => right.length - left.length);
/** What asks for a price; a `quanto` alone only ends its question: `quanto tempo` asks for none. */
const PRICE = triggers(
  'quanto e que custa, quanto voces cobram, quanto que custa, quanto que e, quanto custam, quanto custa, quanto cobram, quanto ficam, quanto fica, quanto saem, quanto sai, quanto esta, quanto e, custa quanto, custam quanto, sai quanto, fica quanto, cuanto cuesta, cuanto cuestan, cuanto vale, how much is, how much are, how much does, how much for, preco, precos, valor, valores, precio, precios, price, prices',
);
/** What asks whether something is sold. */
const SOLD = triggers('tem, vende, vendem, venden, tienen, hay, do you have, you sell');
/** Words that join the parts of a name: `cesta de natal`, `kit com vela`. */
const LINKS = new Set(list('de, da, do, das, dos, del, com, of'));
const ARTICLES = new Set(
  list(
    'o, a, os, as, um, uma, uns, umas, the, an, el, la, los, las, un, una, algum, alguma, alguns, algumas, esse, essa, este, esta, aquele, aquela, seu, sua, any, some',
  ),
);
/** Words that tell no product from another: sizes, praise, and words for any thing at all. */
const GENERIC = new Set(
  list(
    'tabela, lista, grande, grandes, pequeno, pequena, pequenos, pequenas, medio, media, mini, maior, menor, unidade, unidades, bonito, bonita, lindo, linda, barato, barata, novo, nova, lugar, local, opcao, opcoes, tipo, tipos, modelo, modelos, produto, produtos, servico, servicos, item, itens, total, final, minimo, maximo, certo, exato, atual, mesmo, inteiro, completo, custa, custam, custo, big, small, large, product, products, place',
  ).map(stem),
);

type Token = SubjectWord;

const tokensOf = (question: string): Token[] =>
  [...question.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: written, index }) =>
    words(written).map((word) => ({ word, start: index, end: index + written.length })),
  );

const isContent = ({ word }: Token): boolean =>
  !STOP_WORDS.has(word) && !SOFT_WORDS.has(word) && !LINKS.has(word) && !ARTICLES.has(word);

type Span = { start: number; end: number };
const findAny = (tokens: readonly Token[], phrases: readonly (readonly string[])[]): Span | null => {
  for (const phrase of phrases) {
    const start = tokens.findIndex((_, i) => phrase.every((word, j) => tokens[i + j]?.word === word));
    if (start !== -1) return { start, end: start + phrase.length };
  }
  return null;
};

/** The words of a name from the first of `tokens` on: content and what links it. */
const nameFrom = (tokens: readonly Token[]): Token[] => {
  const name: Token[] = [];
  for (const token of tokens) {
    if (isContent(token)) name.push(token);
    else if (!LINKS.has(token.word) && !(name.length === 0 && ARTICLES.has(token.word))) break;
  }
  return name;
};

/**
 * What a question about a price or about what is sold asks for: the words of the thing's name, after the question's own words
 * (`quanto custa a cesta de natal`) or before them (`a cesta de natal custa quanto`). Empty when it asks for neither, and when it
 * asks whether one plain word is sold, `tem tulipa?`: how much of it a passage covers decides that. Pure.
 */
export const subjectOf = (question: string): SubjectWord[] => {
  const tokens = tokensOf(question);
  const last = tokens.length - 1;
  const price = findAny(tokens, PRICE) ?? (tokens[last]?.word === 'quanto' ? { start: last, end: last + 1 } : null);
  const span = price ?? findAny(tokens, SOLD);
  if (span === null) return [];
  const after = nameFrom(tokens.slice(span.end));
  const name =
    after.length > 0 || price === null ? after : nameFrom(tokens.slice(0, span.start).toReversed()).toReversed();
  const telling = name.filter(({ word }) => !/\p{N}/u.test(word) && !GENERIC.has(stem(word)));
  return price === null && telling.length < 2 ? [] : telling;
};

/** Plurals and diminutives may leave stems of different length: `girass`, `girassol`. */
const MIN_SHARED = 4;
const alike = (one: string, other: string): boolean =>
  one === other ||
  (Math.min(one.length, other.length) >= MIN_SHARED && (one.startsWith(other) || other.startsWith(one)));

/** The words of `subject` that a text, indexed as `terms`, does not have: it is about something else, such as other flowers. */
export const missingFrom = (
  subject: readonly SubjectWord[],
  terms: TermSets & { context?: ReadonlySet<string> },
): SubjectWord[] => {
  const known = [...terms.stems, ...(terms.context ?? [])];
  return subject.filter(({ word }) => {
    const own = stem(word);
    const isFound = (stems: string[], concepts: string[]): boolean =>
      foundIn({ stems, concepts, weight: 1 }, terms) !== null;
    if (isFound([own], [...conceptsOfWord(word)]) || known.some((one) => alike(one, own))) return false;
    return !isFound([...portugueseFor(own)], []);
  });
};

/** The longest name that is said back. */
const MAX_NAME = 40;

/** What a question asks for in the customer's own words, when they are plainly a name: letters, spaces and hyphens. */
export const nameIn = (question: string, subject: readonly SubjectWord[]): string | null => {
  const name = question.slice(subject[0]?.start ?? 0, subject.at(-1)?.end ?? 0);
  return name.length <= MAX_NAME && /^\p{L}[\p{L}\p{M} -]+$/u.test(name) ? name : null;
};
