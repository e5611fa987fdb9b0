import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { measureAgent } from './agent.ts';
import { measureAnswers } from './answers.ts';
import { measureBundles } from './bundles.ts';
import { measureLink } from './link.ts';
import { measureStart } from './start.ts';
import type { Measure } from './report.ts';
import { printReport } from './report.ts';

const HELP = `npm run bench [-- --only start|answers|bundles|agent|link] [--seconds 30] [--minutes 0]

--minutes N (link): after the rest, the load goes on for N minutes and the resident memory is sampled: at the end it may be
1.1 times what it was after 5 minutes (after a sixth of the time, when N is below 30).

Measures what the README claims and prints each figure beside its target. Times depend on the machine and on what else
it does: compare runs on one machine, and read ratios.
`;

const ALL: Record<string, (seconds: number, minutes: number) => Promise<Measure[]>> = {
  start: measureStart,
  answers: measureAnswers,
  bundles: measureBundles,
  agent: measureAgent,
  link: measureLink,
};

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const chosen = Object.entries(ALL).filter(([name]) => values.only === undefined || values.only === name);
  if (chosen.length === 0) throw new Error(`no benchmark ${values.only}; there are ${Object.keys(ALL).join(', ')}`);
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  const measures: Measure[] = [];
  for (const [, measure] of chosen) measures.push(...(await measure(Number(values.seconds), Number(values.minutes))));
  printReport(measures);
}
