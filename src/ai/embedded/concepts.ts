import { ACCOUNT } from './lexicon/account.ts';
import { HOME } from './lexicon/home.ts';
import { LEARNING } from './lexicon/learning.ts';
import { MONEY } from './lexicon/money.ts';
import { PLACE } from './lexicon/place.ts';
import { SERVICE } from './lexicon/service.ts';
import { SHOP } from './lexicon/shop.ts';
import { fold, words } from './normalize.ts';
import { stem } from './stem.ts';

/**
 * What customers ask businesses about, and the words each side uses for it: a question says `onde fica`, the knowledge says
 * `endereço`. Forms are separated by commas; one of several words is matched as a phrase, whatever its inflection.
 */
const LEXICON: Readonly<Record<string, string>> = {
  ...PLACE,
  ...MONEY,
  ...SHOP,
  ...SERVICE,
  ...HOME,
  ...LEARNING,
  ...ACCOUNT,
};

/** Words between those of a phrase that change nothing: `parar o carro`, `parar meu carro`, `cancel my account`. */
const FILLERS = new Set(
  'o a os as um uma de do da dos das meu minha meus minhas seu sua no na nos nas the an my your of el la los las un una mi mis tu su del'.split(
    ' ',
  ),
);

type Phrase = { stems: string[]; concept: string };

/** Phrases by their first stem, longest first. */
const PHRASES = new Map<string, Phrase[]>();
/** Concepts by word, and by stem where the stem is long enough to tell words apart (`cas` is `casa`, `caso` and `casar`). */
const BY_WORD = new Map<string, string[]>();
const BY_STEM = new Map<string, string[]>();
const TELLING_STEM = 4;
/** A longer ending makes another word: `comprimento` is no form of `compra`. */
const INFLECTION = 4;

const tellingStem = (word: string): string | null => {
  const short = stem(word);
  return short.length >= TELLING_STEM && word.length - short.length <= INFLECTION ? short : null;
};

const put = (map: Map<string, string[]>, key: string, concept: string): void => {
  const known = map.get(key);
  if (known === undefined) map.set(key, [concept]);
  else if (!known.includes(concept)) known.push(concept);
};

const addForm = (form: string, concept: string): void => {
  const parts = words(form);
  const named = parts.filter((word) => !FILLERS.has(word));
  const [only, second] = named.length > 0 ? named : parts;
  if (only === undefined) return;
  if (second === undefined) {
    put(BY_WORD, only, concept);
    const telling = tellingStem(only);
    if (telling !== null) put(BY_STEM, telling, concept);
    else put(BY_WORD, `${only}s`, concept);
    return;
  }
  const stems = named.map(stem);
  const first = stem(only);
  const phrases = PHRASES.get(first) ?? [];
  PHRASES.set(first, phrases);
  if (!phrases.some((known) => known.concept === concept && known.stems.join(' ') === stems.join(' ')))
    phrases.push({ stems, concept });
};

for (const [concept, forms] of Object.entries(LEXICON)) for (const form of forms.split(',')) addForm(form, concept);
for (const phrases of PHRASES.values()) phrases.sort((left, right) => right.stems.length - left.stems.length);

/** What a text's own shape says: money is about price, a clock time about hours. */
const SIGNALS: readonly { pattern: RegExp; concept: string }[] = [
  { pattern: /r\$ ?\d|\d ?reais|(?:us)?\$ ?\d|\d ?(?:dolares|dollars)/u, concept: 'price' },
  { pattern: /\b\d{1,2} ?h(?:\d{2})?\b|\b\d{1,2}:\d{2}\b|\b\d{1,2} ?[ap]m\b/u, concept: 'hours' },
  { pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+\.\w/u, concept: 'contact' },
  { pattern: /\b\d{1,2} ?x (?:sem|no|de)\b/u, concept: 'instalments' },
  { pattern: /\b\d{5}-?\d{3}\b/u, concept: 'address' },
  { pattern: /\(\d{2}\) ?\d{4,5}-?\d{4}/u, concept: 'contact' },
  { pattern: /\b\d+ (?:dias?|semanas?|mes|meses|horas?|days?|weeks?|months?|hours?)\b/u, concept: 'delay' },
];

const NONE: readonly string[] = [];

/** The concepts that a single word stands for. */
export const conceptsOfWord = (word: string): readonly string[] =>
  BY_WORD.get(word) ?? BY_STEM.get(tellingStem(word) ?? '') ?? NONE;

/** The stems by which the lexicon knows single words: what a typo may have meant. */
export const lexiconStems = (): Iterable<string> => BY_STEM.keys();

type FoundPhrase = { start: number; length: number; concept: string };

/** The length in words of `phrase` as it begins at `start`, fillers between included; 0 when it does not. */
const lengthAt = (phrase: Phrase, list: readonly string[], stems: readonly string[], start: number): number => {
  let at = start;
  for (const [i, wanted] of phrase.stems.entries()) {
    while (i > 0 && stems[at] !== wanted && FILLERS.has(list[at] ?? '')) at++;
    if (stems[at] !== wanted) return 0;
    at++;
  }
  return at - start;
};

/** Phrases found in a list of words, from left to right, the longest first, never overlapping. A phrase may stand for several concepts. */
export const phrasesIn = (list: readonly string[]): FoundPhrase[] => {
  const stems = list.map(stem);
  const found: FoundPhrase[] = [];
  let start = 0;
  while (start < list.length) {
    let length = 0;
    for (const phrase of PHRASES.get(stems[start] ?? '') ?? NONE_FOUND) {
      // Sorted by length: what comes after the longest that fits is another concept of it, or shorter.
      if (length > 0 && phrase.stems.length < (found.at(-1)?.length ?? 0)) break;
      const fits = lengthAt(phrase, list, stems, start);
      if (fits === 0 || (length > 0 && fits !== length)) continue;
      length = fits;
      found.push({ start, length, concept: phrase.concept });
    }
    start += Math.max(1, length);
  }
  return found;
};

const NONE_FOUND: readonly Phrase[] = [];

/** The concepts of a text by its shape. */
export const conceptsOfShape = (text: string): string[] => {
  const folded = fold(text);
  return SIGNALS.filter(({ pattern }) => pattern.test(folded)).map(({ concept }) => concept);
};
