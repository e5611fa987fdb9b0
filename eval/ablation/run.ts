import { bundleWithout, productBundle, type Bundle } from '../lib/build.ts';
import { openEngine } from '../lib/engine.ts';
import type { Sets } from '../lib/rows.ts';
import { measure, type Scores } from '../measure/measure.ts';
import { figuresOf } from '../report/figures.ts';
import { markdown } from '../report/document.ts';
import { STAGES } from './stages.ts';

/** What is compared, of every group that was measured. */
const GROUPS = ['fq', 'wa', 'own', 'en', 'b77'];
const FIGURES = ['retrieval.*.hit1', 'retrieval.*.hit3', 'abstention.*.f1', 'abstention.*.wrongAnswerRate'];

const scoresOf = async (bundle: Bundle, sets: Sets, embedder: 'none' | 'local'): Promise<Scores> => {
  const engine = await openEngine(bundle, embedder);
  try {
    return (await measure(engine, { ...sets, analysis: [], injection: [] })).scores;
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
export const ablate = async (sets: Sets, withEmbedder: boolean, onStep: (step: string) => void): Promise<string> => {
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
