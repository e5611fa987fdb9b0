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
  /** A yes to this is a hand-off. */
  offer: string;
  /** A message without words that can be read. */
  unreadable: string;
};
