import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from '../../../scripts/lib/run.ts';
import type { CaseRecord } from './records.ts';

/** A row of the fault matrix whose proof is a test of the real objects in workerd. It is run again for the report. */
type Proof = { row: number; injects: string; file: string; test: string };

const TURNS = 'src/durable/conversation/turns.test.ts';
const KIT = 'src/durable/kit/kit.test.ts';
const CHECKUPS = 'src/durable/gateway/checkups.test.ts';
const CONTROL = 'src/durable/conversation/control.test.ts';
const OPT_OUT = 'src/durable/conversation/opt-out.test.ts';

const PROOFS: readonly Proof[] = [
  {
    row: 3,
    injects: 'objects that died thinking',
    file: TURNS,
    test: 'T2 T4 plans a turn again that was thinking when its object died, and answers exactly once',
  },
  {
    row: 5,
    injects: 'timers whose handler throws',
    file: KIT,
    test: 'P4 keep a timer whose handler failed and try it again later, without throwing',
  },
  { row: 5, injects: 'turns that throw in their alarm', file: TURNS, test: 'keeps a timer whose handler throws' },
  { row: 5, injects: 'alarms taken away', file: KIT, test: 'find a lost alarm' },
  {
    row: 5,
    injects: 'alarms taken away',
    file: CHECKUPS,
    test: 'P4: the Gateway goes round, and an alarm that a conversation has lost is set again',
  },
  { row: 25, injects: 'refusals of the assistant', file: TURNS, test: 'is asked once more after a pause' },
  {
    row: 25,
    injects: 'refusals of the assistant',
    file: TURNS,
    test: 'T5 makes way for a person when it fails again, and the contact is told',
  },
  { row: 24, injects: 'assistants that hang', file: TURNS, test: 'is not waited for beyond its time' },
  {
    row: 30,
    injects: 'takeovers at once',
    file: CONTROL,
    test: 'is one when repeated, and refuses the slower of two',
  },
  {
    row: 45,
    injects: 'evictions',
    file: TURNS,
    test: 'survives eviction between the burst and its deadline',
  },
  { row: 49, injects: 'opt-outs in a burst', file: OPT_OUT, test: 'C9 in a burst: the burst is not answered' },
];

type Report = {
  testResults: { name: string; assertionResults: { title: string; status: string; failureMessages?: string[] }[] }[];
};

/** Runs the tests that prove rows in workerd. A test that is not found counts as failed: a renamed proof is none. */
export const runWorkerdCases = async (row?: number): Promise<CaseRecord[]> => {
  const proofs = PROOFS.filter((proof) => row === undefined || proof.row === row);
  if (proofs.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'oconnector-chaos-workerd-'));
  const output = join(folder, 'report.json');
  const from = performance.now();
  try {
    const files = [...new Set(proofs.map(({ file }) => file))];
    const flags = ['--project', 'worker', '--reporter=json', `--outputFile=${output}`];
    await tool('vitest', ['run', ...flags, ...files], { quiet: true });
    const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
    const tookMs = Math.round((performance.now() - from) / proofs.length);
    return proofs.map((proof) => ({ ...judge(proof, report), tookMs }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const judge = ({ row, injects, file, test }: Proof, report: Report): Omit<CaseRecord, 'tookMs'> => {
  const found = report.testResults
    .filter(({ name }) => name.endsWith(file))
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ title }) => title === test);
  const passed = found?.status === 'passed';
  return {
    row,
    layer: 'L1',
    name: test,
    injected: passed ? { [injects]: 1 } : {},
    verdict: passed ? 'passed' : 'failed',
    why: passed ? null : (found?.failureMessages?.[0]?.split('\n')[0] ?? `there is no such test in ${file}`),
  };
};
