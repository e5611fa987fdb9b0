/** What became of a mutant. `caughtBy` null: nobody noticed. */
export type MutantRecord = {
  name: string;
  breaks: string;
  layer: string;
  caughtBy: string | null;
  /** The seed whose life showed it first; null where the steps were written by hand. */
  seed: number | null;
  what: string | null;
};

export type Say = (line: string) => void;

export const lineOf = ({ name, layer, caughtBy, what }: MutantRecord): string =>
  caughtBy === null ? `✗ ${name} (${layer}): nobody noticed` : `✓ ${name} (${layer}): ${caughtBy} ${what ?? ''}`;
