import type { BantField } from '@oconnector/protocol/model/score.ts';
import { normalise } from '../normalize.ts';

/** Short words that pass over a question that was just asked. */
const REFUSES =
  /(?<![a-z])(?:prefiro nao|nao quero (?:dizer|falar|informar|responder|passar)|nao (?:vou|posso|gosto de) (?:dizer|falar|informar|passar)|nao sei(?: ainda| dizer)?|ainda nao (?:sei|defini|decidi|pensei)|nao (?:defini|decidi|tenho ideia|faco ideia|pensei nisso)|sem (?:orcamento|prazo) (?:definido|ainda)|nao tenho (?:orcamento|prazo|pressa|isso)|isso nao importa|nao interessa|por que (?:voce )?quer saber|para que (?:voce )?quer saber|nao e da sua conta|depois (?:eu )?(?:falo|digo|vejo)|prefer not|rather not|i d rather not|not sure(?: yet)?|don t know(?: yet)?|no idea|none of your business|why do you (?:ask|want|need)|no budget yet|prefiero no|no (?:lo )?se(?: todavia| aun)?|no quiero (?:decir|responder)|todavia no (?:se|lo se))(?![a-z])|^(?:nao|no|nope|passo|pular|skip)(?: (?:obrigad[oa]|thanks|gracias|precisa|por enquanto))?$/u;

/** What was asked and refused; null when nothing was asked, or it was answered, or simply not spoken of. Pure. */
export const refusedOf = (
  asked: BantField | null,
  texts: readonly string[],
  found: ReadonlySet<string>,
): BantField | null => {
  if (asked === null || FACTS_OF[asked].some((key) => found.has(key))) return null;
  return texts.some((text) => REFUSES.test(normalise(text).plain)) ? asked : null;
};

/** The facts by which each thing that a sale needs to know is known. */
export const FACTS_OF: Readonly<Record<BantField, readonly string[]>> = {
  need: ['need', 'quantity', 'bedrooms'],
  budget: ['budget', 'budget_min', 'budget_max'],
  timeline: ['deadline', 'date'],
  authority: ['authority'],
};
