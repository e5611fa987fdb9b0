import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, greetingOf, type Draft } from './composed.ts';

/** Asks which of a few titles is meant: it claims nothing, so it cites nothing. */
export const composeClarify = (reading: Reading, input: TurnInput, titles: readonly string[]): Draft => {
  const asking = WORDING[reading.language].clarify(titles.map((title) => `“${title}”`));
  return draftOf('clarify', [asking], greetingOf(reading, input));
};
