import type { TurnInput } from '../assistant.ts';
import { languageOfTurn, type Language } from './language.ts';
import { normalise } from './normalize.ts';
import { asksForPerson, saysYes } from './person.ts';
import { readSocial, type Greeting, type SocialAct } from './social.ts';
import { isOffer } from './wording/languages.ts';

/** One thing the burst asks or says beyond courtesies. */
export type Part = {
  text: string;
  question: boolean;
  /** The last clause alone, when there are several. */ lastClause: string | null;
};

/** What the burst is about, before anything is looked up. */
export type Reading = {
  language: Language;
  greeting: Greeting | null;
  acts: SocialAct[];
  parts: Part[];
  /** Why a person must take over, in words for the trace; null when nobody asked. */
  wantsPerson: 'asked' | 'accepted_offer' | null;
  /** Messages without words: `media` has no text at all, `signs` only emoji, `nudge` only question marks. */
  wordless: 'media' | 'signs' | 'nudge' | null;
  /** The bot has spoken in the remembered window. */
  metBefore: boolean;
};

/** Characters of one message that are read: beyond them nobody asks a new question, and the work stays bounded. */
const MAX_READ = 4_096;
/** Characters of a burst that are read, and of its parts. Anybody may write fifty long messages; nobody asks so much at once. */
const MAX_BURST = 8_192;
const MAX_PARTS = 12;
/** Messages before the burst, and characters of each, that may tell its language. */
const TELLING = { messages: 6, characters: 512 };

/** The burst as far as it is read: the newest messages, whole, that fit; a very long one only from its beginning. Pure. */
export const readable = (input: TurnInput): TurnInput => {
  const burst: TurnInput['burst'] = [];
  let left = MAX_BURST;
  for (const line of input.burst.toReversed()) {
    const text = line.text.slice(0, MAX_READ);
    if (text.length > left) break;
    left -= text.length;
    burst.unshift(text === line.text ? line : { ...line, text });
  }
  return { ...input, burst };
};

/** Splits a line into its questions: what stands before a question mark belongs to that question. */
const partsOf = (line: string): { social: ReturnType<typeof readSocial>; parts: Part[] } => {
  const social = readSocial(normalise(line));
  const parts: Part[] = [];
  for (const [segment] of [...line.matchAll(/[^?\n]+\?*/gu)].slice(-MAX_PARTS)) {
    const { rest } = readSocial(normalise(segment));
    if (rest.length > 0)
      parts.push({
        text: rest.join(' '),
        question: segment.includes('?'),
        lastClause: rest.length > 1 ? (rest.at(-1) ?? null) : null,
      });
  }
  return { social, parts };
};

const wordlessKind = (text: string): Reading['wordless'] => {
  if (normalise(text).plain !== '') return null;
  if (text.trim() === '') return 'media';
  return text.includes('?') ? 'nudge' : 'signs';
};

/** Reads a burst that is `readable`. Pure. */
export const readTurn = (input: TurnInput): Reading => {
  const lines = input.burst.map(({ text }) => text);
  const read = lines.map(partsOf);
  const last = input.memory.window.at(-1);
  const offered = last !== undefined && last.from === 'bot' && isOffer(last.text);
  const before = input.memory.window
    .filter(({ from }) => from === 'contact')
    .slice(-TELLING.messages)
    .map(({ text }) => text.slice(0, TELLING.characters));
  return {
    language: languageOfTurn(lines, before),
    greeting: read.map(({ social }) => social.greeting).find((greeting) => greeting !== null) ?? null,
    acts: [...new Set(read.flatMap(({ social }) => social.acts))],
    parts: read.flatMap(({ parts }) => parts).slice(-MAX_PARTS),
    wantsPerson: lines.some(asksForPerson) ? 'asked' : offered && saysYes(lines[0] ?? '') ? 'accepted_offer' : null,
    wordless: wordlessKind(lines.join('')),
    metBefore: input.memory.window.some(({ from }) => from === 'bot'),
  };
};
