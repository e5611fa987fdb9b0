import { describe, expect, it } from 'vitest';
import { calibrate } from './calibration.ts';

const ended = (grade: string, won: number, lost: number) => [
  { grade, outcome: 'won' as const, count: won },
  { grade, outcome: 'lost' as const, count: lost },
];

describe('calibration', () => {
  it('counts by the letter, whatever the number after it', () => {
    const { grades } = calibrate([...ended('A1', 6, 2), ...ended('A4', 0, 2), ...ended('C2', 1, 3)]);
    expect(grades).toEqual([
      { grade: 'A', won: 6, lost: 4, conversion: 0.6 },
      { grade: 'B', won: 0, lost: 0, conversion: null },
      { grade: 'C', won: 1, lost: 3, conversion: 0.25 },
      { grade: 'D', won: 0, lost: 0, conversion: null },
    ]);
  });

  it('L9 warns where A does not beat B, and of nothing that too few outcomes say', () => {
    expect(calibrate([...ended('A1', 5, 5), ...ended('B1', 6, 4)]).alerts).toEqual([{ better: 'A', worse: 'B' }]);
    expect(calibrate([...ended('A1', 5, 5), ...ended('B1', 5, 5)]).alerts).toEqual([{ better: 'A', worse: 'B' }]);
    expect(calibrate([...ended('A1', 6, 4), ...ended('B1', 5, 5)]).alerts).toEqual([]);
    expect(calibrate([...ended('A1', 0, 9), ...ended('B1', 9, 0)]).alerts).toEqual([]);
  });

  it('compares with the next letter that has enough outcomes', () => {
    const alerts = calibrate([...ended('A1', 2, 8), ...ended('B1', 1, 0), ...ended('C1', 5, 5)]).alerts;
    expect(alerts).toEqual([{ better: 'A', worse: 'C' }]);
  });
});
