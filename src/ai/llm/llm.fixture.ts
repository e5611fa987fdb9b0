import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Assistant, Reply, TurnTools } from '../assistant.ts';
import { embeddedAssistant } from '../embedded/embedded.ts';
import { foundIn, questionTerms, termSets } from '../embedded/terms.ts';
import { toolsOf, turnOf } from '../turn.fixture.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import type { Failure } from './failure.ts';
import { llmAssistant, type LlmTimes } from './llm.ts';
import { askModel, compatibleModels, type Model } from './models.ts';

const passage = (passageId: string, title: string, text: string): ScoredPassage => ({
  passageId,
  documentId: `doc_${passageId}`,
  title,
  text,
  position: 0,
  score: 0,
  coverage: 0,
  confidence: 0,
});

export const DELIVERY = passage(
  'pas_entrega',
  'Entrega',
  'Entregamos em Campinas e Valinhos, de segunda a sábado. A taxa de entrega é de R$ 12,00 em Campinas.',
);

/** What a small shop wrote down. */
export const KNOWN: readonly ScoredPassage[] = [
  DELIVERY,
  passage(
    'pas_horario',
    'Horário de funcionamento',
    'Abrimos de segunda a sexta das 9h às 18h30 e no sábado das 9h às 14h.',
  ),
  passage(
    'pas_pagamento',
    'Formas de pagamento',
    'Aceitamos Pix, dinheiro e cartão. Acima de R$ 150,00 dividimos em até 3 vezes sem juros.',
  ),
];

/** A search that rates by the share of the question's terms that a passage has. */
export const searchIn =
  (passages: readonly ScoredPassage[]) =>
  (question: string, limit: number): ScoredPassage[] => {
    const terms = questionTerms(question);
    const total = terms.reduce((sum, { weight }) => sum + weight, 0);
    return passages
      .map((one) => {
        const known = termSets(`${one.title}\n${one.text}`);
        const found = terms.reduce((sum, term) => (foundIn(term, known) === null ? sum : sum + term.weight), 0);
        const coverage = total === 0 ? 0 : found / total;
        return { ...one, score: coverage, coverage, confidence: coverage };
      })
      .filter(({ coverage }) => coverage > 0)
      .toSorted((l, r) => r.coverage - l.coverage)
      .slice(0, limit);
  };

/** The tools of a turn over passages, in real time, counting what models cost. */
export const shopTools = (
  passages: readonly ScoredPassage[] = KNOWN,
  more: Partial<TurnTools> = {},
): TurnTools & { cost: number[] } => {
  const cost: number[] = [];
  const budget = { left: async () => null, spent: async (tokens: number) => void cost.push(tokens) };
  return { ...toolsOf(searchIn(passages), { now: () => Date.now(), budget, ...more }), cost };
};

export const SHORT: LlmTimes = { modelsMs: 8_000, callMs: 3_000, reserveMs: 500 };

export type Rig = {
  assistant: Assistant;
  breaker: Breaker;
  alerts: { model: string; code: string; kind: Failure['kind'] }[];
};

/** The assistant over given models, beside the embedded one. */
export const rigOf = (models: readonly Model[], times: LlmTimes = SHORT): Rig => {
  const breaker = createBreaker();
  const alerts: Rig['alerts'] = [];
  let turns = 0;
  const assistant = llmAssistant({
    models,
    breaker,
    ask: askModel,
    fallback: embeddedAssistant,
    nonce: () => `k3m9p2q7zq81kd02xw5t${String((turns += 1)).padStart(4, '0')}`,
    times,
    timeout: (ms) => AbortSignal.timeout(ms),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    alert: (what) => void alerts.push(what),
  });
  return { assistant, breaker, alerts };
};

/** The same over a real server on loopback. */
export const rigOver = <Server extends { url: string }>(
  server: Server,
  ids: readonly string[] = ['m1', 'm2'],
  times?: LlmTimes,
): Rig & { server: Server } => ({ server, ...rigOf(compatibleModels(server.url, 'key', ids), times) });

/** One turn without a hurry: the first one loads libraries and lexicon, which on a busy machine takes longer than a call of a test may. */
export const warmUp = async (models: readonly Model[]): Promise<void> => {
  const { assistant } = rigOf(models, { modelsMs: 60_000, callMs: 50_000, reserveMs: 0 });
  await assistant.reply(turnOf(['qual a taxa de entrega em Campinas?']), shopTools());
};

/** The steps of one name in a reply's trace. */
export const stepsOf = ({ trace }: Reply, name: string) =>
  trace.filter(({ step }) => step === name).map(({ data }) => data);
