import type { TurnInput } from '../../assistant.ts';
import type { Language } from '../language.ts';
import { ASKING, type Unheard } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, type Draft } from './composed.ts';
import { offerLine } from './handoff.ts';

const HEARD_BY_PERSONS: ReadonlySet<Unheard> = new Set(['voice', 'audio', 'image', 'video', 'document']);

/** What is said to the messages that have no words here; each kind once. */
export const unheardLines = ({ unheard }: Pick<TurnInput, 'unheard'>, language: Language): string[] => [
  ...new Set(unheard.map(({ what }) => ASKING[language].unheard[what])),
];

/** Whether the assistant has just said that it cannot hear or see what was sent, and it is sent again. */
export const isUnheardAgain = ({ unheard, memory }: Pick<TurnInput, 'unheard' | 'memory'>): boolean => {
  const before = memory.window.filter(({ from }) => from !== 'contact').slice(-3);
  const said = Object.values(ASKING).flatMap(({ unheard: lines }) => [lines.voice, lines.audio]);
  return (
    unheard.some(({ what }) => what === 'voice' || what === 'audio') &&
    before.some(({ from, text }) => from === 'bot' && said.includes(text))
  );
};

/** Answers a burst of which nothing can be heard or read, honestly, with the offer of somebody who can. */
export const composeUnheard = (input: TurnInput, language: Language, now: number): Draft => {
  const offers = input.unheard.some(({ what }) => HEARD_BY_PERSONS.has(what));
  return draftOf('social', [
    ...unheardLines(input, language).slice(0, 3),
    ...(offers ? [offerLine(WORDING[language].offer, language, input, now)] : []),
  ]);
};
