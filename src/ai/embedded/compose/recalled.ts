import type { TurnInput, TurnTools } from '../../assistant.ts';
import { INJECTION_FLOOR } from '../../handoff.ts';
import { injectionScore } from '../analysis/injection.ts';
import { normalise, words } from '../normalize.ts';
import type { Language } from '../language.ts';
import { STOP_WORDS } from '../stop-words.ts';
import { ASKING } from '../wording/asking.ts';
import { WORDING } from '../wording/languages.ts';
import { draftOf, type Draft } from './composed.ts';
import { offerLine } from './handoff.ts';

/** A question about what the contact itself said before. */
const ASKS_BACK =
  /(?<![a-z])(?:(?:voce |ainda |se )?lembra(?:m|s)? (?:de mim|d[eoa]s?|que|qual|quanto|quando|o que|se|onde|como)|o que (?:foi que )?eu (?:te |tinha |ja )?(?:falei|disse|pedi|mandei|falado|contei)|(?:qual|como) (?:e|era|foi) (?:o |a )?(?:meu|minha) (?:nome|email|telefone|cep|orcamento|prazo|endereco|cidade)|(?:sabe|lembra) (?:o )?meu nome|(?:do you |you )?remember (?:me|my|what|that|when|how)|what did i (?:say|tell|ask)|what(?: is| was|s) my (?:name|email|budget|phone|city)|(?:te |se )?(?:acuerdas?|acuerda) (?:de|que|cual|cuanto|lo que)|recuerdas? (?:mi|lo que|que|cuanto)|que te (?:dije|pedi)|cual (?:es|era) mi (?:nombre|correo|presupuesto))/u;

/** Words by which a fact is asked for. */
const KEYS: Readonly<Record<string, RegExp>> = {
  name: /(?<![a-z])(?:meu nome|my name|mi nombre|como (?:eu )?me chamo|quem sou eu|de mim)/u,
  email: /(?<![a-z])(?:e ?mail|correo)/u,
  phone: /(?<![a-z])(?:telefone|celular|phone|telefono)/u,
  cep: /(?<![a-z])cep/u,
  city: /(?<![a-z])(?:cidade|onde (?:eu )?moro|city|ciudad|where i live)/u,
  budget: /(?<![a-z])(?:orcamento|quanto (?:eu )?(?:queria|posso|podia|tinha)|verba|budget|presupuesto)/u,
  deadline: /(?<![a-z])(?:prazo|para quando|deadline|plazo)/u,
  quantity: /(?<![a-z])(?:quantidade|quantos|quantas|how many|cuantos|cuantas)/u,
  order_id: /(?<![a-z])(?:numero do (?:meu )?pedido|order number|numero de(?:l| mi) pedido)/u,
};

/** Longest words of an earlier line that are said back. */
const MAX_QUOTE = 200;

export const asksBack = ({ burst }: Pick<TurnInput, 'burst'>): boolean =>
  burst.some(({ text }) => ASKS_BACK.test(normalise(text).plain));

const factQuote = (plain: string, { memory }: Pick<TurnInput, 'memory'>): string | null => {
  const held = memory.facts.filter(({ supersededBy }) => supersededBy === null);
  for (const [key, pattern] of Object.entries(KEYS)) {
    const fact = pattern.test(plain) ? held.findLast((one) => one.key === key) : undefined;
    if (fact !== undefined) return fact.quote;
  }
  return null;
};

const lineQuote = async (plain: string, input: TurnInput, tools: Pick<TurnTools, 'recall'>): Promise<string | null> => {
  const wanted = words(plain).filter(
    (word) => !STOP_WORDS.has(word) && !/^(?:lembra|falei|disse|remember|said|told|recuerdas|dije)/u.test(word),
  );
  if (wanted.length === 0) return null;
  const older = await tools.recall(wanted.join(' '), 5);
  const lines = [...older, ...input.memory.window.toReversed()].filter(
    ({ from, text }) =>
      from === 'contact' && text.length <= MAX_QUOTE && !text.includes('?') && injectionScore(text) < INJECTION_FLOOR,
  );
  return lines.find(({ text }) => wanted.some((word) => words(text).includes(word)))?.text ?? null;
};

/** Says back what the contact said, in its own words: a fact that is held, else an earlier line. */
export const composeRecalled = async (
  input: TurnInput,
  language: Language,
  tools: Pick<TurnTools, 'recall' | 'now'>,
): Promise<Draft> => {
  const plain = input.burst.map(({ text }) => normalise(text).plain).join(' ');
  const quote = factQuote(plain, input) ?? (await lineQuote(plain, input, tools));
  const wording = ASKING[language];
  if (quote !== null) return draftOf('social', [wording.remembered(quote.trim())]);
  const offer = offerLine(WORDING[language].offer, language, input, tools.now());
  return draftOf('unknown', [wording.notRemembered, offer]);
};
