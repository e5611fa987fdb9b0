import type { Changed } from '../../test/chaos/mutants/change.ts';

/** A stage of the embedded assistant, and how the product looks without it. */
export type Stage = Changed;

/** What is taken out, one at a time. A change that no longer fits the source is an error, never a silent pass. */
export const STAGES: readonly Stage[] = [
  {
    name: 'stems',
    changes: [
      {
        file: 'src/ai/embedded/stem.ts',
        find: 'export const stem = (word: string): string => {',
        replace: 'export const stem = (word: string): string => {\n  if (word !== "") return word;',
      },
    ],
  },
  {
    name: 'chat spellings',
    changes: [
      {
        file: 'src/ai/embedded/normalize.ts',
        find: '(ABBREVIATIONS.get(word) ?? word)',
        replace: 'word',
      },
    ],
  },
  {
    name: 'concepts',
    changes: [
      {
        file: 'src/ai/embedded/concepts.ts',
        find: 'export const conceptsOfWord = (word: string): readonly string[] =>',
        replace: 'export const conceptsOfWord = (word: string): readonly string[] => word !== "\\0" ? [] :',
      },
    ],
  },
];
