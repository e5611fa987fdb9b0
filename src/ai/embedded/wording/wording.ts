import type { Greeting } from '../social.ts';

/**
 * What the assistant says around a quote. None of it states anything about the business, gives a number or promises a
 * time: whatever does is quoted from a passage.
 */
export type Wording = {
  /** Without the name and the exclamation mark that close them. */
  greetings: Record<Greeting, string>;
  /** `business` is null when its name cannot be said without a number. */
  introduce(business: string | null): string;
  again: string;
  howAreYou: string;
  thanks: string;
  bye: string;
  acknowledge: string;
  robot(business: string | null): string;
  /** Opens an answer that no greeting opens; '' is one of them. */
  leads: readonly string[];
  /** Closes the first answer of a conversation. */
  anythingElse: string;
  /** `thing`: what was asked for, in the customer's own words, when no passage has it. The second when the first was just said. */
  unknown: readonly ((thing: string | null) => string)[];
  /** Beside an answer, when another question of the same burst has none. */
  partlyUnknown: string;
  /** Asks which of one to three titles, each in “ ”, is meant; begins with `clarifyOpening`. */
  clarify(titles: readonly string[]): string;
  clarifyOpening: string;
  /** A yes to this is a hand-off. */
  offer: string;
  /** A message without words that can be read. */
  unreadable: string;
};

/** `a`, `a ou b`, `a, b ou c`. */
export const oneOf = (things: readonly string[], or: string): string =>
  things.length < 2 ? things.join('') : `${things.slice(0, -1).join(', ')}${or}${things.at(-1) ?? ''}`;
