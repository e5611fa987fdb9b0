import type { Analysis, TurnInput } from '../../assistant.ts';
import { answerFrom } from '../answer.ts';
import { MOST_BUBBLES, toBubbles } from '../bubbles.ts';
import type { Reading } from '../read.ts';
import type { Choice } from '../retrieve.ts';
import { WORDING } from '../wording/languages.ts';
import { businessName, draftOf, openedBy, openingOf, pick, type Draft } from './composed.ts';

/** What is quoted may have no end in sight, such as a text without a full stop: a part of it is said, and that it is one. */
const bounded = (bubbles: readonly string[]): { shown: string[]; cut: boolean } => {
  const shown = bubbles.slice(0, MOST_BUBBLES);
  const last = shown.at(-1);
  if (bubbles.length === shown.length || last === undefined) return { shown, cut: false };
  return { shown: [...shown.slice(0, -1), `${last} […]`], cut: true };
};

/** Says the chosen passages' best sentences, verbatim, in a frame that states nothing itself. */
export const composeAnswer = (
  reading: Reading,
  input: TurnInput,
  choice: Choice,
  analysis: Pick<Analysis, 'facts'>,
): Draft => {
  const wording = WORDING[reading.language];
  const answers = choice.chosen.map(({ passage, question }) => answerFrom(passage, question));
  const isRobotAsked = reading.acts.includes('robot');
  const greeting = isRobotAsked ? [] : openingOf(reading, input, analysis);
  const lead = isRobotAsked
    ? wording.robot(businessName(input.clienteName))
    : greeting.length > 0 || reading.metBefore
      ? ''
      : pick(wording.leads, input.turnId);
  const { shown, cut } = bounded(answers.flatMap(({ sentences }) => toBubbles(sentences)));
  const closing = choice.unanswered
    ? [`${wording.partlyUnknown} ${wording.offer}`]
    : cut
      ? [wording.offer]
      : reading.metBefore
        ? []
        : [wording.anythingElse];
  const [first = '', ...rest] = shown;
  const bubbles = [lead === '' ? first : openedBy([lead], first), ...rest, ...closing];
  return { ...draftOf('answered', bubbles, greeting), citations: answers.flatMap(({ citations }) => citations) };
};
