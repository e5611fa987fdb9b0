import type { EmbedderName } from '../lib/engine.ts';
import type { Scores } from '../measure/measure.ts';
import { absentOf, figuresOf, lessIsBetter, shown } from './figures.ts';
import { BOUNDS, reachOf, under } from './floor.ts';

const change = (path: string, by: number | undefined): string => {
  if (by === undefined || Math.abs(by) < 0.0005) return '';
  return `${by > 0 ? '+' : '−'}${shown(path, Math.abs(by))}${by > 0 === lessIsBetter(path) ? ' worse' : ''}`;
};

const UNBOUND = { reach: null, floor: null };

const judgement = (path: string, value: number, embedder: EmbedderName): string => {
  const bound = BOUNDS[path] ?? UNBOUND;
  const { floor } = bound;
  const reach = reachOf(bound, embedder);
  if (floor !== null && under(path, value, floor)) return '✗ under the floor';
  if (reach === null) return '';
  return under(path, value, reach) ? '– short of it' : '✓';
};

export type Line = { path: string; value: string; change: string; floor: string; reach: string; judgement: string };

/** A run: its figures, and what they have gained or lost since the last kept run of the same embedder. */
export type Run = { scores: Scores; embedder: EmbedderName; diff: ReadonlyMap<string, number> };

/** Every figure beside its change, its floor and what is to be reached. */
export const linesOf = ({ scores, embedder, diff }: Run): Line[] => [
  ...[...figuresOf(scores)].map(([path, value]) => ({
    path,
    value: shown(path, value),
    change: change(path, diff.get(path)),
    floor: BOUNDS[path]?.floor?.toString() ?? '',
    reach: reachOf(BOUNDS[path] ?? UNBOUND, embedder)?.toString() ?? '',
    judgement: judgement(path, value, embedder),
  })),
  ...absentOf(scores).map((path) => ({
    path,
    value: 'not measured',
    change: '',
    floor: '',
    reach: '',
    judgement: '',
  })),
];

const HEAD: Line = { path: 'figure', value: 'now', change: 'change', floor: 'floor', reach: 'reach', judgement: '' };

/** For a terminal. */
export const table = (run: Run): string => {
  const lines = [HEAD, ...linesOf(run)];
  const width = (column: keyof Line): number => Math.max(...lines.map((line) => line[column].length));
  const columns: (keyof Line)[] = ['path', 'value', 'change', 'floor', 'reach', 'judgement'];
  return lines
    .map((line) =>
      columns
        .map((column) => line[column].padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
