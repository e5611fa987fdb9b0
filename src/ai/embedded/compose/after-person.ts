import type { TurnInput } from '../../assistant.ts';
import type { Language } from '../language.ts';
import type { Reading } from '../read.ts';
import { AFTER_PERSON } from '../wording/after-person.ts';
import { greetingLine, type Composed } from './composed.ts';

/** Says back what a person told the contact, in that person's words. */
export const quotesOf = (told: readonly { text: string }[], language: Language): string[] =>
  [...new Set(told.map(({ text }) => text.replace(/\s+/gu, ' ').trim()))].map((text) =>
    AFTER_PERSON[language].told(text),
  );

const social = (bubbles: string[]): Composed => ({
  outcome: 'social',
  bubbles,
  citations: [],
  handoff: null,
  asks: null,
});

/** All that is asked was told by a person. */
export const composeTold = (told: readonly { text: string }[], language: Language): Composed =>
  social(quotesOf(told, language));

/** Nothing was written but calls for a person, whom one has heard, and given the conversation back. */
export const composeGivenBack = (language: Language): Composed => social([AFTER_PERSON[language].givenBack]);

/** The first thing that is said after a person tells who speaks now, after the greeting where there is one. */
export const withReturn = (composed: Composed, reading: Reading, input: TurnInput): Composed => {
  const { humanEnded, window } = input.memory;
  const isAnswer = ['answered', 'clarify', 'unknown'].includes(composed.outcome);
  const [first = '', ...rest] = composed.bubbles;
  if (humanEnded === null || !isAnswer || !window.some(({ from }) => from === 'human')) return composed;
  const greeting = greetingLine(reading, input);
  const said = greeting !== null && first.startsWith(greeting) ? first.slice(greeting.length).trimStart() : first;
  const opening = [...(said === first ? [] : [greeting]), AFTER_PERSON[reading.language].returned].join(' ');
  return { ...composed, bubbles: [`${opening}${said.includes('\n') ? '\n' : ' '}${said}`, ...rest] };
};
