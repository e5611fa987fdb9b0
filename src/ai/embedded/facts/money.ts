import { amountOf, AMOUNT, plain } from './numbers.ts';
import type { Found, Grammar, Text } from './text.ts';

/** What a contact may spend: `budget`, or `budget_min` and `budget_max`, with `budget_period` and `currency` where they are said. */

const SIGN = String.raw`(?:r\$|us\$|u\$s?|usd|brl|eur|€|\$|£)`;
const UNIT = String.raw`(?:reais|real|contos?|pilas?|paus?|dolares|dolar|dollars?|usd|bucks|euros?|eur|pesos|€|r\$)`;
const MONEY = `(?:${SIGN} ?)?${AMOUNT}(?: (?:de )?${UNIT}(?![a-z]))?`;
/** Things that are counted and no money. */
const NO_MONEY = String.raw`(?! ?(?:%|x(?![a-z])|h(?![a-z])|horas?|hs|min|minutos?|dias?|days?|semanas?|weeks?|meses|mes(?![a-z])|anos?|years?|vezes|quartos?|pessoas?|people|unidades?|pecas?|itens|items|km|m2|metros?|kg|gramas?|funcionarios?|employees|alunos?|seguidores|clientes|parcelas?|/\d|:\d|am(?![a-z])|pm(?![a-z])))`;

const STRONG =
  '(?:orcamento|verba|budget|presupuesto|investir|investimento|invertir|inversion|gastar|gasto|spend|spending|invest|desembolsar)';
const WEAK =
  '(?:tenho|temos|tinha|disponho|dispomos|posso pagar|podemos pagar|consigo pagar|conseguimos pagar|pretendo pagar|quero pagar|pagaria|faixa de|na faixa|valor de|i have|we have|can pay|can afford|tengo|tenemos|puedo pagar|podemos gastar|alrededor de|em torno de|por volta de)';
const ABOUT =
  '(?:(?:de|e|eh|esta|fica|seria|sao|is|of|es|por|ate|uns|umas|em|torno|cerca|mais|ou|menos|aproximadamente|no|maximo|about|around|roughly|like|unos|unas|hasta|up|to|volta|aqui|so|total|mensal|nosso|meu|disponivel|a|na|faixa|limite|que|tenho|temos|with|com|con|entre|:|reservad[oa]) ?){0,6}';
const MOST =
  '(?:ate|no maximo|maximo(?: (?:de|e|eh))?|teto(?: (?:de|e|eh))?|limite(?: (?:de|e|eh))?|nao (?:quero )?pass(?:ar?|e) de|abaixo de|menos de|up to|at most|max(?:imum)?(?: of)?|no more than|under|less than|below|hasta|como maximo|maximo)';
const LEAST = '(?:no minimo|minimo de|acima de|mais de|a partir de|at least|more than|over|al menos|mas de|minimo)';

const RANGE = new RegExp(
  `(?<![a-z])(?:${STRONG} ${ABOUT})?(?:(?:entre|between|de|from|desde|uns|umas|em torno de) )?(${MONEY})${NO_MONEY} ?(?:e|a|ate|and|to|y|hasta|-|–) (${MONEY})${NO_MONEY}`,
  'gu',
);
const ONE = new RegExp(
  `(?<![a-z])(?:(${STRONG}) ?${ABOUT}|(${WEAK}) ${ABOUT})?(?:(${MOST}) |(${LEAST}) )?(?:us |(uns |umas |about |around |unos |mais ou menos |cerca de ))?(?<![\\d.,$])(${MONEY})(?![\\d])${NO_MONEY}(?: (?:reais )?(?:disponiveis |guardados? )?(?:para|pra|to|de|for) (${STRONG}|entrada|investimento)| (?:e|eh|is|es) (?:o |a |lo )?(?:meu |nosso |my |our |mi )?(que (?:eu )?tenho|que temos|que tengo|what i have|limite|limit|maximo|max|budget|orcamento|presupuesto))?`,
  'gu',
);

const isMoney = (words: string): boolean => new RegExp(`${SIGN}|(?:^|[\\d ])${UNIT}(?![a-z])`, 'u').test(words);

const currencyOf = (words: string): string | null => {
  if (/us\$|u\$|usd|dola|dollar|bucks/u.test(words)) return 'USD';
  if (/€|eur/u.test(words)) return 'EUR';
  if (/£/u.test(words)) return 'GBP';
  return /r\$|brl|rea(?:l|is)|contos?|pilas?|paus?/u.test(words) ? 'BRL' : null;
};

const PERIOD =
  /^[^\n.?!]{0,12}?(?:(?:por|ao|a|an|per|al|cada|p\/|\/|pela|todo) ?(mes|ano|semana|dia|hora|month|year|week|day|hour)(?![a-z])|(mensa(?:l|is)|mensalmente|monthly|mensuales|anua(?:l|is)|anualmente|yearly|anuales|seman(?:al|ais)|weekly|diari[oa]s?|daily))/u;
