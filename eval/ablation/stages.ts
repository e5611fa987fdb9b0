import type { Changed } from '../../test/chaos/mutants/change.ts';

/** A stage of the embedded assistant, and how the product looks without it. */
export type Stage = Changed;

/** What is taken out, one at a time. A change that no longer fits the source is an error, never a silent pass. */
export const STAGES: readonly Stage[] = [
  {
    name: 'stop words',
    changes: [
      {
        file: 'src/ai/embedded/stop-words.ts',
        find: 'export const STOP_WORDS = set(`',
        replace: 'export const STOP_WORDS = ((_: string): ReadonlySet<string> => new Set())(`',
      },
    ],
  },
  {
    name: 'stems',
    changes: [
      {
        file: 'src/ai/embedded/stem.ts',
        find: 'export const stem = (word: string): string => {',
        replace: "export const stem = (word: string): string => {\n  if (word !== '') return word;",
      },
    ],
  },
  {
    name: 'chat spellings',
    changes: [{ file: 'src/ai/embedded/normalize.ts', find: '(ABBREVIATIONS.get(word) ?? word)', replace: 'word' }],
  },
  {
    name: 'concepts',
    changes: [
      {
        file: 'src/ai/embedded/concepts.ts',
        find: 'export const conceptsOfWord = (word: string): readonly string[] =>',
        replace: 'export const conceptsOfWord = (word: string): readonly string[] => word.length >= 0 ? [] :',
      },
      {
        file: 'src/ai/embedded/concepts.ts',
        find: 'export const phrasesIn = (list: readonly string[]): FoundPhrase[] => {',
        replace:
          'export const phrasesIn = (list: readonly string[]): FoundPhrase[] => {\n  if (list.length >= 0) return [];',
      },
    ],
  },
  {
    name: 'misspellings',
    changes: [
      {
        file: 'src/ai/embedded/near.ts',
        find: 'export const near = (one: string, other: string): boolean => {',
        replace: 'export const near = (one: string, other: string): boolean => {\n  if (one.length >= 0) return false;',
      },
    ],
  },
  {
    name: 'coverage, title and best sentence (bm25 alone)',
    changes: [
      {
        file: 'src/durable/knowledge/fusion.ts',
        find: 'const BOOST = { coverage: 6, title: 3, sentence: 2,',
        replace: 'const BOOST = { coverage: 0, title: 0, sentence: 0,',
      },
    ],
  },
];
