import type { Passage } from '@oconnector/protocol/model/passage.ts';
import { keepAtMost } from '../../lib/keep-at-most.ts';

/** A passage with the terms that it is found by. */
export type Findable = {
  id: number;
  passage: Passage;
  /** Other questions that it answers, as its owner wrote them. */
  questions: readonly string[];
  stems: ReadonlySet<string>;
  concepts: ReadonlySet<string>;
  context: ReadonlySet<string>;
};

/** Passages that are remembered, some kilobytes each; counts; and queries with the passages or words that they hit. */
const MOST_PASSAGES = 1_000;
const MOST_COUNTS = 5_000;
const MOST_QUERIES = 500;

/** A passage that a query hit, and FTS5's bm25 of it: lower is better. */
export type Hit = { id: number; score: number };

/** By its id, and by its passage id. */
type Key = number | string;

/**
 * What searches read of the index again and again. Nothing of it outlives a write; and what is read in a transaction that wrote is
 * not kept at all, for golden questions are asked of a draft that may be taken back.
 */
export type Recall = {
  count(key: string, read: () => number): number;
  hits(query: string, read: () => Hit[]): readonly Hit[];
  stems(query: string, read: () => string[]): readonly string[];
  /** Those of them that there are; `read` gets the ones that are not known. */
  findable(keys: readonly Key[], read: (missing: Key[]) => Findable[]): Map<Key, Findable>;
  /** Something is written. */
  forget(): void;
};

export const openRecall = (): Recall => {
  const counts = new Map<string, number>();
  const queries = new Map<string, Hit[]>();
  const stems = new Map<string, string[]>();
  const passages = new Map<Key, Findable>();
  let settled = true;
  const recalled = <V>(kept: Map<string, V>, most: number, key: string, read: () => V): V => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const value = read();
    if (settled) keepAtMost(most, kept, key, value);
    return value;
  };
  return {
    count: (key, read) => recalled(counts, MOST_COUNTS, key, read),
    hits: (query, read) => recalled(queries, MOST_QUERIES, query, read),
    stems: (query, read) => recalled(stems, MOST_QUERIES, query, read),
    findable: (keys, read) => {
      const found = new Map<Key, Findable>();
      for (const key of keys) {
        const known = passages.get(key);
        if (known !== undefined) found.set(key, known);
      }
      const missing = new Set(keys.filter((key) => !found.has(key)));
      const fresh = missing.size === 0 ? [] : read([...missing]);
      for (const one of fresh) {
        for (const key of [one.id, one.passage.passageId]) {
          if (missing.has(key)) found.set(key, one);
          if (settled) keepAtMost(2 * MOST_PASSAGES, passages, key, one);
        }
      }
      return found;
    },
    forget: () => {
      counts.clear();
      queries.clear();
      stems.clear();
      passages.clear();
      if (!settled) return;
      settled = false;
      // Transactions are synchronous: by then this one stands or was taken back.
      queueMicrotask(() => (settled = true));
    },
  };
};
