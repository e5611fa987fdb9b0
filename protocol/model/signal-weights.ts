import type { SignalKind } from './analysis.ts';
import type { Weight } from './playbook.ts';

const fit = (points: number): Weight => ({ axis: 'fit', points });
const intent = (points: number): Weight => ({ axis: 'intent', points });

/** What each signal is worth where the playbook says nothing else. Our choice; the calibration judges it. */
export const SIGNAL_WEIGHTS: Readonly<Record<SignalKind, Weight>> = {
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
