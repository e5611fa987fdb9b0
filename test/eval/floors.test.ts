import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productBundle } from '../../eval/lib/build.ts';
import { openEngine, type Engine } from '../../eval/lib/engine.ts';
import { readSets, type Sets } from '../../eval/lib/rows.ts';
import { measure, type Scores } from '../../eval/measure/measure.ts';
import { figuresOf } from '../../eval/report/figures.ts';
import { belowFloor, BOUNDS } from '../../eval/report/floor.ts';
import { ROOT } from '../../scripts/lib/paths.ts';

/** The short version of `npm run eval`: the committed sets, and no times. */
describe('what the assistant is measured to be', () => {
  let engine: Engine;
  let sets: Sets;
  let scores: Scores;

  beforeAll(async () => {
    sets = await readSets([join(ROOT, 'eval/data')]);
    engine = await openEngine(await productBundle(() => {}), 'none');
    ({ scores } = await measure(engine, sets));
  });
  afterAll(() => engine.close());

  it('is under no floor', () => {
    expect(belowFloor(scores).broken).toEqual([]);
  });

  it('is measured wherever a floor stands, but for the sets that may not be committed', () => {
    const figures = figuresOf(scores);
    const missing = Object.entries(BOUNDS).filter(([path, { floor }]) => floor !== null && !figures.has(path));
    expect(missing.filter(([path]) => !/[.+](?:fq|b77)\./.test(path))).toEqual([]);
    expect(scores.retrieval['fq']).toBe('not measured');
  });
});
