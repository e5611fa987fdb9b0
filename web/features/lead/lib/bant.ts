import type { BantField } from '@oconnector/protocol/model/score.ts';

/** In the order in which a conversation finds them out: nobody likes to be asked for money first. */
export const BANT: readonly BantField[] = ['need', 'timeline', 'budget', 'authority'];
