import { parseArgs } from 'node:util';
import { linesOf } from './processes/report.ts';
import { runProcesses } from './processes/run.ts';

/** `npm run chaos [-- --seconds 60 --seed 1]`: the real processes under kills, failpoints and a bad link, judged by the checker. */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const report = await runProcesses({
  seconds: Number(values.seconds),
  seed: Number(values.seed),
  contacts: 60,
  minKills: Math.max(1, Math.floor(Number(values.seconds) / 10)),
  log: say,
});
for (const line of linesOf(report)) say(line);
for (const { invariant, what } of report.violations) say(`${invariant} ${what}`);
process.exitCode = report.violations.length > 0 || report.tooLittle.length > 0 ? 1 : 0;
