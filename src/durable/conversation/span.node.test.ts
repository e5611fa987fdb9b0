import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extended, includes, united, upTo, type Span } from './span.ts';

const spansOf = (seqs: readonly number[]): Span[] =>
  united(
    seqs.map((seq) => ({ first: seq, last: seq })),
    [],
  );
const seqsOf = (spans: readonly Span[]): number[] =>
  spans.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

describe('spans', () => {
  it('grow by the newest message, and leave out what was answered before it', () => {
    expect(extended([], 1, 0)).toEqual([{ first: 1, last: 1 }]);
    // 2 was an answer of ours: between 1 and 3 the contact wrote nothing.
    expect(extended([{ first: 1, last: 1 }], 3, 1)).toEqual([{ first: 1, last: 3 }]);
    expect(extended([{ first: 1, last: 3 }], 8, 6)).toEqual([
      { first: 1, last: 3 },
      { first: 8, last: 8 },
    ]);
  });

  it('are sets of messages, ascending and apart', () => {
    const seqs = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(seqs, seqs, fc.integer({ min: 0, max: 41 }), (a, b, limit) => {
        const both = united(spansOf(a), spansOf(b));
        const ascending = [...new Set([...a, ...b])].toSorted((x, y) => x - y);
        expect(seqsOf(both)).toEqual(ascending);
        expect(seqsOf(upTo(both, limit))).toEqual(ascending.filter((seq) => seq <= limit));
        for (let seq = 0; seq <= 41; seq++) expect(includes(both, seq)).toBe(ascending.includes(seq));
        for (const [i, { first }] of both.entries()) expect(first).toBeGreaterThan((both[i - 1]?.last ?? -1) + 1);
      }),
    );
  });
});
