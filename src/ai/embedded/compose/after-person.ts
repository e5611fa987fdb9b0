import type { TurnInput } from '../../assistant.ts';
import type { Language } from '../language.ts';
import { AFTER_PERSON } from '../wording/after-person.ts';
import { draftOf, type Draft } from './composed.ts';

/** Says back what a person told the contact, in that person's words. */
export const quotesOf = (told: readonly { text: string }[], language: Language): string[] =>
  [...new Set(told.map(({ text }) => text.replace(/\s+/gu, ' ').trim()))].map((text) =>
    AFTER_PERSON[language].told(text),
  );

/** All that is asked was told by a person. */
export const composeTold = (told: readonly { text: string }[], language: Language): Draft =>
  draftOf('social', quotesOf(told, language));

/** Nothing was written but calls for a person, whom one has heard, and given the conversation back. */
export const composeGivenBack = (language: Language): Draft => draftOf('social', [AFTER_PERSON[language].givenBack]);

/** The first thing that is said after a person tells who speaks now, after the greeting where there is one. */
export const withReturn = (draft: Draft, language: Language, { memory }: Pick<TurnInput, 'memory'>): Draft => {
  const isAnswer = ['answered', 'clarify', 'unknown'].includes(draft.outcome);
  const isAfterPerson = memory.humanEnded !== null && memory.window.some(({ from }) => from === 'human');
  if (!isAnswer || !isAfterPerson) return draft;
  return { ...draft, opening: [...draft.opening, AFTER_PERSON[language].returned] };
};
