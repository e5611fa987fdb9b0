import type { Engine } from '../lib/engine.ts';
import type { Sets } from '../lib/rows.ts';
import { percentile } from './score.ts';

/** Milliseconds, from outside the Worker: the call, the objects and the way back. */
type Times = { p50: number; p95: number; n: number };
export type LatencyScore = Times & {
  /**
   * A search over at least 5,000 passages. `again`: the same question at once a second time, whose vector is remembered, so without
   * the embedder's part. `call`: the same way there and back, to a knowledge that has nothing to search.
   */
  search5000?: Times & { passages: number; again: Times; call: Times };
};

const TURN_PASSAGES = 200;
const SEARCH_PASSAGES = 5_000;
const TURNS = 100;
/** The first calls of an object open it; a busy conversation does not pay for that every time. */
const WARM = 5;
/** Passages of one document. */
const SECTIONS = 100;

/** `count` sections: the sets' own documents, and again under other names where they do not suffice. */
const sectionsOf = (docs: Sets['docs'], count: number) =>
  Array.from({ length: count }, (_, i) => {
    const { title = '', text = '' } = docs[i % docs.length] ?? {};
    const round = Math.floor(i / docs.length);
    const name = round === 0 ? title : `${title} ${['Unidade', 'Filial', 'Bairro', 'Linha'][round % 4]} ${round}`;
    return { title: name.trim() || `${i}`, text: text.replaceAll(/\s+/g, ' ').slice(0, 600) };
  });

/** A document for each section: as a turn's passages come from many. */
const fillTurns = async (engine: Engine, clienteId: string, docs: Sets['docs']): Promise<void> => {
  const documents = sectionsOf(docs, TURN_PASSAGES).map((section, i) => ({ documentId: `doc_l-${i}`, ...section }));
  await engine.call('put', { clienteId, documents });
};

/** Documents of many sections each, until there are at least so many passages; says how many. */
const fillLarge = async (engine: Engine, clienteId: string, docs: Sets['docs']): Promise<number> => {
  const sections = sectionsOf(docs, SEARCH_PASSAGES * 2);
  let passages = 0;
  for (let from = 0; passages < SEARCH_PASSAGES && from < sections.length; from += SECTIONS) {
    const text = sections
      .slice(from, from + SECTIONS)
      .map((section) => `# ${section.title}\n\n${section.text}`)
      .join('\n\n');
    const document = { documentId: `doc_l-${from}`, title: `Parte ${from / SECTIONS + 1}`, text };
    passages += (await engine.call('put', { clienteId, documents: [document] })).passages;
  }
  return passages;
};

type Ask = (question: string) => Promise<unknown>;

const timesOf = (times: readonly number[]): Times => ({
  p50: percentile(times, 0.5),
  p95: percentile(times, 0.95),
  n: times.length,
});

const timed = async (questions: readonly string[], ask: Ask): Promise<Times & { again: Times }> => {
  for (const question of questions.slice(0, WARM)) await ask(question);
  const [first, again]: [number[], number[]] = [[], []];
  for (const question of questions.length > WARM ? questions.slice(WARM) : questions)
    for (const times of [first, again]) {
      const from = performance.now();
      await ask(question);
      times.push(performance.now() - from);
    }
  return { ...timesOf(first), again: timesOf(again) };
};

/** Questions from all over the sets, as many as are timed. */
const sample = (questions: Sets['questions']): string[] => {
  const step = Math.max(1, Math.floor(questions.length / (TURNS + WARM)));
  return questions
    .filter((_, i) => i % step === 0)
    .slice(0, TURNS + WARM)
    .map(({ question }) => question);
};

type Asked = Pick<Sets, 'docs' | 'questions'>;

/** A turn (the reply, and what it teaches) over 200 passages. */
export const timeTurns = async (engine: Engine, { docs, questions }: Asked): Promise<Times> => {
  const clienteId = 'cli_turns';
  await fillTurns(engine, clienteId, docs);
  const { again: _, ...times } = await timed(sample(questions), async (question) => {
    const of = { clienteId, texts: [question] };
    const { reply } = await engine.call('reply', of);
    if (reply.analysis === undefined) await engine.call('analyse', of);
  });
  return times;
};

/** A search over 5,000 passages, see `LatencyScore`. */
export const timeSearch = async (
  engine: Engine,
  { docs, questions }: Asked,
): Promise<NonNullable<LatencyScore['search5000']>> => {
  const passages = await fillLarge(engine, 'cli_search', docs);
  const search = (clienteId: string) => (question: string) => engine.call('search', { clienteId, question, limit: 5 });
  const { again: call } = await timed(sample(questions), search('cli_nothing'));
  return { ...(await timed(sample(questions), search('cli_search'))), passages, call };
};
