import { describe, expect, it } from 'vitest';
import { checkApplies, DoesNotApply, mutated, type Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';
import { readKept } from './lives.ts';
import type { MutantRecord } from './records.ts';
import { runMutants } from './run.ts';

describe('a mutant', () => {
  const mutant: Mutant = {
    name: 'example',
    breaks: 'It says no.',
    layer: 'L0',
    promise: 'I1',
    changes: [{ file: 'a.ts', find: 'yes', replace: '$& or no' }],
  };

  it('replaces exactly one place, to the letter, and leaves other files alone', () => {
    expect(mutated(mutant, 'a.ts', 'say yes')).toBe('say $& or no');
    expect(mutated(mutant, 'b.ts', 'say yes')).toBe('say yes');
  });

  it.each(['say maybe', 'yes, yes'])('does not apply to %j', (source) => {
    expect(() => mutated(mutant, 'a.ts', source)).toThrow(DoesNotApply);
  });
});

describe('the mutants', () => {
  it('are at least fifteen, under different names', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(15);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect(Object.keys(readKept()).filter((name) => !mutants.some((mutant) => mutant.name === name))).toEqual([]);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s: applies to the product', (_, mutant) => {
    checkApplies(mutant);
  });

  it('are caught, each by the promise it breaks, while the product as it is breaks none in the same lives', async () => {
    const log = (line: string): void => void process.stdout.write(`  ${line}\n`);
    const records: MutantRecord[] = await runMutants({ quick: true, log });
    expect(records.length).toBeGreaterThanOrEqual(15);
    expect(records.filter(({ caughtBy }) => caughtBy === null).map(({ name }) => name)).toEqual([]);
    for (const { name, caughtBy } of records)
      expect([name, caughtBy]).toEqual([name, mutants.find((mutant) => mutant.name === name)?.promise]);
  });
});
