import type { Passage } from '@oconnector/protocol/model/passage.ts';
import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { missingFrom, nameIn, subjectOf } from '../subject.ts';
import { termSets } from '../terms.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, greetingOf, type Draft } from './composed.ts';
import { offerLine } from './handoff.ts';

/** What the burst wants to buy and no passage that was found has, in the customer's own words; null when it names nothing. */
const unknownThing = (input: TurnInput, found: readonly Passage[]): string | null => {
  const asked = input.burst.flatMap(({ text }) => {
    const subject = subjectOf(text);
    const name = subject.length === 0 ? null : nameIn(text, subject);
    return name === null ? [] : [{ name, subject }];
  });
  if (asked.length === 0) return null;
  const indexed = found.map(({ title, text }) => termSets(`${title}\n${text}`));
  return asked.find(({ subject }) => indexed.every((terms) => missingFrom(subject, terms).length > 0))?.name ?? null;
};

/** Says that the answer is not known; `found`: what was looked at in vain. */
export const composeUnknown = (reading: Reading, input: TurnInput, found: readonly Passage[], now: number): Draft => {
  const wording = WORDING[reading.language];
  const unknown =
    wording.unknown[Math.min(input.record.unansweredOfTen, wording.unknown.length - 1)]?.(unknownThing(input, found)) ??
    '';
  const offer = offerLine(wording.offer, reading.language, input, now);
  return draftOf('unknown', [unknown, offer], greetingOf(reading, input));
};
