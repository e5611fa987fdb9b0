import { cityAt, STATE_LETTERS, STATES, type City } from './cities.ts';
import type { Found, Grammar, Text } from './text.ts';

type Word = { folded: string; original: string; start: number; end: number };

const wordsOf = ({ original, folded }: Text): Word[] =>
  [...folded.matchAll(/[\p{L}\p{M}][\p{L}\p{M}’']*/gu)].map(({ 0: word, index }) => ({
    folded: word.replace(/[’']/gu, ' ').trim(),
    original: original.slice(index, index + word.length),
    start: index,
    end: index + word.length,
  }));

const OPENERS = new Set(
  'em no na de do da para pra pro in to from en a desde hasta ate near aqui cidade perto regiao atende atendem atendemos entrega entregam envia enviam mandam manda'.split(
    ' ',
  ),
);
/** Sentences that can only be about where somebody is or where something goes. */
const STRONG =
  /(?:mor[oa]m?o?s?|resid\w+|viv[oe]|sou|somos|soy|somos|fal[oa]|estou|to|fic[oa]m?|aqui|atend\w+|entreg\w+|envi\w+|mand\w+|cheg\w+|frete|cidade|regiao|unidade|loja|filial|live|from|based|ship|deliver\w*|located|vivimos|estoy|desde|ciudad|viagem|passagem|interior|centro|perto) (?:aqui |gratis |tambem |localizad[oa] |located |de |a |o |la |pedidos? |pra |um |uma )*(?:em|de|para|pra|in|to|from|en|a|do|da|at)?$/u;

const isUpper = (word: string): boolean => /^\p{Lu}/u.test(word);

const PLAIN_LETTERS = new Set('SP RJ MG RS PR SC BA GO DF PE MS MT RN PB'.split(' '));

/** A state right after a city: `Campinas SP`, `Campinas/SP`, `Campinas - São Paulo`. */
const stateAfter = (text: Text, end: number): Found | null => {
  const match = /^(?: ?[,/(–-] ?| )([a-z]{2})(?![a-z])/u.exec(text.folded.slice(end, end + 8));
  const letters = match?.[1]?.toUpperCase();
  if (match === null || letters === undefined || !STATE_LETTERS.has(letters)) return null;
  const at = end + match[0].length - 2;
  // In lower case only behind a slash or a dash, or where it is no word: `em campinas se tiver`.
  if (text.original.slice(at, at + 2) !== letters && !/[/(–-]/u.test(match[0]) && !PLAIN_LETTERS.has(letters))
    return null;
  return { key: 'state', value: letters, start: at, end: at + 2 };
};

const accepts = (text: Text, words: readonly Word[], i: number, length: number, city: City): boolean => {
  const first = words[i];
  const last = words[i + length - 1];
  if (first === undefined || last === undefined) return false;
  if (stateAfter(text, last.end) !== null) return true;
  if (words.length === length) return true;
  const opener = words[i - 1]?.folded ?? '';
  const before = text.folded.slice(0, first.start).trimEnd();
  // `no Natal` is a feast, `da Vitória` a person.
  if (city.ambiguous)
    return isUpper(first.original) || STRONG.test(before)
      ? STRONG.test(before) && !/^(?:no|na|do|da)$/u.test(opener)
      : false;
  // `Ribeirão Preto` can be nothing else.
  if (length > 1 && isUpper(first.original) && isUpper(last.original)) return true;
  return OPENERS.has(opener) || STRONG.test(before);
};

const cities = (text: Text, words: readonly Word[]): Found[] => {
  for (let i = 0; i < words.length; i++) {
    const hit = cityAt(words.slice(i, i + 5).map(({ folded }) => folded));
    const first = words[i];
    const last = words[i + (hit?.words ?? 1) - 1];
    if (hit === null || first === undefined || last === undefined || !accepts(text, words, i, hit.words, hit.city))
      continue;
    const span = { start: first.start, end: last.end };
    const { name, state } = hit.city;
    const told = stateAfter(text, last.end) ?? (state === null ? null : { key: 'state', value: state, ...span });
    return [{ key: 'city', value: name, ...opening(text, span) }, ...(told === null ? [] : [told])];
  }
  return [];
};

/** `moro em Campinas` states it better than `Campinas`. */
const opening = ({ folded }: Text, span: { start: number; end: number }): { start: number; end: number } => {
  const match =
    /(?<![a-z])(?:moro|moramos|vivo|sou|somos|soy|falo|estou|i live|i ?['’]?m|i am) (?:em|no|na|de|do|da|en|in|from) $/u.exec(
      folded.slice(0, span.start),
    );
  return match === null ? span : { start: match.index, end: span.end };
};

/** `no Paraná`, `interior de Minas`; the longer names first, for `mato grosso` begins another. */
const NAMED_STATE = new RegExp(
  `(?<![a-z])(?:no|na|em|do|da|de|estado d[eo]|interior d[eoa]) (${[...STATES.keys()].toSorted((left, right) => right.length - left.length).join('|')})(?![a-z])`,
  'u',
);

const state = (text: Text): Found[] => {
  const letters = /(?:em|no|na|de|do|interior de|estado de) ([A-Z]{2})(?![A-Za-z])/u.exec(text.original);
  if (letters?.[1] !== undefined && STATE_LETTERS.has(letters[1])) {
    const start = letters.index + letters[0].length - 2;
    return [{ key: 'state', value: letters[1], start, end: start + 2 }];
  }
  const named = NAMED_STATE.exec(text.folded);
  const value = STATES.get(named?.[1] ?? '');
  if (named?.[1] === undefined || value === undefined) return [];
  const end = named.index + named[0].length;
  return [{ key: 'state', value, start: end - named[1].length, end }];
};

/** Words after `no` or `na` with a capital that are no quarter of a town. */
const NO_QUARTER = new Set(
  'brasil instagram facebook google whatsapp pix natal pascoa site tiktok mercado livre shopee amazon uber ifood iphone android black carnaval zap insta nubank caixa itau bradesco centro'.split(
    ' ',
  ),
);
const QUARTER =
  /(?<![a-z])(?:bairro (?:do |da |de |e |eh )?|(?:(?:apartamentos?|aptos?|aps?|casas?|kitnets?|imove(?:l|is)|terrenos?|salas?|sobrados?|studios?|quartos?|suites?|dormitorios?|moro|moramos|entreg\w+|atend\w+|vag\w+|loja|fica|coberturas?|flat|sitio|chacara)(?: [a-z]+){0,3}?) (?:no|na|nos|nas) (?!bairro))((?:[a-z][a-z’']+)(?: (?:d[aoe]s? )?[a-z][a-z’']+){0,3})/gu;
const ENGLISH_QUARTER = /(?<![a-z])in the ([a-z]+(?: [a-z]+)?) (?:neighborhood|neighbourhood|area|district)/gu;

/** The leading words of `written` that are written as a name. */
const namePart = (written: string): string => {
  const taken: string[] = [];
  for (const word of written.split(' ')) {
    if (!isUpper(word) && !(taken.length > 0 && /^d[aoe]s?$/u.test(word))) break;
    taken.push(word);
  }
  while (/^d[aoe]s?$/u.test(taken.at(-1) ?? '')) taken.pop();
  return taken.join(' ');
};

const quarter = (text: Text): Found[] => {
  for (const pattern of [QUARTER, ENGLISH_QUARTER])
    for (const match of text.folded.matchAll(pattern)) {
      const words = match[1] ?? '';
      const start =
        match.index + match[0].indexOf(words, match[0].length - words.length - (pattern === QUARTER ? 0 : 30));
      const called = match[0].startsWith('bairro');
      const written = text.original.slice(start, start + words.length);
      const name =
        namePart(written) || (called ? (written.split(/ (?:em|com|de|que|e|ate|entre|por) /u)[0] ?? '') : '');
      const folded = text.folded.slice(start, start + name.length);
      if (name.length < 3 || NO_QUARTER.has(folded.split(' ')[0] ?? '') || STATES.has(folded)) continue;
      if (!called && cityAt(folded.split(' ')) !== null) continue;
      return [{ key: 'neighborhood', value: name, start, end: start + name.length }];
    }
  return [];
};

/** Where the contact is, or where it wants something to go: the first city, the state that was said, the quarter. */
export const place: Grammar = (text) => {
  const found = cities(text, wordsOf(text));
  return [...found, ...(found.some(({ key }) => key === 'state') ? [] : state(text)), ...quarter(text)];
};
