import { languageOf } from '../language.ts';
import { words } from '../normalize.ts';
import { stem } from '../stem.ts';
import { TABLES } from './tables.ts';

/** A table as it is looked into: exact words first, then stems; phrases by their first word, longest first. */
type Lookup = {
  words: ReadonlyMap<string, string>;
  stems: ReadonlyMap<string, string>;
  phrases: ReadonlyMap<string, { rest: string[]; gloss: string }[]>;
};

/** Reads `palavra gloss words, outra_palavra gloss`: a phrase is written with `_`. The first of two equal stems wins. */
export const readTable = (source: string): Lookup => {
  const exact = new Map<string, string>();
  const stems = new Map<string, string>();
  const phrases = new Map<string, { rest: string[]; gloss: string }[]>();
  for (const entry of source.split(/[,\n]/u)) {
    const [written, ...gloss] = entry.trim().split(/\s+/u);
    if (written === undefined || written === '' || gloss.length === 0) continue;
    const [first = '', ...rest] = words(written.replaceAll('_', ' '));
    const english = gloss.join(' ');
    if (rest.length > 0) phrases.set(first, [...(phrases.get(first) ?? []), { rest, gloss: english }]);
    else {
      if (!exact.has(first)) exact.set(first, english);
      if (!stems.has(stem(first))) stems.set(stem(first), english);
    }
  }
  for (const list of phrases.values()) list.sort((left, right) => right.rest.length - left.rest.length);
  return { words: exact, stems, phrases };
};

const lookups = new Map<'pt' | 'es', Lookup>();
/** Read when first wanted: a table takes some milliseconds. */
export const lookupOf = (language: 'pt' | 'es'): Lookup => {
  let lookup = lookups.get(language);
  if (lookup === undefined) lookups.set(language, (lookup = readTable(TABLES[language])));
  return lookup;
};

/** Endings that Portuguese and Spanish share with English under another spelling, for words that no table has. */
const COGNATES: readonly [RegExp, string][] = [
  [/(?:cao|cion)$/u, 'tion'],
  [/(?:coes|ciones)$/u, 'tions'],
  [/(?:sao|sion)$/u, 'sion'],
  [/(?:dade|dad)$/u, 'ty'],
  [/mente$/u, 'ly'],
  [/(?:avel|able)$/u, 'able'],
  [/(?:ivel|ible)$/u, 'ible'],
  [/(?:ncia)$/u, 'nce'],
  [/logia$/u, 'logy'],
  [/ismo$/u, 'ism'],
  [/ista$/u, 'ist'],
  [/(?:ico|ica)$/u, 'ic'],
  [/(?:oso|osa)$/u, 'ous'],
];
/** Shorter words share an ending by chance. */
const MIN_COGNATE = 7;
/** A stem shorter than this is the stem of too many words. */
const MIN_STEM = 4;

const guess = (word: string): string => {
  if (word.length < MIN_COGNATE) return word;
  const rule = COGNATES.find(([ending]) => ending.test(word));
  return rule === undefined ? word : word.replace(rule[0], rule[1]);
};

const glossOf = (word: string, lookup: Lookup): string => {
  const exact = lookup.words.get(word);
  if (exact !== undefined) return exact;
  const root = stem(word);
  return (root.length >= MIN_STEM ? lookup.stems.get(root) : undefined) ?? guess(word);
};

const glossed = (list: readonly string[], lookup: Lookup): string => {
  const english: string[] = [];
  for (let i = 0; i < list.length;) {
    const word = list[i] ?? '';
    const phrase = lookup.phrases.get(word)?.find(({ rest }) => rest.every((next, j) => list[i + 1 + j] === next));
    english.push(phrase?.gloss ?? glossOf(word, lookup));
    i += 1 + (phrase?.rest.length ?? 0);
  }
  return english.filter((word) => word !== '-').join(' ');
};

/** The verb `é`, before folding makes an `e` of it, "and". */
const IS = /(?<![\p{L}\p{N}])é(?![\p{L}\p{N}])/giu;

/**
 * A Portuguese or Spanish text word by word in English: no translation, but near enough for an English model of meaning.
 * English stays as it is; so does every word that no table has.
 */
export const toEnglish = (text: string): string => {
  const language = languageOf(text) ?? 'pt';
  return language === 'en' ? text : glossed(words(text.replace(IS, ' esta ')), lookupOf(language));
};

let portuguese: ReadonlyMap<string, readonly string[]> | null = null;
/** Stems of Portuguese words by the stem of the one English word that each is told by. */
const portugueseStems = (): ReadonlyMap<string, readonly string[]> => {
  if (portuguese !== null) return portuguese;
  const stems = new Map<string, string[]>();
  for (const [word, english] of lookupOf('pt').words) {
    if (english.includes(' ') || english === '-') continue;
    const key = stem(english);
    stems.set(key, [...new Set([...(stems.get(key) ?? []), stem(word)])]);
  }
  return (portuguese = stems);
};

/** Stems of the Portuguese words that an English or Spanish one of this stem may stand for: `orchid` → `orquide`; [] for one that no table has. */
export const portugueseFor = (foreign: string): readonly string[] => {
  const english = lookupOf('es').stems.get(foreign);
  return portugueseStems().get(english === undefined ? foreign : stem(english)) ?? [];
};
