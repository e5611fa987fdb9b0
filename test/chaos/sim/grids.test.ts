import { describe, expect, it } from 'vitest';
import { grids, runParts } from './cases.ts';

const all = runParts(grids);

describe.each(grids.map((grid) => [`row ${grid.row}: ${grid.name}`, grid] as const))('%s', (_, grid) => {
  it.each(grid.parts.map(({ name }, place) => [name, place] as const))('%s', async (_point, place) => {
    const part = all.find(({ job }) => job.one === grid && job.part === place);
    const found = await part?.done;
    expect(found?.why).toBeNull();
    // A grid without cells proves nothing.
    expect(found?.injected['cells']).toBeGreaterThan(0);
  });
});
