import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tool } from '../../../scripts/lib/run.ts';
import { metaOf } from '../../chaos/report/meta.ts';
import { installPackage } from '../installed.ts';
import { chartOf } from './chart.ts';
import { linesOf, sectionOf, wrongWith } from './report.ts';
import { soak } from './soak.ts';

const HELP = `npm run soak:whatsapp [-- --minutes 30] [--report]

The agent of the package, with whatsapp-web.js in a real Chromium before the stand-in of WhatsApp Web, for so many minutes
while twelve people write: agents, browsers and pages are killed, connections are cut, and it is told what was lost, what came
twice, what was left behind and how the memory went. In the last two thirds the agent lives on, in the last one the browser
too, for what lives long is what grows. Ends with 0 only when nothing is wrong.

  --report             writes the figure and the table into docs/WHATSAPP.md
`;

const DOCS = join(import.meta.dirname, '../../../docs');
const MARKS = ['<!-- soak -->', '<!-- /soak -->'] as const;

/** Puts a section between the marks of docs/WHATSAPP.md. */
const write = async (section: string, chart: string): Promise<void> => {
  const page = join(DOCS, 'WHATSAPP.md');
  const text = readFileSync(page, 'utf8');
  const [from, to] = MARKS.map((mark) => text.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from)
    throw new Error('docs/WHATSAPP.md has no place for the soak');
  mkdirSync(join(DOCS, 'images'), { recursive: true });
  writeFileSync(join(DOCS, 'images/whatsapp-soak.svg'), chart);
  writeFileSync(page, `${text.slice(0, from)}${MARKS[0]}\n\n${section}\n\n${text.slice(to)}`);
  await tool('oxfmt', [page], { quiet: true });
};

const run = async (minutes: number, report: boolean): Promise<number> => {
  const startedAt = performance.now();
  const say = (line: string): void =>
    void process.stdout.write(
      `${String(Math.round((performance.now() - startedAt) / 1_000)).padStart(5)} s  ${line}\n`,
    );
  // What was tested is what stood there at the beginning.
  const meta = metaOf(`npm run soak:whatsapp -- --minutes ${minutes}`, startedAt);
  const folder = mkdtempSync(join(tmpdir(), 'oconnector-soak-package-'));
  try {
    const agent = [await installPackage(folder), 'run'];
    const found = await soak({
      totalMs: minutes * 60_000,
      disturbEveryMs: 20_000,
      writeEveryMs: 2_500,
      sampleEveryMs: 5_000,
      agent,
      log: say,
    });
    for (const line of linesOf(found)) say(line);
    if (report) await write(sectionOf(found, meta), chartOf(found.samples));
    const wrong = wrongWith(found);
    for (const line of wrong) say(`✗ ${line}`);
    if (wrong.length === 0) say('✓ nothing is wrong');
    return wrong.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 4 });
  }
};

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
const minutes = Number(values.minutes);
if (values.help) process.stdout.write(HELP);
else if (!(minutes >= 2 && minutes <= 24 * 60)) {
  process.stderr.write(`--minutes must be between 2 and 1440\n\n${HELP}`);
  process.exitCode = 2;
} else process.exitCode = await run(minutes, values.report);
