import { amountOf, COUNT, plain } from './numbers.ts';
import { each, whole, type Grammar } from './text.ts';

/** What an order, a purchase or a customer's own business is counted in. */

const NUMBERED = '(?: ?(?:n[º°o]?\\.?|numero|number|no\\.?|num|de numero|codigo|cod|id|e|eh|is|:|#|-|es)){0,3} ?#?';
/** At least three characters, of them one digit; no amount, no count of days. */
const CODE =
  '((?=[a-z-]{0,6}\\d)[a-z0-9]{1,6}(?:-[a-z0-9]{1,12}|[a-z0-9]{2,18}))(?![\\d/,]|[.,]\\d| (?:reais|real|unidades|pecas|dias|horas|mil|k(?![a-z])|dollars|euros|camisetas|itens|items|units))';

/** `pedido 48213`, `order A-7781`, `protocolo nº 2024001`. */
export const orderId: Grammar = (text) =>
  each(
    text,
    new RegExp(
      `(?<![a-z])(?:(?:pedidos?|pedid|orders?|orden|encomenda|compra|protocolo|ticket|chamado|reserva|booking|rastreio|tracking|nota|nf|os|invoice|fatura|contrato)${NUMBERED}|#)(?<![a-z0-9])${CODE}`,
      'gu',
    ),
    (match) => {
      const code = match[1] ?? '';
      const start = match.index + match[0].length - code.length;
      const value = text.original.slice(start, start + code.length);
      return /\d{3}|[a-z]-?\d{2}/u.test(code) ? { ...whole('order_id', value, match) } : null;
    },
  ).slice(0, 1);

const count = (words: string): string | null => {
  const { value } = amountOf(words.replace(/\.(?=\d{3})/gu, ''));
  return Number.isInteger(value) && value > 0 ? plain(value) : null;
};

const ROOMS =
  'quartos?|qtos?|dormitorios?|dorms?|suites?|bedrooms?|bed(?![a-z])|beds|br(?![a-z])|habitaciones|habitacion|recamaras|dormitorio|cuartos';

export const bedrooms: Grammar = (text) =>
  each(text, new RegExp(`(?<![\\d.,a-z])(${COUNT}|um|one|1)[ -]?(?:${ROOMS})(?![a-z])`, 'gu'), (match) => {
    const value = /^(?:um|one)$/u.test(match[1] ?? '') ? '1' : count(match[1] ?? '');
    return value === null ? null : whole('bedrooms', value, match);
  }).slice(0, 1);

const STAFF =
  'funcionari[oa]s?|colaborador(?:es|as)?|empregad[oa]s|vendedor(?:es|as)|employees|emplead[oa]s|trabajador(?:es|as)|staff members|atendentes';

/** How many work at the contact's business. */
export const employees: Grammar = (text) =>
  each(
    text,
    new RegExp(
      `(?<![a-z])(?:(?:(?:somos|temos|tenho|we are|we're|we have|there are|tenemos|com|uns|cerca de|about) ){0,2}(${COUNT}) (?:${STAFF})|(?:equipe|time|team|equipo|empresa|company|staff|quadro|grupo)(?: (?:com|de|of|with|con|tem|has|tiene|somos|uns|cerca|about|e)){1,3} (${COUNT})(?: (?:pessoas|people|personas|${STAFF}|members?|integrantes))?|somos (?:em |uns |unos )?(${COUNT})(?: (?:pessoas|personas))?(?: (?:na empresa|na equipe|no time|no escritorio|en la empresa|en el equipo|trabalhando|aqui))|we are (${COUNT})(?: people)|(${COUNT})[- ](?:person|people) (?:team|company|business|office)|somos (?:em |uns )?(${COUNT})(?=$|[.,!])|(${COUNT}) (?:pessoas|people|personas) (?:na (?:minha )?(?:empresa|equipe)|no (?:meu )?time|trabalhando|in (?:my|our|the) (?:team|company|office)|en (?:mi|la|nuestra) empresa))(?![a-z])`,
      'gu',
    ),
    (match) => {
      const value = count(match.slice(1).find((group) => group !== undefined) ?? '');
      return value === null ? null : whole('employees', value, match);
    },
  ).slice(0, 1);

const BUYS =
  "(?:quero|queria|quero comprar|vou querer|vou levar|levo|compro|gostaria de|preciso(?: de)?|precisamos(?: de)?|me ve|me manda|manda|mande|pode mandar|pode separar|separa|separe|reserva|fechar|fecho|encomendar|pedir|comprar|pego|vou ficar com|i want|i need|we need|i would like|i'd like|i'll take|i will take|give me|send me|we want|order|get me|buy|quiero|necesito|necesitamos|dame|me llevo|ponme|mandame|envieme|quisiera|deseo|comprar|levar|se eu levar|orcamento (?:de|para|pra)|cotacao (?:de|para|pra)|quote for|(?:pedido|encomenda|order) (?:de|of|for))";
const NOT_THINGS = `(?! ?(?:${ROOMS}|reais|real|mil(?![a-z])|k(?![a-z])|conto|pila|dolares|dollars|euros|pesos|dias?|days?|horas?|hours?|h(?![a-z])|semanas?|weeks?|mes(?:es)?(?![a-z])|months?|anos?|years?|vezes|x(?![a-z])|%|km|m2|metros?|minutos?|minutes|pessoas?|people|personas|parcelas?|am(?![a-z])|pm(?![a-z])|da manha|da tarde|de la|coisas|things|cosas|informacoes|duvidas|perguntas|opcoes|orcamentos|/|:|h\\d|e meia|${STAFF}))`;
const PIECES =
  'unidades?|unid|uns?d|pecas?|caixas?|pacotes?|kits?|pares|par|duzias?|sacos?|garrafas?|litros?|ingressos?|convites?|exemplares|units?|pieces?|boxes|packs?|pairs?|tickets?|bottles?|unidad(?:es)?|piezas?|cajas?|paquetes?|docenas?|botellas?|camisetas|camisas|licencas|licenses|licencias|cadeiras|mesas|lugares';

/** How many are wanted: after a verb of buying, or before a word for pieces. */
export const quantity: Grammar = (text) =>
  each(
    text,
    new RegExp(
      `(?<![a-z])(?:${BUYS} (?:mais |so |apenas |umas |uns |unas |unos |about |os |as |de |las |los |just |only )?(${COUNT})(?![\\d%/:]|[.,]\\d)${NOT_THINGS}|(?<![\\d.,/:$])(${COUNT}) (?:${PIECES})(?![a-z]))`,
      'gu',
    ),
    (match) => {
      const value = count(match[1] ?? match[2] ?? '');
      return value === null ? null : whole('quantity', value, match);
    },
  ).slice(0, 1);
