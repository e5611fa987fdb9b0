import type { Reading } from '../read.ts';
import { WORDING } from '../wording/languages.ts';
import type { Composed } from './composed.ts';

/** Says that a person goes on. */
export const composeHandoff = (reading: Reading): Composed => ({
  outcome: 'handoff',
  bubbles: [...WORDING[reading.language].handoff],
  citations: [],
  handoff: { reason: 'asked_for_human' },
  asks: null,
});
