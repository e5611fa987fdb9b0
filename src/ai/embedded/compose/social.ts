import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { WORDING } from '../wording/languages.ts';
import { businessName, draftOf, greetingOf, type Draft } from './composed.ts';

const social = (...bubbles: string[]): Draft =>
  draftOf(
    'social',
    bubbles.filter((bubble) => bubble !== ''),
  );

/** Answers a burst that asks nothing: greetings, thanks, goodbyes, "are you a robot?", a message without words. */
export const composeSocial = (reading: Reading, input: TurnInput): Draft => {
  const wording = WORDING[reading.language];
  const business = businessName(input.clienteName);
  const has = (act: Reading['acts'][number]) => reading.acts.includes(act);
  const hello = [...greetingOf(reading, input), ...(has('how_are_you') ? [wording.howAreYou] : [])].join(' ');
  if (reading.wordless === 'media') return social(wording.unreadable);
  if (reading.wordless === 'nudge') return social(reading.metBefore ? wording.again : wording.introduce(business));
  if (has('robot')) return social(hello, wording.robot(business), wording.offer);
  if (has('thanks')) return social(wording.thanks);
  if (has('bye')) return social(wording.bye);
  // After a person it must be plain who speaks.
  const isKnown = reading.metBefore && input.memory.humanEnded === null;
  if (has('greeting') || has('how_are_you'))
    return social(hello, isKnown ? wording.again : wording.introduce(business));
  if (has('laugh') && !has('acknowledge')) return social('😄');
  return social(wording.acknowledge);
};
