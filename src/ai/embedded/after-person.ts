import type { MemoryLine, TurnInput } from '../assistant.ts';
import { asksForPerson } from './person.ts';
import { asksOnlyPrice, foundIn, questionTerms, termSets } from './terms.ts';

/** What is different after a person had the conversation (rule H7). Decisions only. */

/** What a person said longer ago may not be so any more. */
const HELD_MS = 24 * 3_600_000;
/** Longest words of a person that are said back. */
const MAX_QUOTE = 200;

/** The burst without what asked for a person before one gave the conversation back: that was heard, and is not answered with another one. */
export const withoutHeardCalls = (input: TurnInput): TurnInput => {
  const { humanEnded } = input.memory;
  if (humanEnded?.how !== 'person') return input;
  return { ...input, burst: input.burst.filter(({ at, text }) => at > humanEnded.at || !asksForPerson(text)) };
};

const tellsAll = (question: string, told: string): boolean => {
  const terms = termSets(told);
  const how = questionTerms(question).flatMap((term) => (term.weight === 1 ? [foundIn(term, terms)] : []));
  return how.includes('word') && !how.includes(null);
};

/**
 * The last words in which a person told the contact a figure of what is asked, within a day; null when nobody did. A figure of theirs
 * is an agreement: the knowledge, which says what is so for everybody, does not contradict it.
 */
export const toldByPerson = (
  question: string,
  { memory }: Pick<TurnInput, 'memory'>,
  now: number,
): MemoryLine | null => {
  if (asksOnlyPrice(question)) return null;
  const says = ({ from, at, text }: MemoryLine): boolean =>
    from === 'human' && now - at <= HELD_MS && text.length <= MAX_QUOTE && /\d/u.test(text) && !text.includes('?');
  return memory.window.findLast((line) => says(line) && tellsAll(question, line.text)) ?? null;
};
