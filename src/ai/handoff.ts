import type { HandoffReason } from '@oconnector/protocol/model/analysis.ts';
import type { Analysis, TurnInput, TurnRecord } from './assistant.ts';
import { mattersOf, type Matter } from './embedded/analysis/matters.ts';
import { words } from './embedded/normalize.ts';
import { asksForPerson } from './embedded/person.ts';

/** That a person must go on, and whether an answer from the knowledge would do as well. */
export type HandoffDecision = { reason: HandoffReason; unlessAnswered: boolean };

/** From this score on a burst counts as an attempt to give the assistant orders. */
export const INJECTION_FLOOR = 0.5;

const UNANSWERED_IN_A_ROW = 2;
const UNANSWERED_OF_TEN = 3;

/** What of these matters needs a person at once, most urgent first. A score, however high, takes nobody's lawyer away. */
const AT_ONCE: readonly (readonly [Matter, HandoffReason])[] = [
  ['self_harm', 'emergency'],
  ['danger', 'emergency'],
  ['data', 'legal'],
  ['legal', 'legal'],
];

const isEmergency = (matters: ReadonlySet<Matter>): boolean =>
  AT_ONCE.some(([matter, reason]) => reason === 'emergency' && matters.has(matter));

/** What no person has seen: who gave the conversation back had seen the rest, and is not called for it again (rule H7). */
const sinceGivenBack = (
  burst: TurnInput['burst'],
  { humanEnded }: Pick<TurnInput['memory'], 'humanEnded'>,
): TurnInput['burst'] => (humanEnded?.how === 'person' ? burst.filter(({ at }) => at > humanEnded.at) : burst);

const hasKeyword = (texts: readonly string[], keywords: readonly string[]): boolean => {
  const said = texts.map((text) => ` ${words(text).join(' ')} `);
  return keywords.some((keyword) => {
    const wanted = words(keyword).join(' ');
    return wanted !== '' && said.some((text) => text.includes(` ${wanted} `));
  });
};

/**
 * Whether this turn must be a person's, before anything is looked up: who asks for a person gets one, and nobody argues. Null:
 * the assistant may answer. The hot lead is not decided here: the score is the conversation's. Pure.
 */
export const decideHandoff = (
  { burst, record, playbook, memory }: Pick<TurnInput, 'burst' | 'record' | 'playbook' | 'memory'>,
  { sentiment, injection }: Pick<Analysis, 'sentiment' | 'injection'>,
): HandoffDecision | null => {
  const firm = (reason: HandoffReason): HandoffDecision => ({ reason, unlessAnswered: false });
  if (burst.some(({ text }) => isEmergency(mattersOf(text)))) return firm('emergency');
  const texts = sinceGivenBack(burst, memory).map(({ text }) => text);
  const matters = new Set(texts.flatMap((text) => [...mattersOf(text)]));
  const urgent = AT_ONCE.find(([matter]) => matters.has(matter));
  if (texts.some(asksForPerson)) return firm('asked_for_human');
  if (hasKeyword(texts, playbook.handoffKeywords)) return firm('owner_keyword');
  if (injection >= INJECTION_FLOOR) return record.injectionsInARow > 0 ? firm('injection') : null;
  if (urgent !== undefined) return firm(urgent[1]);
  const angry = matters.has('anger');
  if (matters.has('refund')) return { reason: 'legal', unlessAnswered: !angry };
  if (matters.has('payment')) return { reason: 'payment_problem', unlessAnswered: !angry };
  if (angry || (matters.has('cancel') && sentiment === 'neg')) return firm('complaint');
  if (sentiment === 'neg' && record.negativeInARow > 0) return firm('complaint');
  return matters.has('trouble') ? { reason: 'complaint', unlessAnswered: true } : null;
};

/** Whether one more turn without an answer is the one after which a person goes on. */
export const triedEnough = ({ unansweredInARow, unansweredOfTen }: TurnRecord): boolean =>
  unansweredInARow + 1 >= UNANSWERED_IN_A_ROW || unansweredOfTen + 1 >= UNANSWERED_OF_TEN;
