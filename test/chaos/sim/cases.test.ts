import { describe, expect, it } from 'vitest';
import { runSimCases, stories } from './cases.ts';

describe('rows of the fault matrix, in the simulation', () => {
  const records = runSimCases({ cases: stories });
  // Awaited by each of the tests below.
  records.catch(() => {});

  it.each(stories.map(({ row, name }, place) => [`row ${row}: ${name}`, place] as const))('%s', async (_, place) => {
    const record = (await records)[place];
    expect(record?.why).toBeNull();
    expect(record?.verdict).toBe('passed');
  });
});
