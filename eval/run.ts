import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/lib/paths.ts';
import { busy, plain } from '../scripts/lib/steps.ts';
import { runScript } from '../scripts/lib/trouble.ts';
import { openEngine } from './lib/engine.ts';
import { readSets } from './lib/rows.ts';
import { measure } from './measure/measure.ts';
import { belowFloor } from './report/floor.ts';
import { explain, type What, WHATS } from './report/explain.ts';
import { diffOf, keep, readLast } from './report/last.ts';
import { table } from './report/table.ts';

const HELP = `npm run eval [-- --data DIR] [--json] [--quick] [--why ${WHATS.join('|')}]

Measures the product's own knowledge and assistant on the sets in eval/data, and in ../shared/eval when it is there.

  --data DIR   only the sets of this folder (format: eval/README.md)
  --json       one object on standard output, nothing else
  --quick      without the search over 5,000 passages
  --why X      row by row, what went wrong
  --save       keep the figures as the ones to compare with (eval/last.json, docs/EVAL.md)

Exits with 1 when a figure is under its floor (docs/EVAL.md), or when nothing could be measured.
`;

const COMMAND = ['npm run eval', ...process.argv.slice(2).filter((word) => word !== '--save')].join(' -- ').trim();
const SHARED = resolve(ROOT, '../shared/eval');

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    save: { type: 'boolean' },
    why: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

const folders = (): string[] =>
  values.data === undefined
    ? [...(existsSync(SHARED) ? [SHARED] : []), join(ROOT, 'eval/data')]
    : [resolve(process.env['INIT_CWD'] ?? process.cwd(), values.data)];

const main = async (): Promise<number> => {
  const sets = await readSets(folders());
  const engine = await openEngine(() => busy('building the measuring Worker'));
  try {
    const { scores, rows } = await measure(engine, sets, { latency: values.quick ? 'turn' : 'all', onStep: busy });
    const below = belowFloor(scores);
    if (values.json) process.stdout.write(`${JSON.stringify(scores)}\n`);
    else process.stdout.write(`${table(scores, diffOf(await readLast(), scores))}\n`);
    if (values.why) process.stdout.write(explain(values.why as What, rows));
    if (values.save) await keep(scores, COMMAND);
    for (const { name, value, floor } of below.broken) plain(`✗ ${name} is ${value}, under its floor ${floor}`);
    if (below.measured === 0) plain('✗ nothing was measured');
    return below.broken.length > 0 || below.measured === 0 ? 1 : 0;
  } finally {
    await engine.close();
  }
};

if (values.help) process.stdout.write(HELP);
else await runScript(main);
