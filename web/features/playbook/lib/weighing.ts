import { WhatIfRequest } from '@oconnector/protocol/api/score.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import { type Draft, numberOf, SIGNALS } from './draft.ts';

export type Weighing = Pick<Playbook, 'weights' | 'halfLifeDays' | 'temperature'>;

/**
 * What the fields weigh by, every signal by name: what is left out is weighed as it is saved. Null while a number is missing or out of
 * its bounds, or warm is not below hot. Pure.
 */
export const weighingOf = (draft: Draft): Weighing | null => {
  const parsed = WhatIfRequest.safeParse({
    weights: Object.fromEntries(
      SIGNALS.map((signal) => [signal, { ...draft.weights[signal], points: numberOf(draft.weights[signal].points) }]),
    ),
    halfLifeDays: numberOf(draft.halfLifeDays),
    temperature: { warm: numberOf(draft.warm), hot: numberOf(draft.hot) },
  });
  if (!parsed.success) return null;
  const { weights, halfLifeDays, temperature } = parsed.data;
  if (halfLifeDays === undefined || temperature === undefined || temperature.warm >= temperature.hot) return null;
  return { weights, halfLifeDays, temperature };
};
