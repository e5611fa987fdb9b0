import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { Playbook, Weight } from '@oconnector/protocol/model/playbook.ts';
import { SIGNAL_WEIGHTS } from '@oconnector/protocol/model/signal-weights.ts';
import type { BantField, ScoreReason } from '@oconnector/protocol/model/score.ts';

/** What a fact says about the playbook's audience. Our choice, as the weights of signals are. */
const FACTS = {
  city_served: { axis: 'fit', points: 20 },
  city_not_served: { axis: 'fit', points: -30 },
  budget_enough: { axis: 'fit', points: 25 },
  budget_too_small: { axis: 'fit', points: -20 },
} as const satisfies Partial<Record<ScoreReason, Weight>>;

export type Weights = Playbook['weights'];
export type FactReason = keyof typeof FACTS;

const isAboutFact = (reason: SignalKind | FactReason): reason is FactReason => reason in FACTS;

export const weightOf = (reason: SignalKind | FactReason, weights: Weights): Weight =>
  isAboutFact(reason) ? FACTS[reason] : (weights[reason] ?? SIGNAL_WEIGHTS[reason]);

/** What facts speak about; of two facts about the same the later one counts. */
export type Subject = 'city' | 'budget';

/** Whoever wants this of the business is none of its customers: what else they ask brings them no nearer to buying. */
export const NOT_A_LEAD: readonly ScoreReason[] = ['seeks_job', 'sells_something', 'wrong_number'];
/** Whoever said this does not want to be sold anything now, whatever they asked before. */
export const TURNED_AWAY: readonly ScoreReason[] = ['not_interested', 'abusive'];
/** The words that take the first back, and the second. */
export const LIFTS_NOT_A_LEAD: readonly ScoreReason[] = ['wants_to_buy'];
export const LIFTS_TURNED_AWAY: readonly ScoreReason[] = ['wants_to_buy', 'wants_now', 'gave_budget'];

/** What tells each thing that a sale must know: keys of facts, signals, and how likely an answer to the question is one that counts. */
export const BANT: Record<BantField, { keys: readonly string[]; signals: readonly SignalKind[]; chance: number }> = {
  // Asked first it kills a chat, so that seldom an answer comes.
  budget: { keys: ['budget', 'budget_min', 'budget_max'], signals: ['gave_budget'], chance: 0.3 },
  authority: { keys: ['authority'], signals: ['decides'], chance: 0.6 },
  need: { keys: ['need'], signals: ['gave_need'], chance: 0.9 },
  timeline: { keys: ['deadline', 'timeline'], signals: ['gave_deadline', 'wants_now'], chance: 0.7 },
};
