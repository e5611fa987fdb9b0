import type { Analysis, Assistant, Reply, TraceStep, TurnInput, TurnTools } from '../assistant.ts';
import { toldByPerson, withoutHeardCalls } from './after-person.ts';
import { titlesToAsk } from './clarify.ts';
import { composeGivenBack, composeTold, quotesOf, withReturn } from './compose/after-person.ts';
import { composeAnswer } from './compose/answer.ts';
import { decideHandoff, triedEnough, type HandoffDecision } from '../handoff.ts';
import { analyseBurst } from './analysis/analyse.ts';
import { askNext } from './compose/ask.ts';
import { composeClarify } from './compose/clarify.ts';
import { said, saidAfter, type Composed, type Draft } from './compose/composed.ts';
import { composeHandoff } from './compose/handoff.ts';
import { asksBack, composeRecalled } from './compose/recalled.ts';
import { composePicked } from './compose/picked.ts';
import { composeSocial } from './compose/social.ts';
import { composeStatement, onlyStates } from './compose/statement.ts';
import { composeUnheard, isUnheardAgain, unheardLines } from './compose/unheard.ts';
import { composeUnknown } from './compose/unknown.ts';
import { WORDING } from './wording/languages.ts';
import { readable, readTurn, type Reading } from './read.ts';
import { BANDS } from '@oconnector/protocol/model/playbook.ts';
import { choose, retrieve, type Retrieved } from './retrieve.ts';

type Learnt = Omit<Analysis, 'trace'>;

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

const readingData = (reading: Reading, { intent, sentiment, facts, signals }: Learnt): TraceStep['data'] => ({
  language: reading.language,
  intent,
  sentiment,
  facts: facts.map(({ key }) => key),
  signals: signals.map(({ kind }) => kind),
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
    confidence: found.map(({ confidence }) => confidence.toFixed(2)),
  };
};

type Step = (step: string, data: TraceStep['data']) => void;
/** What a turn is thought with. */
type Turn = { input: TurnInput; reading: Reading; analysis: Analysis; tools: TurnTools; step: Step };

/** The burst without what has no words: `[audio]` asks nothing. Words under a picture stay. */
const spoken = (input: TurnInput): TurnInput => {
  const silent = new Set(input.unheard.map(({ seq }) => seq));
  const burst = input.burst.flatMap((line) => {
    const text = silent.has(line.seq) ? line.text.replace(/^\[[a-z]+\] ?/u, '') : line.text;
    return text === '' && silent.has(line.seq) ? [] : [{ ...line, text }];
  });
  return { ...input, burst };
};

/** A person at once, or only where the knowledge has no answer. */
const decide = ({ input, reading, analysis }: Turn): HandoffDecision | null => {
  if (input.unheard.length > 0 && reading.parts.length === 0 && isUnheardAgain(input))
    return { reason: 'unheard', unlessAnswered: false };
  const decision = decideHandoff(input, analysis);
  return decision === null && reading.wantsPerson !== null
    ? { reason: 'asked_for_human', unlessAnswered: false }
    : decision;
};

/** Looks up what is asked and says it, or says that it is not known. */
const composeFound = async (
  { input, reading, analysis, tools, step }: Turn,
  decision: HandoffDecision | null,
): Promise<Draft> => {
  const { language } = reading;
  const bands = input.playbook.confidence ?? BANDS;
  const { facts } = analysis;
  const retrieved = await retrieve(reading.parts, (question, limit) => tools.search(question, limit), { facts, bands });
  tools.signal.throwIfAborted();
  step('retrieve', retrievedData(retrieved));
  const choice = choose(retrieved, bands);
  step('choose', { passages: choice.chosen.map(({ passage }) => passage.passageId), unanswered: choice.unanswered });
  if (choice.chosen.length > 0) return composeAnswer(reading, input, choice, analysis);
  if (decision !== null) return composeHandoff(decision.reason, language, input, tools.now());
  if (onlyStates(reading, analysis)) return composeStatement(reading, input, analysis, tools.now());
  const titles = titlesToAsk(retrieved.joined.found, bands);
  if (titles.length > 0) return composeClarify(reading, input, titles);
  if (triedEnough(input.record)) return composeHandoff('unanswered', language, input, tools.now());
  return composeUnknown(reading, input, foundBy(retrieved), tools.now());
};

