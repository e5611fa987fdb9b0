import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths.ts';
import { filesOf, mutated } from '../../test/chaos/mutants/change.ts';
import { STAGES } from './stages.ts';

it.each(STAGES)('$name can be taken out of the product as it is', (stage) => {
  for (const file of filesOf(stage)) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    expect(mutated(stage, file, source)).not.toBe(source);
  }
});