const BEFORE = /(mensal|anual|semanal|monthly|yearly|weekly|mensual)(?: [a-z]+){0,4} ?$/u;
const PERIODS: readonly [opening: RegExp, value: string][] = [
  [/^(?:mensua)/u, 'mes'],
  [/^(?:mes|mensa)/u, 'mês'],
  [/^(?:month)/u, 'month'],
  [/^(?:ano|anua)/u, 'ano'],
  [/^year/u, 'year'],
  [/^seman/u, 'semana'],
  [/^week/u, 'week'],
  [/^dia/u, 'dia'],
  [/^(?:day|dai)/u, 'day'],
  [/^hora/u, 'hora'],
  [/^hour/u, 'hour'],
];

/** The period after or before an amount that ends at `end`, in the contact's language. */
const periodOf = ({ original, folded }: Text, start: number, end: number): Found | null => {
  const after = PERIOD.exec(folded.slice(end, end + 40));
  const before = after === null ? BEFORE.exec(folded.slice(0, start)) : null;
  const word = after?.[1] ?? after?.[2] ?? before?.[1];
  const match = after ?? before;
  if (word === undefined || match === null) return null;
  const from = after === null ? match.index : end + match[0].length - word.length;
  const spanish =
    word === 'mes' && (/(?:al|cada) ?mes$/u.test(match[0]) || /[¿¡ñ]|\b(?:tengo|tenemos|unos|hasta)\b/u.test(original));
  const value = spanish ? 'mes' : (PERIODS.find(([opening]) => opening.test(word))?.[1] ?? word);
  return { key: 'budget_period', value, start: from, end: from + word.length };
};

const withDetails = (text: Text, words: string, facts: Found[]): Found[] => {
  const [first] = facts;
  const last = facts.at(-1);
  if (first === undefined || last === undefined) return [];
  const currency = currencyOf(words);
  const period = periodOf(text, first.start, last.end);
  return [
    ...facts,
    ...(period === null ? [] : [period]),
    ...(currency === null ? [] : [{ key: 'currency', value: currency, start: first.start, end: last.end }]),
  ];
};

const range = (text: Text): Found[] | null => {
  for (const match of text.folded.matchAll(RANGE)) {
    const [words, lower = '', upper = ''] = match;
    const low = amountOf(lower);
    const high = amountOf(upper);
    const cued = new RegExp(STRONG, 'u').test(text.folded.slice(Math.max(0, match.index - 60), match.index) + words);
    if (!isMoney(words) && high.by < 1_000 && !(cued && high.value >= 100)) continue;
    // `entre 300 e 450 mil`: the last word multiplies both.
    const min = low.by === 1 && low.value < high.value / high.by ? low.value * high.by : low.value;
    if (!(min < high.value)) continue;
    const span = { start: match.index, end: match.index + words.length };
    return withDetails(text, words, [
      { key: 'budget_min', value: plain(min), ...span },
      { key: 'budget_max', value: plain(high.value), ...span },
    ]);
  }
  return null;
};

/** Money that is spoken of as somebody else's: a price that was seen, a fee, a refund. */
const NOT_MINE =
  /(?:vi|custa|custam|custou|custava|cobr\w+|paguei|pagamos|comprei|compramos|gastei|debit\w+|multa|taxa|frete|reembolso|estorno|desconto|fatura|boleto|parcela|cost|costs|charged|paid|bought|cuesta|cuestan|pague|cobr\w+)(?: [a-z]+){0,3} (?:de |por |em |a |of |for |me )?$/u;

/** The sentence goes on to a question mark. */
const ASKED = /^[^.!\n]*\?/u;

const one = (text: Text): Found[] => {
  for (const match of text.folded.matchAll(ONE)) {
    const [words, strong, weak, most, least, near, money = '', after, told] = match;
    const { value, by } = amountOf(money);
    const looksMoney = isMoney(money) || by >= 1_000;
    const cued = strong !== undefined || after !== undefined || told !== undefined;
    if (Number.isNaN(value) || value <= 0) continue;
    const end = match.index + words.length;
    // `preciso de flores, uns 300 reais` says what may be spent; `sai uns 300 reais?` asks it.
    const about = near !== undefined && !ASKED.test(text.folded.slice(end));
    if (!(cued && (looksMoney || value >= 50)) && !(looksMoney && (weak !== undefined || most !== undefined || about)))
      continue;
    if (!cued && NOT_MINE.test(text.folded.slice(Math.max(0, match.index - 60), match.index))) continue;
    const atMost =
      most !== undefined ||
      /(?:ate|hasta|up to|no maximo|limite)(?: (?:uns|de|r\$|r))? ?$/u.test(words.slice(0, words.indexOf(money)));
    // `tenho até 2 mil`: what somebody has is its budget; a bare `até 2 mil` is a bound.
    const key =
      atMost && !cued && weak === undefined ? 'budget_max' : least !== undefined && cued ? 'budget_min' : 'budget';
    return withDetails(text, words, [{ key, value: plain(value), start: match.index, end }]);
  }
  return [];
};

/** The first budget of a message. */
export const budget: Grammar = (text) => range(text) ?? one(text);