/** What a person has told the contact is said in their words, and only the rest is looked up. */
const composeAsked = async (turn: Turn, decision: HandoffDecision | null): Promise<Draft> => {
  const { input, reading, tools, step } = turn;
  const answers = reading.parts.map((part) => ({ part, told: toldByPerson(part.text, input, tools.now()) }));
  const told = answers.flatMap((one) => one.told ?? []);
  if (told.length === 0 || decision !== null) return composeFound(turn, decision);
  step('told by a person', { lines: told.map(({ seq }) => String(seq)) });
  const parts = answers.flatMap((one) => (one.told === null ? [one.part] : []));
  if (parts.length === 0) return composeTold(told, reading.language);
  const rest = await composeFound({ ...turn, reading: { ...reading, parts } }, decision);
  return rest.outcome === 'handoff' ? rest : saidAfter(quotesOf(told, reading.language), rest);
};

const composeTurn = async (turn: Turn): Promise<Draft> => {
  const { input, reading, analysis, tools } = turn;
  const decision = decide(turn);
  if (decision !== null && !decision.unlessAnswered)
    return composeHandoff(decision.reason, reading.language, input, tools.now());
  if (input.burst.length === 0 && input.unheard.length === 0) return composeGivenBack(reading.language);
  if (input.burst.length === 0) return composeUnheard(input, reading.language, tools.now());
  if (asksBack(input)) return composeRecalled(input, reading.language, tools);
  const picked = decision === null ? await composePicked(reading, input, analysis, tools) : null;
  if (picked !== null) return picked;
  if (reading.parts.length > 0) return composeAsked(turn, decision);
  return decision === null
    ? composeSocial(reading, input)
    : composeHandoff(decision.reason, reading.language, input, tools.now());
};

/** What of the burst could not be heard is said beside the answer to the rest of it. */
const withUnheard = (draft: Draft, { input, reading }: Turn): Draft =>
  input.unheard.length === 0 || input.burst.length === 0 || draft.outcome === 'handoff'
    ? draft
    : saidAfter(unheardLines(input, reading.language).slice(0, 2), draft);

/** Whether the reply gives a greeting back. */
const greets = ({ bubbles }: Composed, { greeting, language }: Reading): boolean =>
  greeting !== null && (bubbles[0]?.startsWith(WORDING[language].greetings[greeting]) ?? false);

/**
 * The assistant that needs no model: it retrieves, quotes the best sentences of a passage with their source, and says so
 * when it does not know. It never writes a statement of its own, so it invents nothing and obeys nothing that it reads.
 */
export const embeddedAssistant: Assistant = {
  async reply(whole: TurnInput, tools: TurnTools): Promise<Reply> {
    const input = withoutHeardCalls(spoken(readable(whole)));
    const { trace, step } = openTrace(() => tools.now());
    const reading = readTurn(input);
    const analysis = { ...analyseBurst(input, reading.language), trace: [] };
    step('normalise', readingData(reading, analysis));
    const turn = { input, reading, analysis, tools, step };
    const composed = said(withReturn(withUnheard(await composeTurn(turn), turn), reading.language, input));
    const asked = askNext(composed, input, analysis, [WORDING[reading.language].anythingElse]);
    step('compose', {
      outcome: asked.outcome,
      handoff: asked.handoff?.reason ?? null,
      bubbles: asked.bubbles.length,
      citations: asked.citations.length,
      asks: asked.asks,
    });
    return { ...asked, greets: greets(asked, reading), analysis, trace };
  },

  async analyse(whole: TurnInput, tools: TurnTools): Promise<Analysis> {
    const input = spoken(readable(whole));
    const { trace, step } = openTrace(() => tools.now());
    const learnt = analyseBurst(input, readTurn(input).language);
    step('analyse', { language: learnt.language, intent: learnt.intent, facts: learnt.facts.map(({ key }) => key) });
    return { ...learnt, trace };
  },
};
