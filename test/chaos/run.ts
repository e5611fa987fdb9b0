import { parseArgs } from 'node:util';
import { linesOf } from './processes/report.ts';
import { DENSE, floorsOf, runProcesses, WIDE } from './processes/run.ts';
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, wide: { type: 'boolean', default: false } } });
const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11,19)} ${line}\n`);
const seconds = Number(values.seconds);
const load = values.wide ? WIDE : DENSE;
const report = await runProcesses({ seconds, seed: Number(values.seed), load, floors: floorsOf(load, seconds), log: say });
process.exitCode = report.ok ? 0 : 1;
