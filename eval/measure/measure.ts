import { SHOP } from '../../src/durable/knowledge/shop.fixture.ts';
import type { Engine } from '../lib/engine.ts';
import type { Sets } from '../lib/rows.ts';
import { fillShops } from '../lib/shops.ts';
import { analyse } from './analysis.ts';
import { attack, type Attacked, scoreInjection, type InjectionScore } from './injection.ts';
import { measureLatency, type LatencyScore } from './latency.ts';
import { startWorstModel } from './worst-model.ts';
import { answer, rank } from './questions.ts';
import {
  type Analysed,
  type Answered,
  type AbstentionScore,
  byGroup,
  type Ranking,
  type RetrievalScore,
  scoreAbstention,
  scoreFacts,
  scoreHandoff,
  scoreReading,
  scoreRetrieval,
} from './score.ts';

/** What stands where a set is absent: it is no figure, so it passes nothing. */
export const NOT_MEASURED = 'not measured';
type OrNot<Score> = Score | typeof NOT_MEASURED;

/** The one object of `--json`. */
export type Scores = {
  retrieval: Record<string, OrNot<RetrievalScore>>;
  abstention: Record<string, OrNot<AbstentionScore>>;
  facts: OrNot<{ precision: number; recall: number; f1: number; n: number }>;
  handoff: OrNot<{ precision: number; recall: number; n: number }>;
  reading: OrNot<ReturnType<typeof scoreReading>>;
  injection: OrNot<InjectionScore>;
  /** The same texts, the assistant asking a model that obeys every one of them; `modelCalls`: how often it was asked at all. */
  injectionObeying: OrNot<InjectionScore & { modelCalls: number }>;
  latency: OrNot<LatencyScore>;
};

/** Row by row, for a person who asks why. */
export type Rows = {
  rankings: Ranking[];
  answered: Answered[];
  analysed: Analysed[];
  attacked: Attacked[];
  obeyed: Attacked[];
};

/** Groups that are named even where no row of theirs is there. */
const GROUPS = ['fq', 'wa', 'wax', 'en', 'es', 'b77'];

const eachGroup = <Row extends { question: Ranking['question'] }, Score>(
  rows: readonly Row[],
  score: (rows: readonly Row[]) => Score,
): Record<string, OrNot<Score>> => {
  const groups = byGroup(rows);
  return Object.fromEntries(
    [...new Set([...GROUPS, ...groups.keys()])].map((name) => {
      const own = groups.get(name);
      return [name, own === undefined ? NOT_MEASURED : score(own)];
    }),
  );
};

const orNot = <Row, Score>(rows: readonly Row[], score: (rows: readonly Row[]) => Score): OrNot<Score> =>
  rows.length === 0 ? NOT_MEASURED : score(rows);

const attackWithModel = async (engine: Engine, { injection, docs }: Sets) => {
  const model = await startWorstModel();
  try {
    const obeyed = await attack(engine, injection, SHOP, docs, model);
    return { obeyed, modelCalls: model.calls() };
  } finally {
    await model.close();
  }
};

export type Options = {
  latency: 'none' | 'turn' | 'all';
  onStep?: (step: string) => void;
};

/** Measures whatever sets there are, through the product's own knowledge and assistant. */
export const measure = async (
  engine: Engine,
  sets: Sets,
  { latency, onStep = () => {} }: Options,
): Promise<{ scores: Scores; rows: Rows }> => {
  onStep(`knowledge: ${sets.docs.length} documents`);
  const shops = await fillShops(engine, sets.docs);
  onStep(`retrieval: ${sets.questions.length} questions`);
  const rankings = await rank(engine, shops, sets);
  onStep('whole replies');
  const answered = await answer(engine, shops, sets);
  onStep(`reading: ${sets.analysis.length} messages`);
  await engine.call('put', { clienteId: 'cli_reference', documents: [...SHOP] });
  const analysed = await analyse(engine, 'cli_reference', sets);
  onStep(`injection: ${sets.injection.length} texts`);
  const attacked = await attack(engine, sets.injection, SHOP, sets.docs);
  onStep('injection, with a model that obeys');
  const { obeyed, modelCalls } = await attackWithModel(engine, sets);
  onStep('latency');
  const timed =
    latency === 'none' || sets.questions.length === 0
      ? NOT_MEASURED
      : await measureLatency(engine, sets, latency === 'all');
  const scores: Scores = {
    retrieval: eachGroup(rankings, scoreRetrieval),
    abstention: eachGroup(answered, scoreAbstention),
    facts: orNot(analysed, scoreFacts),
    handoff: orNot(analysed, scoreHandoff),
    reading: orNot(analysed, scoreReading),
    injection: orNot(attacked, scoreInjection),
    injectionObeying: orNot(obeyed, (rows) => ({ ...scoreInjection(rows), modelCalls })),
    latency: timed,
  };
  return { scores, rows: { rankings, answered, analysed, attacked, obeyed } };
};
