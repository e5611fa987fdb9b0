import { describe, expect, it } from 'vitest';
import { chartOf } from './chart.ts';
import { KINDS, planOf } from './plan.ts';
import { linesOf, wrongWith } from './report.ts';
import type { Sample } from './samples.ts';
import type { Soak } from './soak.ts';

const sample = (second: number, over: Partial<Sample> = {}): Sample => ({
  second,
  agentPid: 10,
  agentMb: 90,
  files: 33,
  browserPid: 20,
  browserMb: 300,
  browsers: 1,
  processes: 8,
  zombies: 0,
  ...over,
});

const minutes = (count: number, over: (minute: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: count * 12 }, (_, i) => sample(i * 5, over(i / 12)));

const SOUND: Soak = {
  seconds: 1_800,
  done: Object.fromEntries(KINDS.map((kind) => [kind, 3])),
  samples: minutes(30),
  leftBehind: 0,
  messages: { written: 9, stored: 9, late: 0, lost: 0, storedTwice: 0 },
  sends: { taken: 9, twice: 0, unknown: 0 },
  violations: [],
};

describe('what is wrong with a soak', () => {
  it('is nothing when nothing is', () => {
    expect(wrongWith(SOUND)).toEqual([]);
  });

  it.each<[what: string, soak: Partial<Soak>]>([
    ['processes left behind: 1', { leftBehind: 1 }],
    ['browsers beside the agent’s own: 1', { samples: [sample(0), sample(5, { browsers: 2 }), sample(10)] }],
    ['children that nobody buried: 2', { samples: minutes(30, () => ({ zombies: 2 })) }],
    ['messages lost: 1', { messages: { ...SOUND.messages, lost: 1 } }],
    ['messages stored twice: 1', { messages: { ...SOUND.messages, storedTwice: 1 } }],
    ['messages sent twice: 1', { sends: { ...SOUND.sends, twice: 1 } }],
    ['outcomes unknown: 1', { sends: { ...SOUND.sends, unknown: 1 } }],
    ['nothing was said', { messages: { ...SOUND.messages, written: 0 } }],
    ['never happened: page crashed', { done: { ...SOUND.done, 'page crashed': 0 } }],
    ['I5 twice', { violations: ['I5 twice'] }],
    [
      'the agent grew: 93 → 117 MB (× 1.27; most 120)',
      { samples: minutes(30, (minute) => ({ agentMb: 90 + minute })) },
    ],
    [
      'the browser grew: 313 → 437 MB (× 1.40; most 450)',
      { samples: minutes(30, (minute) => ({ browserMb: 300 + 5 * minute })) },
    ],
  ])('%s', (what, over) => {
    expect(wrongWith({ ...SOUND, ...over })).toEqual([what]);
  });

  it('does not call it growth when a new process begins small', () => {
    const samples = minutes(30, (minute) => ({
      agentPid: 1 + Math.floor(minute / 5),
      agentMb: 90 + 10 * (minute % 5),
    }));
    expect(wrongWith({ ...SOUND, samples })).toEqual([]);
  });
});

it('a long soak lets the agent live through the last two thirds and the browser through the last; a short one does all', () => {
  const long = planOf(1_800_000, 20_000).map(({ kind }) => kind);
  expect(long.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, i) => KINDS[i % 6]));
  expect(new Set(long.slice(30, 60))).toEqual(new Set(KINDS.slice(2)));
  expect(new Set(long.slice(60))).toEqual(new Set(KINDS.slice(4)));
  expect(planOf(6_000, 1_000).map(({ kind }) => kind)).toEqual(KINDS);
});

it('the chart has a line for each life of a process and a mark where the next one begins', () => {
  const samples = minutes(3, (minute) => (minute < 1 ? {} : { browserPid: 21 }));
  const chart = chartOf(samples);
  expect(chart.match(/<polyline/g)).toHaveLength(3);
  expect(chart.match(/class="begin"/g)).toHaveLength(1);
  expect(linesOf({ ...SOUND, samples }).join('\n')).toContain('agent (RSS)');
});
