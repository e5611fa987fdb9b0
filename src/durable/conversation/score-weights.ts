import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { Playbook, Weight } from '@oconnector/protocol/model/playbook.ts';
import type { BantField, ScoreReason } from '@oconnector/protocol/model/score.ts';

/** What each reason is worth where the playbook says nothing else. Our choice; the calibration judges it. */

const fit = (points: number): Weight => ({ axis: 'fit', points });
const intent = (points: number): Weight => ({ axis: 'intent', points });

const SIGNALS: Record<SignalKind, Weight> = {
  asked_price: intent(12),
  asked_availability: intent(10),
  asked_payment: intent(12),
  asked_schedule: intent(15),
  asked_address: intent(12),
  wants_now: intent(20),
  wants_to_buy: intent(30),
  gave_budget: intent(15),
  gave_deadline: intent(15),
  gave_need: intent(18),
  gave_company: fit(10),
  decides: fit(15),
  sent_file: intent(5),
  answered_fast: intent(3),
  came_back: intent(8),
  objected: intent(-5),
  only_curious: intent(-10),
  not_interested: intent(-40),
  seeks_job: fit(-60),
  sells_something: fit(-60),
  wrong_number: fit(-60),
  abusive: intent(-40),
  ignored_follow_up: intent(-10),
};

/** What a fact says about the playbook's audience. */
const FACTS = {
  city_served: fit(20),
  city_not_served: fit(-30),
  budget_enough: fit(25),
  budget_too_small: fit(-20),
} as const satisfies Partial<Record<ScoreReason, Weight>>;

export type Weights = Playbook['weights'];
export type FactReason = keyof typeof FACTS;

const isAboutFact = (reason: SignalKind | FactReason): reason is FactReason => reason in FACTS;

export const weightOf = (reason: SignalKind | FactReason, weights: Weights): Weight =>
  isAboutFact(reason) ? FACTS[reason] : (weights[reason] ?? SIGNALS[reason]);

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
