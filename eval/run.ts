import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/lib/paths.ts';
import { busy, plain } from '../scripts/lib/steps.ts';
import { runScript, Trouble } from '../scripts/lib/trouble.ts';
import { embedderInstalled } from '../embedder/open.ts';
import { productBundle } from './lib/build.ts';
import { type EmbedderName, openEngine } from './lib/engine.ts';
import { readSets } from './lib/rows.ts';
import { measure } from './measure/measure.ts';
import { ablate, STAGES_TELL } from './ablation/run.ts';
import { writePart } from './report/document.ts';
import { belowFloor } from './report/floor.ts';
import { explain, type What, WHATS } from './report/explain.ts';
import { diffOf, keep, readLast } from './report/last.ts';
import { table } from './report/table.ts';

const HELP = `npm run eval [-- --data DIR] [--json] [--quick] [--why ${WHATS.join('|')}]

Measures the product's own knowledge and assistant on the sets in eval/data, and in ../shared/eval when it is there.

  --data DIR   only the sets of this folder (format: eval/README.md)
  --json       one object on standard output, nothing else
  --embedder local|none   whether vectors take part; local where its packages are installed, as in the product
  --quick      without the search over 5,000 passages
  --why X      row by row, what went wrong
  --ablate     the product without each of its stages, instead
  --save       keep the figures as the ones of this embedder to compare with (eval/last.json, docs/EVAL.md)

Exits with 1 when a figure is under its floor (docs/EVAL.md), or when nothing could be measured.
`;

const words = process.argv.slice(2).filter((word) => word !== '--save');
const COMMAND = words.length === 0 ? 'npm run eval' : `npm run eval -- ${words.join(' ')}`;
const SHARED = resolve(ROOT, '../shared/eval');

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    save: { type: 'boolean' },
    ablate: { type: 'boolean' },
    why: { type: 'string' },
    embedder: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

const embedder = (): EmbedderName => {
  const wanted = values.embedder ?? (embedderInstalled() ? 'local' : 'none');
  if (wanted !== 'local' && wanted !== 'none') throw new Trouble('--embedder is local or none.');
  return wanted;
};

const whyOf = (): What | null => {
  if (values.why === undefined) return null;
  const why = WHATS.find((one) => one === values.why);
  if (why === undefined) throw new Trouble(`--why is ${WHATS.join(', ')}.`);
  return why;
};

const folders = (): string[] =>
  values.data === undefined
    ? [...(existsSync(SHARED) ? [SHARED] : []), join(ROOT, 'eval/data')]
    : [resolve(process.env['INIT_CWD'] ?? process.cwd(), values.data)];

const main = async (): Promise<number> => {
  const why = whyOf();
  const sets = await readSets(folders());
  if (values.ablate) {
    const stages = await ablate(sets, embedder() === 'local', busy);
    process.stdout.write(`${stages}\n`);
    if (values.save) await writePart('stages', `\`${COMMAND}\`: ${STAGES_TELL}\n\n${stages}`);
    return 0;
  }
  const by = embedder();
  const bundle = await productBundle(() => busy('building the measuring Worker'));
  const engine = await openEngine(bundle, by);
  try {
    const timing = {
      open: () => openEngine(bundle, by, 'drawn'),
      what: values.quick ? ('turns' as const) : ('all' as const),
    };
    const { scores, rows } = await measure(engine, sets, { timing, onStep: busy });
    const below = belowFloor(scores);
    if (values.json) process.stdout.write(`${JSON.stringify(scores)}\n`);
    else process.stdout.write(`${table({ scores, embedder: by, diff: diffOf(await readLast(by), scores) })}\n`);
    if (why !== null) (values.json ? process.stderr : process.stdout).write(explain(why, rows));
    if (values.save) await keep(scores, by, COMMAND);
    for (const { name, value, floor } of below.broken) plain(`✗ ${name} is ${value}, under its floor ${floor}`);
    if (below.measured === 0) plain('✗ nothing was measured');
    return below.broken.length > 0 || below.measured === 0 ? 1 : 0;
  } finally {
    await engine.close();
  }
};

if (values.help) process.stdout.write(HELP);
else await runScript(main);
