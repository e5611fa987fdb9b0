import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { WORDING } from '../wording/languages.ts';
import { businessName, greetingLine, type Composed } from './composed.ts';

const social = (...bubbles: string[]): Composed => ({
  outcome: 'social',
  bubbles: bubbles.filter((bubble) => bubble !== ''),
  citations: [],
  handoff: null,
  asks: null,
});

/** Answers a burst that asks nothing: greetings, thanks, goodbyes, "are you a robot?", a message without words. */
export const composeSocial = (reading: Reading, input: TurnInput): Composed => {
  const wording = WORDING[reading.language];
  const business = businessName(input.clienteName);
  const has = (act: Reading['acts'][number]) => reading.acts.includes(act);
  const hello = [greetingLine(reading, input), has('how_are_you') ? wording.howAreYou : null]
    .filter((line) => line !== null)
    .join(' ');
  if (reading.wordless === 'media') return social(wording.unreadable);
  if (reading.wordless === 'nudge') return social(reading.metBefore ? wording.again : wording.introduce(business));
  if (has('robot')) return social(hello, wording.robot(business), wording.offer);
  if (has('thanks')) return social(wording.thanks);
  if (has('bye')) return social(wording.bye);
  // After a person it must be plain who speaks.
  const isKnown = reading.metBefore && input.memory.humanEnded === null;
  if (has('greeting') || has('how_are_you'))
    return social(hello, isKnown ? wording.again : wording.introduce(business));
  return social(wording.acknowledge);
};
