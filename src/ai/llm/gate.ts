import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, Reply, TurnInput } from '../assistant.ts';
import { normalise } from '../embedded/normalize.ts';

/** Why no model is asked. */
export type Gated = 'handoff' | 'social' | 'unheard' | 'orders' | 'nothing_found';

/** Below both, a passage has nothing to do with the question: a model could only make something up. */
const LOW_FLOOR = { coverage: 0.2, confidence: 0.15 };
/** From here on the burst gives the assistant orders. What quotes and cannot obey answers it. */
const ORDERS = 0.5;

const ASKS_MEMORY =
  /\b(?:(?:voce |vc |te |se )?lembra(?:m|r|ndo)?|recorda|(?:eu |ja )?(?:te |lhe )?(?:falei|disse|contei|comentei|mencionei|expliquei|mandei)|combinamos|(?:qual|como|sabe).{0,20} (?:meu|minha) (?:nome|orcamento|pedido|prazo|cidade|bairro|festa|data)|remember|i (?:told|said|mentioned)|what(?: is|s) my|recuerdas?|te dije|(?:cual|como).{0,20} mi (?:nombre|presupuesto|pedido|plazo))\b/u;

/** Whether the contact asks for what it told before. Pure. */
export const asksMemory = ({ burst }: Pick<TurnInput, 'burst'>): boolean =>
  burst.some(({ text }) => ASKS_MEMORY.test(normalise(text.slice(0, 2_000)).plain));

export const isNear = ({ coverage, confidence }: ScoredPassage): boolean =>
  coverage >= LOW_FLOOR.coverage || confidence >= LOW_FLOOR.confidence;

/**
 * `found`: a passage that a model may answer from. Why the embedded answer stands without asking a model; null when one is asked. Who hands over, who greets and who says what it
 * could not hear is decided in code. Pure.
 */
export const gate = (input: TurnInput, first: Reply, rules: Analysis, found: boolean): Gated | null => {
  // `unanswered` is the embedded one's own lack, which a model may make good.
  if (first.handoff !== null && first.handoff.reason !== 'unanswered') return 'handoff';
  if (input.unheard.length > 0) return 'unheard';
  if (rules.injection >= ORDERS) return 'orders';
  if (found || asksMemory(input)) return null;
  return first.outcome === 'social' ? 'social' : 'nothing_found';
};
