import type { Analysis, TurnInput, TurnTools } from '../../assistant.ts';
import { choiceOf, pickIn, questionBefore } from '../clarify.ts';
import type { Reading } from '../read.ts';
import { composeAnswer } from './answer.ts';
import { composeClarify } from './clarify.ts';
import type { Draft } from './composed.ts';
import { composeUnknown } from './unknown.ts';

/** The answer to what the contact chose when it was asked back; null when the burst is about something else. */
export const composePicked = async (
  reading: Reading,
  input: TurnInput,
  analysis: Pick<Analysis, 'facts'>,
  tools: Pick<TurnTools, 'search' | 'now'>,
): Promise<Draft | null> => {
  const picked = pickIn(input);
  if (picked === null || picked === 'other') return null;
  if (picked === 'none') return composeUnknown(reading, input, [], tools.now());
  if ('again' in picked) return composeClarify(reading, input, picked.again);
  const search: TurnTools['search'] = (question, limit) => tools.search(question, limit);
  const choice = await choiceOf(picked.title, questionBefore(input), search);
  return choice === null ? null : composeAnswer(reading, input, choice, analysis);
};
