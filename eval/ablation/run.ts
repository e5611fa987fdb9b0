import { bundleWithout, productBundle, type Bundle } from '../lib/build.ts';
import { openEngine } from '../lib/engine.ts';
import { askable, type Sets } from '../lib/rows.ts';
import { measure, type Scores } from '../measure/measure.ts';
import { groupOf } from '../measure/score.ts';
import { figuresOf } from '../report/figures.ts';
import { markdown } from '../report/document.ts';
import { STAGES } from './stages.ts';

/** What is compared, of every group that was measured. */
const GROUPS = ['fq', 'wa', 'own', 'en', 'b77'];
const FIGURES = ['retrieval.*.hit1', 'retrieval.*.hit3', 'abstention.*.f1', 'abstention.*.wrongAnswerRate'];

/** Questions of a group that are asked: there are as many rounds as stages. */
const MOST = 100;

/** What the cells of the table say, and of what. */
export const STAGES_TELL = `hit@1 / hit@3 / F1 of refusing / wrong answers, of at most ${MOST} questions of a group`;

/** As many questions of each compared group, from all over it, and nothing else. Pure. */
export const thinned = (sets: Sets): Sets => {
  const groups = Map.groupBy(askable(sets), groupOf);
  const questions = GROUPS.flatMap((group) => {
    const rows = groups.get(group) ?? [];
    const step = Math.max(1, rows.length / MOST);
    return rows.length <= MOST ? rows : Array.from({ length: MOST }, (_, i) => rows[Math.floor(i * step)]);
  }).filter((question) => question !== undefined);
  const kbs = new Set(questions.map(({ kb }) => kb));
  return { docs: sets.docs.filter(({ kb }) => kbs.has(kb)), questions, analysis: [], injection: [] };
};

const scoresOf = async (bundle: Bundle, sets: Sets, embedder: 'none' | 'local'): Promise<Scores> => {
  const engine = await openEngine(bundle, embedder);
  try {
    return (await measure(engine, sets)).scores;
  } finally {
    await engine.close();
  }
};

const cellsOf = (scores: Scores): string[] => {
  const figures = figuresOf(scores);
  return GROUPS.map((group) =>
    FIGURES.map((figure) => figures.get(figure.replace('*', group))?.toFixed(2).replace(/^0/, '') ?? '–').join(' / '),
  );
};

/** Measures the product as it is and without each of its stages, and gives a table: hit@1 / hit@3 / F1 of refusing / wrong answers. */
export const ablate = async (whole: Sets, withEmbedder: boolean, onStep: (step: string) => void): Promise<string> => {
  const sets = thinned(whole);
  const product = await productBundle(() => onStep('building the measuring Worker'));
  const rows = [['', ...GROUPS]];
  if (withEmbedder) {
    onStep('with the local embedder');
    rows.push(['all, and the local embedder', ...cellsOf(await scoresOf(product, sets, 'local'))]);
  }
  onStep('all stages');
  rows.push(['all', ...cellsOf(await scoresOf(product, sets, 'none'))]);
  for (const stage of STAGES) {
    onStep(`without ${stage.name}`);
    rows.push([`without ${stage.name}`, ...cellsOf(await scoresOf(await bundleWithout(stage), sets, 'none'))]);
  }
  return markdown(rows);
};
