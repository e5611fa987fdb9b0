import type { NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { Standing } from '@oconnector/protocol/model/standing.ts';
import { describe, expect, it } from 'vitest';
import { dropsOf, percentReady, segmentsOf, unsteadyDrops } from './history.ts';

/** A day of 100: each stretch begins at its number. */
const day = (...stretches: [at: number, standing: Standing, missed?: number][]): NumberHistoryResponse => ({
  from: 0,
  to: 100,
  stretches: stretches.map(([at, standing, missed = 0]) => ({ at, standing, missed })),
});

describe('the strip', () => {
  it('is grey where nobody knows, and joins what looks the same', () => {
    const history = day([10, 'qr'], [20, 'starting'], [25, 'syncing'], [30, 'ready'], [80, 'agent_offline']);
    expect(segmentsOf(history).map(({ share, tone }) => [Math.round(share * 100), tone])).toEqual([
      [10, null],
      [10, 'wait'],
      [10, 'busy'],
      [50, 'ok'],
      [20, 'bad'],
    ]);
    expect(segmentsOf(day())).toEqual([{ share: 1, tone: null }]);
  });

  it('always adds up to the whole day', () => {
    const history = day([0, 'ready'], [30, 'conflict'], [30, 'failed'], [31, 'ready']);
    expect(segmentsOf(history).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('how much it was connected', () => {
  it('is of the time that is known, and never 100 with a drop', () => {
    expect(percentReady(day([50, 'ready']))).toBe(100);
    expect(percentReady(day([0, 'ready'], [99.9, 'conflict']))).toBe(99);
    expect(percentReady(day([50, 'qr'], [75, 'ready']))).toBe(50);
    expect(percentReady(day([0, 'qr']))).toBeNull();
    expect(percentReady(day())).toBeNull();
  });
});

describe('the drops', () => {
  it('are from one ready to the next, by their first cause, with what came in later of all of it', () => {
    const history = day(
      [0, 'ready'],
      [10, 'syncing'],
      [12, 'conflict', 2],
      [20, 'starting', 1],
      [22, 'ready'],
      [90, 'failed'],
    );
    expect(dropsOf(history)).toEqual([
      { from: 90, to: null, cause: 'failed', missed: 0 },
      { from: 10, to: 22, cause: 'conflict', missed: 3 },
    ]);
  });

  it('are none while it is linked for the first time, or only syncs again', () => {
    expect(
      dropsOf(day([0, 'qr'], [5, 'conflict'], [10, 'ready'], [20, 'syncing'], [21, 'ready'], [99, 'starting'])),
    ).toEqual([]);
  });
});

describe('a number that comes and goes', () => {
  const MINUTE = 60_000;
  /** Away for half a minute at each of these minutes of an hour. */
  const away = (...minutes: number[]): NumberHistoryResponse => ({
    from: 0,
    to: 60 * MINUTE,
    stretches: [
      { at: 0, standing: 'ready', missed: 0 },
      ...minutes.flatMap((minute): NumberHistoryResponse['stretches'] => [
        { at: minute * MINUTE, standing: 'agent_offline', missed: 0 },
        { at: (minute + 0.5) * MINUTE, standing: 'ready', missed: 0 },
      ]),
    ],
  });

  it('is unsteady from the third drop within ten minutes on, and holds again when they are over', () => {
    expect(unsteadyDrops(away(52, 55, 58)).map(({ cause }) => cause)).toEqual(Array(3).fill('agent_offline'));
    expect(unsteadyDrops(away(55, 58))).toEqual([]);
    expect(unsteadyDrops(away(10, 13, 16, 19, 55, 58))).toEqual([]);
    expect(unsteadyDrops(away(40, 43, 46, 49))).toEqual([]);
  });
});
