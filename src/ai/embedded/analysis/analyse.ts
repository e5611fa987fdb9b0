import type { Language } from '@oconnector/protocol/model/analysis.ts';
import type { Analysis, TurnInput } from '../../assistant.ts';
import { findFacts } from '../facts/facts.ts';
import { injectionScore } from './injection.ts';
import { intentOf } from './intent.ts';
import { refusedOf } from './refusal.ts';
import { sentimentOf } from './sentiment.ts';
import { findSignals } from './signals.ts';

/** What a burst that is `readable` teaches, by rules alone. Pure. */
export const analyseBurst = (
  { burst, record }: Pick<TurnInput, 'burst' | 'record'>,
  language: Language,
): Omit<Analysis, 'trace'> => {
  const texts = burst.map(({ text }) => text);
  const facts = findFacts(burst, record.asked);
  const signals = findSignals(burst, facts);
  const sentiment = sentimentOf(texts);
  return {
    language,
    intent: intentOf({ texts, language, sentiment, facts, signals }),
    sentiment,
    facts,
    signals,
    refused: refusedOf(record.asked, texts, new Set(facts.map(({ key }) => key))),
    injection: Math.max(...texts.map(injectionScore), 0),
  };
};
