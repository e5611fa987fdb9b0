import type { Failure } from './failure.ts';

/** Failures in a row after which a model is left alone. */
const TRIP = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A model that is gone, not paid for or not given to us is looked at again this much later, in case somebody mended it. */
const ABSENT_MS = 60 * 60_000;
const DAY_MS = 86_400_000;

type State = { failures: number; pauses: number; until: number };
const CLOSED: State = { failures: 0, pauses: 0, until: 0 };

/** What is remembered of the models of one isolate: a cache, lost with it, never more than a reason not to ask. */
export type Breaker = {
  allows(model: string, now: number): boolean;
  succeeded(model: string): void;
  failed(model: string, failure: Pick<Failure, 'kind' | 'retryAfterMs'>, now: number): void;
  /** How long nobody is asked, whichever model: the account has no more for today. Milliseconds since the epoch. */
  stoppedUntil(): number;
};

/** The next 00:00 UTC, when Workers AI counts anew. */
export const nextMidnight = (now: number): number => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

const after = (state: State, { kind, retryAfterMs }: Pick<Failure, 'kind' | 'retryAfterMs'>, now: number): State => {
  if (kind === 'gone' || kind === 'paid' || kind === 'denied') return { ...state, until: now + ABSENT_MS };
  // Of the prompt or of one answer, not of the model: what one customer writes keeps it from nobody else.
  if (kind === 'trim' || kind === 'mode' || kind === 'refused') return state;
  const failures = state.failures + 1;
  const asked = retryAfterMs === null ? 0 : now + Math.min(retryAfterMs, LONGEST_PAUSE_MS);
  if (failures < TRIP) return { ...state, failures, until: Math.max(state.until, asked) };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** state.pauses, LONGEST_PAUSE_MS);
  // One failure less than it takes: the first call afterwards decides.
  return { failures: TRIP - 1, pauses: state.pauses + 1, until: Math.max(asked, now + pause) };
};

export const createBreaker = (): Breaker => {
  const models = new Map<string, State>();
  let stopped = 0;
  return {
    allows: (model, now) => stopped <= now && (models.get(model)?.until ?? 0) <= now,
    succeeded: (model) => void models.delete(model),
    failed: (model, failure, now) => {
      if (failure.kind === 'stop') stopped = nextMidnight(now);
      else models.set(model, after(models.get(model) ?? CLOSED, failure, now));
    },
    stoppedUntil: () => stopped,
  };
};
