import { normalise } from './normalize.ts';

/** Nouns for someone of the team. `pessoa` and `alguém` count only after a verb that asks to be put through. */
const PERSON =
  '(?:atendentes?|human[oa]s?|pessoas?|alguem|vendedora?|gerente|responsavel|don[oa]|consultora?|especialista|supervisora?|secretaria|recepcao|equipe|time|agent|human|person|someone|somebody|representative|manager|staff|operator|persona|alguien|agente|asesora?|encargad[oa]|operadora?)';
const KIND = '(?: (?:real|de verdade|mesmo|mesma|humano|humana|da equipe|da loja|de carne e osso|de verdad))?';
const ARTICLE = '(?:o|a|um|uma|os|as|algum|alguma|the|an|un|una|el|la|seu|sua|real|your)';
const TALK =
  '(?:falar|fala|falo|conversar|tratar|ser atendid[oa]|me atender|atendid[oa]|talk|speak|chat|connect me|hablar|habla|contactar|comunicar)';
const CALL =
  '(?:chama|chame|chamar|chamem|passa|passe|passar|transfere|transfira|transferir|encaminha|encaminhe|encaminhar|me liga|call|get me|transfer me|pasa|pasame|llama|llamar|transfiere|transferirme|comunicame)';

const ASKS: readonly RegExp[] = [
  new RegExp(`\\b${TALK} (?:com|por|to|with|con)(?: ${ARTICLE}){0,3} ${PERSON}${KIND}\\b`, 'u'),
  new RegExp(`\\b${CALL}(?: (?:me|por favor|para|com|to|a|con)){0,3}(?: ${ARTICLE}){0,3} ${PERSON}${KIND}\\b`, 'u'),
  /\b(?:quero|queria|preciso|prefiro|gostaria de|need|want|quiero|necesito)(?: (?:um|uma|o|a|de um|de uma|a|an|un|una))* (?:atendente|humano|humana|atendimento humano|pessoa (?:real|de verdade|humana)|human|real person|persona real|agente|agent)\b/u,
  /\b(?:atendimento humano|suporte humano|human support|human agent|live agent|real person|atencion humana)\b/u,
  /^(?:um |uma |o |a |an? )?(?:atendente|humano|human|agent|pessoa real|pessoa de verdade|vendedor|vendedora)(?: por favor| please)?$/u,
  /^(?:tem|ha|hay|is there|is)(?: (?:algum|alguma|um|uma|a|any|an|algun|alguna))*(?: (?:alguem|pessoa|atendente|humano|anyone|someone|human|person|alguien|persona))(?: (?:ai|de verdade|de carne e osso|disponivel|online|para me atender|real|here|available|there|ahi))+$/u,
  /\bser atendid[oa] por (?:um |uma )?(?:pessoa|humano|humana|atendente|alguem)\b/u,
];

const NEGATION = /\b(?:nao|nunca|nem|sem|dont|do not|don t|not|without|no|sin)\b/u;

/** Clauses that ask for a person: negation counts when it stands before the request in the same clause. */
const asks = (clause: string): boolean =>
  ASKS.some((pattern) => {
    const match = pattern.exec(clause);
    if (match === null) return false;
    const before = clause.slice(0, match.index);
    // `não consigo falar com ninguém`, `não quero robô quero humano`: the nearest verb of wish after the "não" wins.
    const sinceWish = before.split(/\b(?:mas|e sim|quero|preciso|prefiro|but|pero)\b/u).at(-1) ?? '';
    const negatedWish =
      /\b(?:nao|nem|dont|don t|no) (?:e |eu )?(?:quero|preciso|precisa|want|need|quiero|necesito|gostaria)[^,]*$/u.test(
        `${before} ${match[0]}`.trim(),
      );
    return !NEGATION.test(sinceWish) && !(negatedWish && !/\bmas\b|\be sim\b|robo|bot\b/u.test(before));
  });

/** Who is tired of the machine, or looks for somebody who is not there, asks for a person too. */
const TIRED =
  /^(?:chega de|cansei de|cansad[oa] de|para de|para com|basta de|nao (?:quero|aguento)(?: mais)?(?: falar com)?|odeio|sem|stop with|no more|enough with|i don t want|no quiero(?: hablar con)?|basta de) (?:o |a |esse |este |essa |um |uma |the |this |a |el |un |este )?(?:robos?|bots?|robots?|maquinas?|chatbots?|inteligencia artificial|automatic[oa])(?![a-z])|^(?:cade|onde (?:esta|ta)|where is|donde esta) (?:o |a |the |el |la )?(?:supervisora?|gerente|atendente|responsavel|don[oa]|vendedora?|manager|supervisor|agent|encargad[oa])(?: (?:daqui|dai|da loja))?$|^quero (?:gente|pessoa)(?: de verdade)?$/u;

/** Whether a message asks to speak with a person, in pt, en or es. */
export const asksForPerson = (text: string): boolean =>
  normalise(text).clauses.some(({ plain }) => asks(plain) || TIRED.test(plain));

const YES =
  /^(?:(?:sim|quero|quero sim|pode|pode sim|pode ser|pode chamar|pode chamar sim|pode por favor|chama|chama sim|chame|chama ai|claro|claro que sim|com certeza|por favor|isso|isso mesmo|ok|okay|uhum|aham|beleza|bora|manda|gostaria|gostaria sim|ta bom|esta bom|perfeito|otimo|aceito|yes|yes please|yeah|yep|sure|please|please do|go ahead|of course|ok please|si|si por favor|si quiero|claro que si|dale|bueno|por supuesto|llama|quiero)(?: |$))+(?:por favor|please|chamar|chama|uma pessoa|alguem|obrigad[oa]|entao|someone|a alguien)?$/u;

/** Thumbs up, check mark or folded hands, in any skin tone, and nothing else. */
const THUMBS_UP = /^\s*(?:(?:\u{1F44D}|\u{2705}|\u{1F64F})(?:\p{Emoji_Modifier}|\u{FE0F})?\s*)+$/u;

/** A yes is short; the limit also bounds the pattern, whose alternatives overlap. */
const MAX_YES_WORDS = 7;

/** Whether a message says yes to the offer of a person that was just made. `pode parcelar?` does not. */
export const saysYes = (text: string): boolean => {
  if (THUMBS_UP.test(text)) return true;
  const [first] = normalise(text).clauses;
  if (first === undefined || first.question || first.plain.split(' ').length > MAX_YES_WORDS) return false;
  return YES.test(first.plain);
};
