import { splitSentences } from '../embedded/sentences.ts';
import { quantitiesIn, type Quantity } from './quantities.ts';
import { flat } from './words.ts';

/** Says yes to what was asked, in whichever of the three languages. */
const AFFIRMS =
  /(?:^|[.!?,;:] ?)(?:(?:ah|oi|ola|hi|hello|hola)[,!]? )?(?:sim|isso|exato|exatamente|correto|corretissimo|certo|certinho|claro|com certeza|pode sim|confirmo|confirmado|perfeito|verdade|e isso|esta certo|yes|yep|yeah|right|correct|exactly|sure|of course|that is right|that's right|si|correcto|exacto|asi es|por supuesto|es correcto)(?=$|[^\p{L}])|\b(?:esse|este) (?:mesmo|(?:e|eh) o (?:valor|preco|prazo|horario))|\b(?:valor|preco|prazo|horario) (?:e|eh) (?:esse|este|isso)\b|\b(?:that is|that's|this is) the (?:price|value|fee)\b|\b(?:ese|este) es el (?:precio|valor|plazo)\b|[👍✅👌]/u;
/** What a contact says of itself is not asked to be confirmed: `meu orçamento é 500, vocês fazem?`. */
const OF_ONESELF =
  /\b(?:meu|minha|tenho|posso (?:gastar|pagar|investir)|quero gastar|my|i have|i can (?:pay|spend)|mi|tengo|puedo (?:gastar|pagar))\b/u;

type Asked = { sentence: string; quantity: Quantity };

/** What a burst would have confirmed. A bare number counts people, sizes, anything. */
const askedOf = (question: string): Asked[] =>
  splitSentences(question)
    .filter(({ text }) => text.includes('?') || !OF_ONESELF.test(flat(text)))
    .flatMap(({ text }) => quantitiesIn(text).map((quantity) => ({ sentence: text, quantity })))
    .filter(({ quantity: { kind, unit } }) => kind !== 'plain' || unit !== null);

/**
 * What an answer says yes to although none of its sources bears it: `é 50 reais, né?`, `Isso mesmo!`. Who says the true figure beside its yes
 * has corrected it. `holds`: whether the sources bear a figure of a sentence. Pure.
 */
export const confirmsUnborne = (
  answer: string,
  question: string,
  holds: (quantity: Quantity, sentence: string) => boolean,
): Quantity[] => {
  if (!AFFIRMS.test(flat(answer))) return [];
  const corrected = new Set(
    splitSentences(answer).flatMap(({ text }) =>
      quantitiesIn(text).flatMap((said) => (holds(said, text) ? [said.kind] : [])),
    ),
  );
  return askedOf(question).flatMap(({ sentence, quantity }) =>
    corrected.has(quantity.kind) || holds(quantity, sentence) ? [] : [quantity],
  );
};
