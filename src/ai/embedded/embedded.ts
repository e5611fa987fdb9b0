import type { Analysis, Assistant, Reply, TraceStep, TurnInput, TurnTools } from '../assistant.ts';
import { composeAnswer } from './compose/answer.ts';
import { composeHandoff } from './compose/handoff.ts';
import { composeSocial } from './compose/social.ts';
import { composeUnknown } from './compose/unknown.ts';
import { findFacts } from './facts/facts.ts';
import { readable, readTurn, type Reading } from './read.ts';
import { choose, retrieve, type Retrieved } from './retrieve.ts';

/** Collects the steps of a turn, each with its milliseconds. */
const openTrace = (now: () => number) => {
  const trace: TraceStep[] = [];
  let since = now();
  return {
    trace,
    step: (step: string, data: TraceStep['data']) => {
      const at = now();
      trace.push({ step, ms: at - since, data });
      since = at;
    },
  };
};

const readingData = (reading: Reading): TraceStep['data'] => ({
  language: reading.language,
  social: reading.acts,
  parts: reading.parts.length,
  wantsPerson: reading.wantsPerson,
});

const lookupsOf = ({ joined, parts, last }: Retrieved) => [joined, ...parts, ...(last === null ? [] : [last])];
const foundBy = (retrieved: Retrieved) => lookupsOf(retrieved).flatMap(({ found }) => found);

const retrievedData = (retrieved: Retrieved): TraceStep['data'] => {
  const found = foundBy(retrieved);
  return {
    lookups: lookupsOf(retrieved).length,
    passages: found.map(({ passageId }) => passageId),
    scores: found.map(({ score }) => score.toFixed(2)),
    coverage: found.map(({ coverage }) => coverage.toFixed(2)),
  };
};

/**
 * The assistant that needs no model: it retrieves, quotes the best sentences of a passage with their source, and says so
 * when it does not know. It never writes a statement of its own, so it invents nothing and obeys nothing that it reads.
 */
export const embeddedAssistant: Assistant = {
  async reply(whole: TurnInput, tools: TurnTools): Promise<Reply> {
    const input = readable(whole);
    const { trace, step } = openTrace(() => tools.now());
    const reading = readTurn(input);
    step('normalise', readingData(reading));
    if (reading.wantsPerson !== null || reading.parts.length === 0) {
      const composed = reading.wantsPerson === null ? composeSocial(reading, input) : composeHandoff(reading);
      step('compose', { outcome: composed.outcome, bubbles: composed.bubbles.length });
      return { ...composed, trace };
    }
    const retrieved = await retrieve(reading.parts, (question, limit) => tools.search(question, limit));
    tools.signal.throwIfAborted();
    step('retrieve', retrievedData(retrieved));
    const choice = choose(retrieved);
    step('choose', { passages: choice.chosen.map(({ passage }) => passage.passageId), unanswered: choice.unanswered });
    const composed =
      choice.chosen.length === 0
        ? composeUnknown(reading, input, foundBy(retrieved))
        : composeAnswer(reading, input, choice);
    step('compose', {
      outcome: composed.outcome,
      bubbles: composed.bubbles.length,
      citations: composed.citations.length,
    });
    return { ...composed, trace };
  },

  async analyse(whole: TurnInput, tools: TurnTools): Promise<Analysis> {
    const input = readable(whole);
    const { trace, step } = openTrace(() => tools.now());
    const { language } = readTurn(input);
    const facts = findFacts(input.burst);
    step('analyse', { language, facts: facts.map(({ key }) => key) });
    return { language, intent: 'question', sentiment: 'neu', facts, signals: [], refused: null, injection: 0, trace };
  },
};
