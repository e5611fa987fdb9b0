import type { TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { WORDING } from '../wording/languages.ts';
import { greetingLine, type Composed } from './composed.ts';

/** Asks which of a few titles is meant: it claims nothing, so it cites nothing. */
export const composeClarify = (reading: Reading, input: TurnInput, titles: readonly string[]): Composed => {
  const asking = WORDING[reading.language].clarify(titles.map((title) => `“${title}”`));
  const bubble = [greetingLine(reading, input), asking].filter((line) => line !== null).join(' ');
  return { outcome: 'clarify', bubbles: [bubble], citations: [], handoff: null, asks: null };
};
