import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { newStanding, type Standing, type Tuning } from './score.ts';
import { scoreAfter, type ScoreEvent } from './score-fold.ts';
import { countFact, countSignal, moved, type Move } from './score-move.ts';
import type { FactReason, Weights } from './score-weights.ts';

/** The same ledger again, counted otherwise. Decisions only. */

/** What else it is counted by; as it was counted, where that is null. */
type Recount = { weights: Weights; tuning: Tuning } | null;

type Replayed = {
  /** Null while nothing has moved the score. */
  standing: Standing | null;
  /** What each line that counted came to, by its id. */
  deltas: Map<number, Move>;
};

const isSubject = (counts: string): counts is 'city' | 'budget' => counts === 'city' || counts === 'budget';

const countAgain = (standing: Standing, line: Move, weights: Weights, at: number): Move | null => {
  const { counts, reason } = line;
  if (counts === null) return line;
  // What names its subject is about a fact, or about none any more; what else counts under a key is a signal of that name.
  if (isSubject(counts))
    return countFact(standing, counts, reason === 'corrected' ? null : (reason as FactReason), weights);
  return countSignal(standing, counts as SignalKind, weights, at);
};

/** Who locks a score fixes what they see, whatever would have come to it otherwise. */
const lockedAs = (seen: Standing | null, standing: Standing | null): Standing | null =>
  seen && standing && { ...standing, fit: seen.fit, intent: seen.intent };

/**
 * The fold of these events without the lines `without`, and, with a `recount`, under one playbook from the beginning. Pure. Corrections,
 * locks and outcomes are a person's word and stay.
 */
export const replayScore = (
  events: readonly ScoreEvent[],
  recount: Recount,
  without: ReadonlySet<number> = new Set(),
): Replayed => {
  const gone = new Set(without);
  for (const event of events) if (event.kind === 'score.replayed') for (const id of event.data.without) gone.add(id);
  const deltas = new Map<number, Move>();
  let live: Standing | null = null;
  const standing = events.reduce<Standing | null>((before, event) => {
    live = scoreAfter(live, event);
    if (event.kind === 'score.replayed' || (event.kind === 'score.tuned' && recount !== null)) return before;
    if (event.kind === 'score.locked') return lockedAs(live, scoreAfter(before ?? asTuned(recount, event.at), event));
    if (event.kind !== 'score.moved') return scoreAfter(before ?? asTuned(recount, event.at), event);
    if (gone.has(event.data.id)) return before && { ...before, lines: event.data.id };
    const current = before ?? asTuned(recount, event.at) ?? newStanding(event.at);
    const move = recount === null ? event.data : countAgain(current, event.data, recount.weights, event.at);
    if (move === null) return before;
    deltas.set(event.data.id, move);
    return { ...moved(current, move, event.at), lines: event.data.id };
  }, null);
  return { standing, deltas };
};

const asTuned = (recount: Recount, at: number): Standing | null => recount && newStanding(at, recount.tuning);
