import type { Analysis, TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { ASKING } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, firstName, greetingOf, type Draft } from './composed.ts';

/** Words that ask, also where nobody wrote a question mark. */
const INTERROGATIVE =
  /(?<![a-z])(?:qual|quais|quantos?|quantas?|quando|onde|quem|que|como|what|which|who|how|when|where|why|is there|tell me|recommend|cual|cuando|donde|quien|cuantos?)(?![a-z])/u;

/** What shows that a burst of this purpose only tells something: a resemblance to others that do is not enough. */
const shown = ({
  intent,
  sentiment,
  facts,
  signals,
}: Pick<Analysis, 'intent' | 'sentiment' | 'facts' | 'signals'>): boolean => {
  if (intent === 'lead_info') return facts.length > 0;
  if (intent === 'objection') return signals.some(({ kind }) => kind === 'objected' || kind === 'not_interested');
  return (intent === 'praise' || intent === 'thanks') && sentiment === 'pos';
};

/** Whether a burst only tells something, so that "I don't know that" would be no answer to it. */
export const onlyStates = (
  reading: Reading,
  analysis: Pick<Analysis, 'intent' | 'sentiment' | 'facts' | 'signals'>,
): boolean => shown(analysis) && !reading.parts.some(({ question, text }) => question || INTERROGATIVE.test(text));

/** Answers a burst that tells something: a name, a town, praise, a doubt about the price. */
export const composeStatement = (reading: Reading, input: TurnInput, analysis: Analysis): Draft => {
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
  const hello = name === null ? greetingOf(reading, input) : [];
  const closes = analysis.intent === 'lead_info' && !input.playbook.qualify ? [WORDING[analysis.language].again] : [];
  return draftOf('social', [said, ...closes], hello);
};
