import { extended, includes, without as spansWithout } from './span.ts';
import type { Burst, Pending } from './state.ts';

/** What waits for an answer, in the fold of the log. */

export const untried = { attempts: 0, stale: 0, failures: 0, lost: 0, unsaid: 0 };

export const extend = (burst: Burst | null, seq: number, newestBefore: number, at: number): Burst => ({
  spans: extended(burst?.spans ?? [], seq, newestBefore),
  firstAt: burst?.firstAt ?? at,
  lastAt: at,
  count: (burst?.count ?? 0) + 1,
});

/** The tries that come share a time of their own: what was tried before counts for something else. */
export const triedAnew = <P extends Partial<Pending>>({ triedAt: _, ...pending }: P): Omit<P, 'triedAt'> => pending;

/** A burst without a message of it; null when nothing else was in it. */
export const burstWithout = <B extends Burst>(burst: B | null, seq: number): B | null => {
  if (burst === null || !includes(burst.spans, seq)) return burst;
  return burst.count <= 1 ? null : { ...burst, spans: spansWithout(burst.spans, seq), count: burst.count - 1 };
};

/** Nobody owes the contact an answer. */
export const answered = { pending: null, newer: null, replies: {}, waitingSince: null } as const;
