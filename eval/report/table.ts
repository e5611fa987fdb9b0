import type { Scores } from '../measure/measure.ts';
import { absentOf, figuresOf, lessIsBetter, shown } from './figures.ts';
import { BOUNDS, under } from './floor.ts';

const change = (path: string, by: number | undefined): string => {
  if (by === undefined || Math.abs(by) < 0.0005) return '';
  return `${by > 0 ? '+' : '−'}${shown(path, Math.abs(by))}${by > 0 === lessIsBetter(path) ? ' worse' : ''}`;
};

const judgement = (path: string, value: number): string => {
  const { reach = null, floor = null } = BOUNDS[path] ?? {};
  if (floor !== null && under(path, value, floor)) return '✗ under the floor';
  if (reach === null) return '';
  return under(path, value, reach) ? '– short of it' : '✓';
};

export type Line = { path: string; value: string; change: string; floor: string; reach: string; judgement: string };

/** Every figure beside its change, its floor and what is to be reached. */
export const linesOf = (scores: Scores, diff: ReadonlyMap<string, number>): Line[] => [
  ...[...figuresOf(scores)].map(([path, value]) => ({
    path,
    value: shown(path, value),
    change: change(path, diff.get(path)),
    floor: BOUNDS[path]?.floor?.toString() ?? '',
    reach: BOUNDS[path]?.reach?.toString() ?? '',
    judgement: judgement(path, value),
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
export const table = (scores: Scores, diff: ReadonlyMap<string, number>): string => {
  const lines = [HEAD, ...linesOf(scores, diff)];
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
