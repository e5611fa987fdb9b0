import type { Intent, Language, Sentiment } from '@oconnector/protocol/model/analysis.ts';
import type { Analysis } from '../../assistant.ts';
import { normalise } from '../normalize.ts';
import { asksForPerson } from '../person.ts';
import { readSocial } from '../social.ts';
import { mattersOf } from './matters.ts';
import { nearestIntent } from './nearest.ts';

/** What a burst is judged by. */
export type Evidence = {
  texts: readonly string[];
  language: Language;
  sentiment: Sentiment;
  facts: Analysis['facts'];
  signals: Analysis['signals'];
};

const OPT_OUT =
  /^(?:(?:por favor|please|ok|favor) )?(?:sair|parar|pare|parem|stop|unsubscribe|descadastrar|me descadastr[a-z]+|baja|darme de baja|remover|cancelar inscricao|opt out)(?: (?:por favor|please|agora|ja|now))?$|(?:nao (?:quero|desejo|aceito|autorizo)(?: mais)? receber(?: mais)?(?: (?:essas|suas|as|mais|nenhuma|estas|voces))* ?(?:mensage|promoc|propagand|msg|nada|anuncio|spam|contato|$)|(?:pare|parem|para|parar) de (?:me )?(?:mandar|enviar) (?:mensage|msg|promoc|propagand|isso|spam)|nao me (?:mande|mandem|envie|enviem|chame|contate|perturbe)m? mais(?: (?:nada|mensage[a-z]*|msg))?$|me (?:tira|tire|remove|remova|exclui|exclua)[a-z]* (?:da|dessa|desta|de) (?:sua )?lista|stop (?:messaging|texting|sending)|remove me|no more messages|no quiero (?:recibir )?mas mensajes|no me (?:escriban|envien) mas|dejen de (?:escribir|enviar|mandar))/u;

const PRAISE =
  /(?<![a-z])(?:adorei|amei|gostei|parabens|otim|excelente|maravilh|perfeit|incrivel|nota (?:10|dez)|recomendo|melhor (?:do )?que|superou|valeu a pena|(?:sao|muito|foi|super) top(?! up)|top demais|lov(?:e|ed) (?:it|the|your)|great (?:job|work|service)|amazing|excellent|encant|me gusto|genial|buenisim)/u;

/** Facts that a contact gives of itself, as far as they make a message one that introduces. */
const INTRODUCES = new Set(
  'name email phone cep cpf cnpj role employees company authority deadline neighborhood'.split(' '),
);
const LIVES = /(?:moro|sou|somos|vivo|soy|live|from|estou|falo)/iu;
const PRICED = new Set(['budget_min', 'budget_max', 'bedrooms']);

/** Questions that no business is asked for its trade. */
const OFF_TOPIC =
  /(?<![a-z])(?:piada|chiste|joke|poema(?! personalizado)|capital d[aoe]|presidente|flamengo|corinthians|palmeiras|(?:quem|que) (?:ganhou|venceu)|who won|quien gano|previsao do tempo|vai chover|weather|horoscopo|signo|sentido da vida|meaning of life|receita de [a-z]+$|historia engracada|conta uma historia|mega ?sena|bitcoin hoje|dolar hoje|traduz (?:para|essa)|voce (?:namora|gosta de futebol)|jogo d[oe] (?:futebol|brasil))/u;

type Rule = {
  intent: Intent;
  when: (evidence: Evidence & { plain: string; matters: ReturnType<typeof mattersOf> }) => boolean;
};

const has = (evidence: Evidence, ...kinds: Analysis['signals'][number]['kind'][]): boolean =>
  evidence.signals.some(({ kind }) => kinds.includes(kind));

const introduces = ({ facts, texts }: Evidence): boolean =>
  facts.some(
    ({ key, quote }) => INTRODUCES.has(key) || (key === 'city' && (LIVES.test(quote) || LIVES.test(texts.join(' ')))),
  );

/** In this order: what is urgent, then what cannot be taken for anything else. */
const RULES: readonly Rule[] = [
  { intent: 'opt_out', when: ({ plain }) => OPT_OUT.test(plain) },
  { intent: 'emergency', when: ({ matters }) => matters.has('self_harm') || matters.has('danger') },
  { intent: 'data_request', when: ({ matters }) => matters.has('data') },
  { intent: 'human', when: ({ texts }) => texts.some(asksForPerson) },
  { intent: 'cancel', when: ({ matters }) => matters.has('cancel') && !matters.has('legal') },
  {
    intent: 'complaint',
    when: ({ matters, sentiment }) =>
      matters.has('legal') ||
      matters.has('refund') ||
      matters.has('payment') ||
      matters.has('trouble') ||
      (matters.has('anger') && sentiment !== 'pos'),
  },
  { intent: 'off_topic', when: ({ plain }) => OFF_TOPIC.test(plain) },
  { intent: 'objection', when: (evidence) => has(evidence, 'objected', 'not_interested') },
  { intent: 'buy', when: (evidence) => has(evidence, 'wants_to_buy') && !has(evidence, 'asked_price') },
  {
    intent: 'schedule',
    when: (evidence) =>
      evidence.facts.some(({ key }) => key === 'time') ||
      (has(evidence, 'asked_schedule') && !has(evidence, 'asked_price')),
  },
  {
    intent: 'price',
    when: (evidence) => has(evidence, 'asked_price') || evidence.facts.some(({ key }) => PRICED.has(key)),
  },
  { intent: 'lead_info', when: introduces },
  { intent: 'price', when: ({ facts }) => facts.some(({ key }) => key === 'budget') },
  { intent: 'buy', when: ({ facts }) => facts.some(({ key }) => key === 'quantity') },
];

/** Courtesies that are all that was written. */
const socialIntent = ({ texts, sentiment }: Evidence): Intent | null => {
  const readings = texts.map((text) => readSocial(normalise(text)));
  const acts = new Set(readings.flatMap(({ acts: some }) => some));
  const rest = readings.flatMap(({ rest: some }) => some).join(' ');
  if (acts.has('thanks') && (rest === '' || sentiment === 'pos') && !texts.some((text) => text.includes('?')))
    return 'thanks';
  if (rest !== '') return null;
  return acts.has('greeting') || acts.has('how_are_you') ? 'greeting' : null;
};

/** What a burst is for: by strong rules, else by the messages most like it, else a question. Pure. */
export const intentOf = (evidence: Evidence): Intent => {
  const whole = evidence.texts.join('\n');
  const { plain } = normalise(whole);
  const matters = new Set(evidence.texts.flatMap((text) => [...mattersOf(text)]));
  const ruled = RULES.find(({ when }) => when({ ...evidence, plain, matters }))?.intent;
  const social = ruled === undefined || ruled === 'lead_info' ? socialIntent(evidence) : null;
  if (ruled !== undefined && social === null) return ruled;
  if (social !== null) return social;
  if (evidence.sentiment === 'pos' && PRAISE.test(plain) && !whole.includes('?')) return 'praise';
  const nearest = nearestIntent(whole, evidence.language);
  // Without one of the rules nothing so grave is assumed: a resemblance is no proof.
  const grave = nearest === 'emergency' || nearest === 'data_request' || nearest === 'human' || nearest === 'opt_out';
  if (nearest === null || grave) return evidence.sentiment === 'neg' ? 'complaint' : 'question';
  if (nearest === 'complaint' && evidence.sentiment !== 'neg') return 'question';
  if (whole.includes('?') && (nearest === 'greeting' || nearest === 'lead_info')) return 'question';
  return nearest;
};
