import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorldOptions } from '../sim/world.ts';
import { type Change, DoesNotApply, filesOf, mutated } from './change.ts';

export { type Change, DoesNotApply, filesOf, mutated } from './change.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/**
 * A deliberately broken build. It exists only in the memory of the process that runs it: the product has no flag for it and its
 * files are never touched. A build that the checker does not catch shows a hole, in the checker or in what is run.
 */
export type Mutant = {
  name: string;
  /** What is broken, in one sentence. */
  breaks: string;
  /** L0: the simulation. L1: real objects in workerd, for what only their storage and alarms show. */
  layer: 'L0' | 'L1';
  /** The invariant that must catch it: another one, or an error, does not count. */
  promise: `I${number}`;
  changes: readonly Change[];
  /** How its worlds differ from the usual ones. */
  world?: Pick<WorldOptions, 'profile' | 'keepsOurIds'>;
  /** Real time is needed: only by `npm run chaos`. */
  slow?: boolean;
};

/** @throws when a change does not apply or changes nothing. */
export const checkApplies = (mutant: Mutant): void => {
  for (const file of filesOf(mutant)) {
    const source = readFileSync(join(ROOT, file), 'utf8');
    if (mutated(mutant, file, source) === source) throw new DoesNotApply(`${mutant.name} leaves ${file} as it is`);
  }
};
