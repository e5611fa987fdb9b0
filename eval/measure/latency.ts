import type { Engine } from '../lib/engine.ts';
import type { Sets } from '../lib/rows.ts';
import { percentile } from './score.ts';

/** Milliseconds, from outside the Worker: the call, the objects and the way back. */
export type LatencyScore = {
  p50: number;
  p95: number;
  n: number;
  search5000?: { p50: number; p95: number; n: number };
};

const TURN_PASSAGES = 200;
const SEARCH_PASSAGES = 5_000;
const TURNS = 100;
/** The first calls of an object open it; a busy conversation does not pay for that every time. */
const WARM = 5;
const PER_CALL = 250;

/** `count` documents of one passage each: the sets' own, and again under other names where they do not suffice. */
const documentsOf = (docs: Sets['docs'], count: number) =>
  Array.from({ length: count }, (_, i) => {
    const { title = '', text = '' } = docs[i % docs.length] ?? {};
    const round = Math.floor(i / docs.length);
    const name = round === 0 ? title : `${title} ${['Unidade', 'Filial', 'Bairro', 'Linha'][round % 4]} ${round}`;
    return { documentId: `doc_l-${i}`, title: name, text: text.slice(0, 600) };
  });

const fill = async (engine: Engine, clienteId: string, docs: Sets['docs'], count: number): Promise<void> => {
  const documents = documentsOf(docs, count);
  for (let from = 0; from < documents.length; from += PER_CALL)
    await engine.call('put', { clienteId, documents: documents.slice(from, from + PER_CALL) });
};

const timed = async (questions: readonly string[], ask: (question: string) => Promise<unknown>) => {
  const times: number[] = [];
  for (const [i, question] of questions.entries()) {
    const from = performance.now();
    await ask(question);
    if (i >= WARM) times.push(performance.now() - from);
  }
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), n: times.length };
};

/** A turn (the reply, and what it teaches) over 200 passages; with `large`, a search over 5,000 too. */
export const measureLatency = async (
  engine: Engine,
  { docs, questions }: Pick<Sets, 'docs' | 'questions'>,
  large: boolean,
): Promise<LatencyScore> => {
  const step = Math.max(1, Math.floor(questions.length / (TURNS + WARM)));
  const asked = questions
    .filter((_, i) => i % step === 0)
    .slice(0, TURNS + WARM)
    .map(({ question }) => question);
  await fill(engine, 'cli_turns', docs, TURN_PASSAGES);
  const turn = await timed(asked, async (question) => {
    const of = { clienteId: 'cli_turns', texts: [question] };
    const { reply } = await engine.call('reply', of);
    if (reply.analysis === undefined) await engine.call('analyse', of);
  });
  if (!large) return turn;
  await fill(engine, 'cli_search', docs, SEARCH_PASSAGES);
  const search5000 = await timed(asked, (question) =>
    engine.call('search', { clienteId: 'cli_search', question, limit: 5 }),
  );
  return { ...turn, search5000 };
};
