/**
 * Messages of the contact between two numbers of the thread, both included. What waits for an answer is a list of spans, ascending and
 * apart: between two bursts that wait there may be one that was answered, and no message is answered twice.
 */
export type Span = { first: number; last: number };

/** With one more message, the newest; `newestBefore` is the one before it, answered or not. */
export const extended = (spans: readonly Span[], seq: number, newestBefore: number): Span[] => {
  const last = spans.at(-1);
  return last !== undefined && last.last >= newestBefore
    ? [...spans.slice(0, -1), { first: last.first, last: seq }]
    : [...spans, { first: seq, last: seq }];
};

/** What of them is not newer than a message. */
export const upTo = (spans: readonly Span[], seq: number): Span[] =>
  spans.filter(({ first }) => first <= seq).map(({ first, last }) => ({ first, last: Math.min(last, seq) }));

/** All of both. */
export const united = (a: readonly Span[], b: readonly Span[]): Span[] => {
  const spans: Span[] = [];
  for (const span of [...a, ...b].toSorted((x, y) => x.first - y.first)) {
    const last = spans.at(-1);
    if (last !== undefined && span.first <= last.last + 1) last.last = Math.max(last.last, span.last);
    else spans.push({ ...span });
  }
  return spans;
};

export const includes = (spans: readonly Span[], seq: number): boolean =>
  spans.some(({ first, last }) => first <= seq && seq <= last);

/** Without one message: the span that had it is two, or shorter, or gone. */
export const without = (spans: readonly Span[], seq: number): Span[] =>
  spans.flatMap(({ first, last }) =>
    seq < first || seq > last
      ? [{ first, last }]
      : [
          { first, last: seq - 1 },
          { first: seq + 1, last },
        ].filter((rest) => rest.first <= rest.last),
  );
