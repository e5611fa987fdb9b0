import type { Analysis, MemoryLine } from '../assistant.ts';
import { fold } from './normalize.ts';

type FoundFact = Analysis['facts'][number];
type Grammar = { key: string; pattern: RegExp; value: (match: RegExpExecArray) => string | null };

/** Words that follow "aqui é a …" or "moro em …" without being a name. */
const NOT_A_NAME = new Set(
  `a o as os um uma de da do e em no na eu ele ela voce cliente loja empresa casa entregador entregadora motoboy longe perto bom boa muito mais que para por com sem sobre
   apartamento predio condominio cidade bairro interior capital centro aqui ai la not the from here interested looking cliente novo nova urgente
   sou quero queria gostaria preciso tenho moro tudo seu sua meu minha assim so tambem duvida pedido outra outro`.split(
    /\s+/,
  ),
);
const CONNECTORS = new Set(['de', 'da', 'do', 'das', 'dos', 'e', 'del', 'la']);

const isUpper = (word: string): boolean => /^\p{Lu}/u.test(word);

/** First words of Brazilian and Spanish city names that never stand alone: `moro em são paulo`. */
const CITY_OPENERS = new Set(
  'sao santo santa belo bela rio porto campo campos ribeirao juiz foz feira governador montes sete tres buenos san'.split(
    ' ',
  ),
);

/**
 * The name at the beginning of `text`: the first word, and what goes on as a name does. Chat writes names in lower case, so
 * the first word needs no capital; a further one does, or it would swallow the sentence, unless `goesOn` says otherwise.
 */
const leadingName = (
  text: string,
  maxWords: number,
  goesOn: (taken: readonly string[]) => boolean = () => false,
): string | null => {
  const taken: string[] = [];
  for (const token of text.trim().split(/\s+/u)) {
    const [, word, tail] = /^(\p{L}[\p{L}'’-]*)(.*)$/u.exec(token) ?? [];
    if (word === undefined) break;
    const connector = CONNECTORS.has(fold(word));
    const fits =
      taken.length === 0
        ? !connector && !NOT_A_NAME.has(fold(word)) && word.length > 1
        : connector || isUpper(word) || goesOn(taken);
    if (!fits) break;
    taken.push(word);
    if (taken.length === maxWords || tail !== '') break;
  }
  while (taken.length > 1 && CONNECTORS.has(fold(taken.at(-1) ?? ''))) taken.pop();
  return taken.length === 0 ? null : taken.join(' ');
};

const leadingCity = (text: string): string | null =>
  leadingName(text, 4, (taken) => {
    const content = taken.filter((word) => !CONNECTORS.has(fold(word)));
    return content.length === 1 && CITY_OPENERS.has(fold(content[0] ?? ''));
  });

const GRAMMARS: readonly Grammar[] = [
  {
    key: 'name',
    pattern:
      /(?:meu nome (?:é|e|eh)|me chamo|pode me chamar de|aqui (?:quem fala )?(?:é|e|eh) (?:o|a)|quem fala (?:é|e|eh) (?:o|a)|my name is|mi nombre es|me llamo)[ ]+([^\n]{2,80})/giu,
    value: (match) => leadingName(match[1] ?? '', 5),
  },
  {
    key: 'email',
    pattern: /(?<![\w.+-])([a-z0-9][\w.+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})(?![\w-])/giu,
    value: (match) => match[1]?.toLowerCase() ?? null,
  },
  {
    key: 'cep',
    // With a hyphen it can be nothing else; eight digits alone are a CEP only when called one.
    pattern: /(?<![\d-])(?:cep[ :é]*)(\d{5})[-. ]?(\d{3})(?!\d)|(?<![\d-])(\d{5})-(\d{3})(?![\d-])/giu,
    value: (match) => `${match[1] ?? match[3] ?? ''}-${match[2] ?? match[4] ?? ''}`,
  },
  {
    key: 'city',
    pattern:
      /(?<!\p{L})(?:moro (?:em|no)|moramos em|vivo en|vivo em|i live in|(sou de|somos de|falo de|estou em|soy de|i['’]?m from|i am from))[ ]+([^\n]{2,80})/giu,
    // "sou de confiança": after the looser openings a city needs its capital.
    value: (match) => (match[1] !== undefined && !isUpper(match[2] ?? '') ? null : leadingCity(match[2] ?? '')),
  },
];

/** The verbatim words that state the fact: the match, cut after the value when the pattern looked further ahead. */
const quoteOf = (match: RegExpExecArray, value: string): string => {
  const at = match[0].indexOf(value);
  return at === -1 ? match[0].trim() : match[0].slice(0, at + value.length);
};

const factsOf = (line: MemoryLine): FoundFact[] =>
  GRAMMARS.flatMap(({ key, pattern, value }) =>
    [...line.text.matchAll(pattern)].flatMap((match) => {
      const found = value(match);
      return found === null ? [] : [{ key, value: found, quote: quoteOf(match, found), messageSeq: line.seq }];
    }),
  );

/** What the contact states of themselves; the last statement of a key and value wins over its repetitions. Pure. */
export const findFacts = (burst: readonly MemoryLine[]): FoundFact[] => {
  const found = new Map<string, FoundFact>();
  for (const fact of burst.flatMap(factsOf)) found.set(`${fact.key} ${fold(fact.value)}`, fact);
  return [...found.values()];
};
