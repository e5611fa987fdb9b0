import type { Passage } from '@oconnector/protocol/model/passage.ts';
import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { missingFrom, nameIn, subjectOf } from '../subject.ts';
import { indexTerms } from '../terms.ts';
import { WORDING } from '../wording/languages.ts';
import { greetingLine, type Composed } from './composed.ts';
import { offerLine } from './handoff.ts';

/** What the burst wants to buy and no passage that was found has, in the customer's own words; null when it names nothing. */
const unknownThing = (input: TurnInput, found: readonly Passage[]): string | null => {
  const indexed = found.map(({ title, text }) => indexTerms(`${title}\n${text}`));
  for (const { text } of input.burst) {
    const subject = subjectOf(text);
    const nowhere = indexed.every(
      ({ stems, concepts }) => missingFrom(subject, { stems: new Set(stems), concepts: new Set(concepts) }).length > 0,
    );
    const name = subject.length > 0 && nowhere ? nameIn(text, subject) : null;
    if (name !== null) return name;
  }
  return null;
};

/** Says that the answer is not known; `found`: what was looked at in vain. */
export const composeUnknown = (
  reading: Reading,
  input: TurnInput,
  found: readonly Passage[],
  now: number,
): Composed => {
  const wording = WORDING[reading.language];
  const unknown =
    wording.unknown[Math.min(input.record.unansweredOfTen, wording.unknown.length - 1)]?.(unknownThing(input, found)) ??
    '';
  const opening = [greetingLine(reading, input), unknown].filter((line) => line !== null).join(' ');
  return {
    outcome: 'unknown',
    bubbles: [opening, offerLine(wording.offer, reading.language, input, now)],
    citations: [],
    handoff: null,
    asks: null,
  };
};
