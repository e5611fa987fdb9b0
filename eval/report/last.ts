import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/paths.ts';
import type { EmbedderName } from '../lib/engine.ts';
import type { Scores } from '../measure/measure.ts';
import { markdown, writePart } from './document.ts';
import { figuresOf } from './figures.ts';
import { linesOf } from './table.ts';

const FILE = join(ROOT, 'eval/last.json');

type Kept = Partial<Record<EmbedderName, Scores>>;

const readKept = async (): Promise<Kept> => {
  try {
    return JSON.parse(await readFile(FILE, 'utf8')) as Kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
};

/** The figures of this embedder that were kept last; null when none ever were. */
export const readLast = async (embedder: EmbedderName): Promise<Scores | null> => (await readKept())[embedder] ?? null;

/** The part of docs/EVAL.md that shows the runs of each. */
export const PARTS: Readonly<Record<EmbedderName, string>> = { local: 'figures by meaning', none: 'figures by words' };

/** Keeps the figures to compare with, and shows them in docs/EVAL.md under the command that measured them. */
export const keep = async (scores: Scores, embedder: EmbedderName, command: string): Promise<void> => {
  await writeFile(FILE, `${JSON.stringify({ ...(await readKept()), [embedder]: scores }, null, 2)}\n`);
  const lines = linesOf({ scores, embedder, diff: new Map() });
  const head = ['figure', 'now', 'floor', 'reach', ''];
  const body = lines.map(({ path, value, floor, reach, judgement }) => [path, value, floor, reach, judgement]);
  await writePart(PARTS[embedder], `\`${command}\`\n\n${markdown([head, ...body])}`);
};

/** What each figure has gained or lost since; figures that one of the two lacks are left out. Pure. */
export const diffOf = (before: Scores | null, now: Scores): Map<string, number> => {
  const old = before === null ? new Map<string, number>() : figuresOf(before);
  return new Map(
    [...figuresOf(now)].flatMap(([path, value]) => {
      const was = old.get(path);
      return was === undefined ? [] : [[path, value - was] as const];
    }),
  );
};
