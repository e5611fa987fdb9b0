import type { Analysis, TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { ASKING } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';
import { firstName, greetingLine, type Composed } from './composed.ts';

/** Purposes that ask nothing: no knowledge has to answer them. */
const STATES: ReadonlySet<Analysis['intent']> = new Set(['lead_info', 'praise', 'objection', 'thanks']);

/** Whether a burst only tells something, so that "I don't know that" would be no answer to it. */
export const onlyStates = (reading: Reading, { intent }: Pick<Analysis, 'intent'>): boolean =>
  STATES.has(intent) && !reading.parts.some(({ question }) => question);

/** Answers a burst that tells something: a name, a town, praise, a doubt about the price. */
export const composeStatement = (reading: Reading, input: TurnInput, analysis: Analysis): Composed => {
  const wording = ASKING[analysis.language];
  const name = firstName(analysis.facts.find(({ key }) => key === 'name')?.value ?? null);
  const said =
    analysis.intent === 'praise'
      ? wording.praised
      : analysis.intent === 'objection'
        ? wording.objected
        : analysis.intent === 'thanks'
          ? WORDING[analysis.language].thanks
          : wording.noted(name);
  // Who introduces itself is greeted by the name it gives, not by the one on its profile.
  const hello = name === null ? greetingLine(reading, input) : null;
  const closes = analysis.intent === 'lead_info' && !input.playbook.qualify ? [WORDING[analysis.language].again] : [];
  return {
    outcome: 'social',
    bubbles: [hello === null ? said : `${hello} ${said}`, ...closes],
    citations: [],
    handoff: null,
    asks: null,
  };
};
