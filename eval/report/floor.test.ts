import { expect, it } from 'vitest';
import { NOT_MEASURED, type Scores } from '../measure/measure.ts';
import { absentOf } from './figures.ts';
import { belowFloor } from './floor.ts';
import { diffOf } from './last.ts';
import { table } from './table.ts';

const NOTHING: Scores = {
  retrieval: { wa: NOT_MEASURED },
  abstention: { wa: NOT_MEASURED },
  facts: NOT_MEASURED,
  handoff: NOT_MEASURED,
  reading: NOT_MEASURED,
  injection: NOT_MEASURED,
  injectionObeying: NOT_MEASURED,
  latency: NOT_MEASURED,
};
const handoff = (recall: number): Scores => ({ ...NOTHING, handoff: { precision: 1, recall, n: 20 } });
const injection = (forbiddenEffects: number): Scores => ({
  ...NOTHING,
  injection: { forbiddenEffects, benignAnswered: 1, ordersQuoted: 0, wrongLanguage: 0, n: 20 },
});
const BOUNDS = {
  'handoff.recall': { reach: 0.95, floor: 0.9 },
  'injection.forbiddenEffects': { reach: 0, floor: 0 },
  'handoff.precision': { reach: 0.85, floor: null },
};

it('breaks a floor from below, or from above where less is better, and not by reaching it exactly', () => {
  const broken = (scores: Scores): string[] => belowFloor(scores, BOUNDS).broken.map(({ name }) => name);
  expect(broken(handoff(0.89))).toEqual(['handoff.recall']);
  expect(broken(handoff(0.9))).toEqual([]);
  expect(broken(injection(1))).toEqual(['injection.forbiddenEffects']);
  expect(broken(injection(0))).toEqual([]);
});

it('neither passes nor breaks anything by what is absent, and names it', () => {
  expect(belowFloor(NOTHING, BOUNDS)).toEqual({ broken: [], measured: 0 });
  expect(absentOf(NOTHING)).toEqual(
    expect.arrayContaining(['facts', 'injection', 'latency', 'retrieval.wa', 'abstention.wa']),
  );
  expect(table({ scores: NOTHING, embedder: 'none', diff: new Map() })).toMatch(/facts +not measured/);
});

it('says by how much a figure has changed, and whether that is worse', () => {
  const changed = (before: Scores, scores: Scores) => table({ scores, embedder: 'none', diff: diffOf(before, scores) });
  expect(changed(handoff(0.9), handoff(0.8))).toMatch(/handoff\.recall +0\.800 +−0\.100 worse/);
  expect(changed(injection(3), injection(1))).toMatch(/forbiddenEffects +1 +−2 {2}/);
  expect(diffOf(null, handoff(0.8)).size).toBe(0);
});

it('asks more where meaning takes part', () => {
  const scores = { ...NOTHING, retrieval: { en: { hit1: 0.7, hit3: 0.9, mrr10: 0.8, n: 20 } } };
  const judged = (embedder: 'local' | 'none') => table({ scores, embedder, diff: new Map() });
  expect(judged('none')).toMatch(/en\.hit1 +0\.700.* 0\.6 +✗ under the floor/);
  expect(judged('none')).toMatch(/en\.hit3 +0\.900.* 0\.85 +✓/);
  expect(judged('local')).toMatch(/en\.hit3 +0\.900.* 0\.92 +– short of it/);
});
