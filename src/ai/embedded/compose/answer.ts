import type { TurnInput } from '../../assistant.ts';
import { answerFrom } from '../answer.ts';
import { toBubbles } from '../bubbles.ts';
import type { Reading } from '../read.ts';
import type { Choice } from '../retrieve.ts';
import { WORDING } from '../wording/languages.ts';
import { businessName, greetingLine, pick, type Composed } from './composed.ts';

/** Says the chosen passages' best sentences, verbatim, in a frame that states nothing itself. */
export const composeAnswer = (reading: Reading, input: TurnInput, choice: Choice): Composed => {
  const wording = WORDING[reading.language];
  const answers = choice.chosen.map(({ passage, question }) => answerFrom(passage, question));
  const opening = reading.acts.includes('robot')
    ? wording.robot(businessName(input.clienteName))
    : (greetingLine(reading, input) ?? (reading.metBefore ? '' : pick(wording.leads, input.turnId)));
  const closing = choice.unanswered
    ? [`${wording.partlyUnknown} ${wording.offer}`]
    : reading.metBefore
      ? []
      : [wording.anythingElse];
  const [first = '', ...rest] = answers.flatMap(({ sentences }) => toBubbles(sentences));
  return {
    outcome: 'answered',
    bubbles: [opening === '' ? first : `${opening}${first.includes('\n') ? '\n' : ' '}${first}`, ...rest, ...closing],
    citations: answers.flatMap(({ citations }) => citations),
    handoff: null,
    asks: null,
  };
};
