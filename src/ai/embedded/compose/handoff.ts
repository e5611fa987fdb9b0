import type { HandoffReason } from '@oconnector/protocol/model/analysis.ts';
import type { TurnInput } from '../../assistant.ts';
import { nextOpening } from '@oconnector/protocol/model/hours.ts';
import { mattersOf } from '../analysis/matters.ts';
import type { Language } from '../language.ts';
import { HANDOVER, whenIn } from '../wording/handover.ts';
import { draftOf, type Draft } from './composed.ts';

/** What is true about when a person answers, for somebody who was promised one. */
const promise = (language: Language, { playbook }: Pick<TurnInput, 'playbook'>, now: number): string => {
  const wording = HANDOVER[language];
  const next = nextOpening(playbook, now);
  if (next === null) return wording.goesOn;
  return next.kind === 'now' ? wording.open : wording.later(whenIn(language, next));
};

/** The offer of a person, and before it when one would answer, where nobody does at the moment. It still ends with the offer. */
export const offerLine = (
  offer: string,
  language: Language,
  { playbook }: Pick<TurnInput, 'playbook'>,
  now: number,
): string => {
  const next = nextOpening(playbook, now);
  return next?.kind === 'later' ? `${HANDOVER[language].closedNow(whenIn(language, next))} ${offer}` : offer;
};

/** Says that a person goes on, why, and when. */
export const composeHandoff = (
  reason: HandoffReason,
  language: Language,
  input: Pick<TurnInput, 'burst' | 'playbook'>,
  now: number,
): Draft => {
  const wording = HANDOVER[language];
  const dying = input.burst.some(({ text }) => mattersOf(text).has('self_harm'));
  const opening =
    reason === 'emergency'
      ? dying
        ? wording.selfHarm
        : [wording.danger]
      : [wording.opening[reason] ?? wording.opening.asked_for_human];
  return { ...draftOf('handoff', [...opening, promise(language, input, now)]), handoff: { reason } };
};
