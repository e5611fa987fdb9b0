import { SHOP } from '../../src/durable/knowledge/shop.fixture.ts';
import type { Engine } from '../lib/engine.ts';
import { askable, type Sets } from '../lib/rows.ts';
import { fillShops } from '../lib/shops.ts';
import { analyse } from './analysis.ts';
import { attack, type Attacked, scoreInjection, type InjectionScore } from './injection.ts';
import { timeSearch, timeTurns, type LatencyScore } from './latency.ts';
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
  facts: OrNot<ReturnType<typeof scoreFacts>>;
  handoff: OrNot<ReturnType<typeof scoreHandoff>>;
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

/** English support and the bank with its out-of-scope questions as one, where both are there: issue 5 asks for that figure. */
const inEnglish = (answered: readonly Answered[]): Record<string, AbstentionScore> => {
  const groups = byGroup(answered);
  const [support, bank] = [groups.get('en'), groups.get('b77')];
  return support === undefined || bank === undefined ? {} : { 'en+b77': scoreAbstention([...support, ...bank]) };
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
  /** Opens an engine of its own in which times are taken, of turns alone or of a search over 5,000 passages too; none are taken without. */
  timing?: { open: () => Promise<Engine>; what: 'turns' | 'all' };
  onStep?: (step: string) => void;
};

const timeAll = async (sets: Sets, { timing, onStep = () => {} }: Options): Promise<Scores['latency']> => {
  if (timing === undefined || sets.questions.length === 0) return NOT_MEASURED;
  const engine = await timing.open();
  try {
    onStep('how long a turn takes');
    const turns = await timeTurns(engine, sets);
    if (timing.what === 'turns') return turns;
    onStep('how long a search over 5,000 passages takes');
    return { ...turns, search5000: await timeSearch(engine, sets) };
  } finally {
    await engine.close();
  }
};

/** Measures whatever sets there are, through the product's own knowledge and assistant. */
export const measure = async (
  engine: Engine,
  given: Sets,
  options: Options = {},
): Promise<{ scores: Scores; rows: Rows }> => {
  const { onStep = () => {} } = options;
  const sets = { ...given, questions: askable(given) };
  const homeless = given.questions.length - sets.questions.length;
  if (homeless > 0) onStep(`${homeless} questions are left out: their knowledge is not in the folder`);
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
  const latency = await timeAll(sets, options);
  const scores: Scores = {
    retrieval: eachGroup(
      rankings.filter(({ question }) => question.answerable),
      scoreRetrieval,
    ),
    abstention: { ...eachGroup(answered, scoreAbstention), ...inEnglish(answered) },
    facts: orNot(
      analysed.filter(({ row }) => row.facts !== undefined),
      scoreFacts,
    ),
    handoff: orNot(
      analysed.filter(({ row }) => row.handoff !== undefined),
      scoreHandoff,
    ),
    reading: orNot(analysed, scoreReading),
    injection: orNot(attacked, scoreInjection),
    injectionObeying: orNot(obeyed, (rows) => ({ ...scoreInjection(rows), modelCalls })),
    latency,
  };
  return { scores, rows: { rankings, answered, analysed, attacked, obeyed } };
};
