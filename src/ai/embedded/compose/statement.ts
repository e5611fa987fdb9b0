import type { Analysis, TurnInput } from '../../assistant.ts';
import type { Reading } from '../read.ts';
import { ASKING } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, openingOf, type Draft } from './composed.ts';
import { offerLine } from './handoff.ts';

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

/** What is said after a burst that only tells something of its sender: to somebody who needs something, that a person can see to it. */
const closingOf = (input: TurnInput, { facts, intent, language }: Analysis, now: number): string[] => {
  if (intent !== 'lead_info' || input.playbook.qualify) return [];
  const { again, offer } = WORDING[language];
  return [facts.some(({ key }) => key === 'need') ? offerLine(offer, language, input, now) : again];
};

/** Answers a burst that tells something: a name, a town, praise, a doubt about the price. */
export const composeStatement = (reading: Reading, input: TurnInput, analysis: Analysis, now: number): Draft => {
  const wording = ASKING[analysis.language];
  const said =
    analysis.intent === 'praise'
      ? wording.praised
      : analysis.intent === 'objection'
        ? wording.objected
        : analysis.intent === 'thanks'
          ? WORDING[analysis.language].thanks
          : wording.noted;
  return draftOf('social', [said, ...closingOf(input, analysis, now)], openingOf(reading, input, analysis));
};
