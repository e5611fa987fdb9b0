import { fold } from '../embedded/normalize.ts';

/**
 * What a text states that can be checked. `value` is canonical: `R$ 1.234,56` and `1234.56` are one, `8h` and `08:00` are one,
 * `dez` is 10. A date is `month-day`.
 */
export type Quantity = {
  kind: 'money' | 'percent' | 'time' | 'date' | 'digits' | 'plain';
  value: string;
  /** What is counted, where it is a measure: `day`, `min`, `km`, `times`; of money, where that is not the one of the country: `usd`. */
  unit: string | null;
  at: number;
};

const UNITS: readonly (readonly [string, RegExp])[] = [
  ['min', /^(?:min|mins|minutos?|minutes?)\b/u],
  ['hour', /^(?:hours?|horas?|hrs?)\b/u],
  ['day', /^(?:dias?|days?)\b/u],
  ['week', /^(?:semanas?|weeks?)\b/u],
  ['month', /^(?:mes|meses|months?)\b/u],
  ['year', /^(?:anos?|years?)\b/u],
  ['km', /^(?:km|quilometros?|kilometers?|kilometros?)\b/u],
  ['weight', /^(?:kg|kilos?|quilos?|gramas?|grams?|g)\b/u],
  ['length', /^(?:cm|mm|metros?|meters?|m)\b/u],
  ['times', /^(?:x|vezes|veces|times|parcelas?|prestac(?:ao|oes)|cuotas?|installments?)\b/u],
];

const MONTHS: readonly RegExp[] = [
  /^(?:jan|janeiro|january|enero)$/u,
  /^(?:fev|fevereiro|february|febrero)$/u,
  /^(?:mar|marco|march|marzo)$/u,
  /^(?:abr|abril|april)$/u,
  /^(?:maio|may|mayo)$/u,
  /^(?:jun|junho|june|junio)$/u,
  /^(?:jul|julho|july|julio)$/u,
  /^(?:ago|agosto|august)$/u,
  /^(?:set|setembro|september|septiembre)$/u,
  /^(?:out|outubro|october|octubre)$/u,
  /^(?:nov|novembro|november|noviembre)$/u,
  /^(?:dez|dezembro|december|diciembre)$/u,
];

/** Numbers in words. `um` and `one` are left out, being articles far more often, and so is the Spanish `dos`, which is a Portuguese preposition. */
const WORDS: ReadonlyMap<string, number> = new Map(
  `2 dois duas two;3 tres three;4 quatro four cuatro;5 cinco five;6 seis six;7 sete seven siete;8 oito eight ocho;9 nove nine nueve;10 dez ten diez
   11 onze eleven;12 doze twelve doce;13 treze thirteen;14 quatorze catorze fourteen;15 quinze fifteen quince;16 dezesseis sixteen;17 dezessete seventeen
   18 dezoito eighteen;19 dezenove nineteen;20 vinte twenty veinte;30 trinta thirty treinta;40 quarenta forty cuarenta;50 cinquenta fifty cincuenta
   60 sessenta sixty sesenta;70 setenta seventy;80 oitenta eighty ochenta;90 noventa ninety;100 cem cento hundred cien
   200 duzentos duzentas doscientos;300 trezentos trezentas trescientos;400 quatrocentos quatrocentas;500 quinhentos quinhentas quinientos;600 seiscentos
   700 setecentos;800 oitocentos;900 novecentos;1000 mil thousand;10 dezena dezenas dezao;12 duzia duzias dozen docena;20 vintao;30 trintao;40 quarentao
   50 cinquentao;60 sessentao;70 setentao;80 oitentao;90 noventao`
    .split(/[;\n]/u)
    .flatMap((entry) => {
      const [value = '', ...names] = entry.trim().split(' ');
      return names.map((name) => [name, Number(value)] as const);
    }),
);

/** `1.234,56`, `1,234.56`, `1234`, `15,5` → a number; null when it is none. */
const numberOf = (raw: string): number | null => {
  const decimal = /[.,](\d{1,2})$/u.exec(raw);
  const whole = (decimal === null ? raw : raw.slice(0, decimal.index)).replaceAll(/[.,\s]/gu, '');
  if (!/^\d{1,12}$/u.test(whole)) return null;
  return Number(decimal === null ? whole : `${whole}.${decimal[1]}`);
};

const two = (n: number): string => String(n).padStart(2, '0');
const clockOf = (hours: number, minutes: number): string | null =>
  hours <= 24 && minutes < 60 ? `${two(hours % 24)}:${two(minutes)}` : null;

const CURRENCY = /^(?:reais|real|contos?|pilas?|pratas?|dolar(?:es)?|dollars?|bucks|euros?|pesos?)\b/u;

/** Another money than the country's own; `$` alone may be either. */
const foreign = (currency: string): string | null => {
  if (/^(?:us\$|u\$|usd|dol|bucks)/u.test(currency)) return 'usd';
  if (/^(?:€|eur)/u.test(currency)) return 'eur';
  return currency.startsWith('peso') ? 'peso' : null;
};

/**
 * What a bare number follows where it is a price: `custa 50`, `fica em cinquenta`. Then nothing may follow that it counts: `fica em 50
 * metros`, `custa 50 por 2 pessoas` has one price.
 */
const PRICED = String.raw`(?:custam?|custaria|cobramos|cobro|sai(?:em)? (?:por|a)|fica(?:m|ria)? (?:em|por)|(?:valor|preco|precio|total)(?: (?:e|eh|fica|sai|es|de|em|por))+|(?:e|sao|por|faco|fazemos|fechamos) (?:so|apenas|somente|por)|costs?|price is|cuestan?|vale(?:m|n)?)(?: (?:so|apenas|somente|uns|only|just|about|solo))?\s+`;
const ENDS = String.raw`(?=\s*(?:$|[.,;:!?)\n]|(?:no|na|a|por|em|com|sem|para|pra|cada|so|ja|each|per|with|for|in|con|sin|en|ou|or|e|y|and)\b))`;

type Grammar = { pattern: RegExp; read: (groups: readonly string[]) => Omit<Quantity, 'at'> | null };

const of = (kind: Quantity['kind'], value: string | null, unit: string | null = null) =>
  value === null ? null : { kind, value, unit };

const NUMBER = String.raw`\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`;
const scaled = (raw: string | undefined, scale: string | undefined): string | null => {
  const value = numberOf(raw ?? '');
  if (value === null) return null;
  return String(scale === undefined ? value : Math.round(value * 1_000 * 100) / 100);
};

/** In the order in which they claim their characters; what one has taken no later one reads again. */
const GRAMMARS: readonly Grammar[] = [
  {
    pattern: /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/gu,
    read: ([, , month, day]) => of('date', `${Number(month)}-${Number(day)}`),
  },
  {
    // A phone, a CEP, a document: a run of digits with what separates them.
    pattern: /(?<![\d.,])\+?\(?\d{2,5}\)?(?:[ .-]?\d{2,5}){1,3}[-.]\d{2,4}(?![\d,])|(?<![\d.,])\+?\d{8,15}(?![\d.,])/gu,
    read: ([raw = '']) => {
      const digits = raw.replaceAll(/\D/gu, '');
      return digits.length < 8 ? null : of('digits', digits);
    },
  },
  {
    // A phone with nothing but spaces in it.
    pattern: /(?<![\d.,])(?:\+?55 ?)?\(?\d{2}\)? ?(?:9 ?)?\d{4} \d{4}(?![\d,])/gu,
    read: ([raw = '']) => of('digits', raw.replaceAll(/\D/gu, '')),
  },
  {
    pattern: new RegExp(String.raw`(r\$|us\$|u\$|\$|€|brl|usd)\s*(${NUMBER})(?:\s*(mil|k)\b)?`, 'gu'),
    read: ([, currency = '', raw, scale]) => of('money', scaled(raw, scale), foreign(currency)),
  },
  {
    pattern: new RegExp(String.raw`(?<![\d.,])(${NUMBER})(?:\s*(mil|k)\b)?\s*(${CURRENCY.source.slice(1)})`, 'gu'),
    read: ([, raw, scale, currency = '']) => of('money', scaled(raw, scale), foreign(currency)),
  },
  {
    // One of them; alone such a word is an article.
    pattern: new RegExp(String.raw`\b(?:um|one|un)\s+(${CURRENCY.source.slice(1)})`, 'gu'),
    read: ([, currency = '']) => of('money', '1', foreign(currency)),
  },
  {
    pattern: new RegExp(String.raw`(?<=\b${PRICED})(?<![\d.,])(${NUMBER})(?:\s*(mil|k)\b)?${ENDS}`, 'gu'),
    read: ([, raw, scale]) => of('money', scaled(raw, scale)),
  },
  {
    pattern: new RegExp(String.raw`(?<![\d.,])(${NUMBER})\s*(?:%|por cento\b|percent\b|por ciento\b)`, 'gu'),
    read: ([, raw]) => of('percent', scaled(raw, undefined)),
  },
  {
    pattern: /(?<!\d)(\d{1,2})\s*(?::|h)\s*([0-5]\d)(?!\d)(?:\s*(am|pm))?/gu,
    read: ([, hours, minutes, half]) =>
      of('time', clockOf((Number(hours) % (half === undefined ? 25 : 12)) + (half === 'pm' ? 12 : 0), Number(minutes))),
  },
  {
    pattern: /(?<![\d.,])(\d{1,2})\s*(am|pm)\b/gu,
    read: ([, hours, half]) => of('time', clockOf((Number(hours) % 12) + (half === 'pm' ? 12 : 0), 0)),
  },
  {
    pattern: /(?<![\d.,])(\d{1,2})\s*h(?:s|rs)?\b/gu,
    read: ([, hours]) => of('time', clockOf(Number(hours), 0)),
  },
  { pattern: /\b(meio[ -]dia|noon|mediodia)\b/gu, read: () => of('time', '12:00') },
  { pattern: /\b(meia[ -]noite|midnight|medianoche)\b/gu, read: () => of('time', '00:00') },
  {
    pattern: /(?<![\d/])(\d{1,2})\/(\d{1,2})(?:\/\d{2,4})?(?![\d/])/gu,
    read: ([, day, month]) => (Number(month) <= 12 ? of('date', `${Number(month)}-${Number(day)}`) : null),
  },
  {
    pattern: /(?<![\d.,])(\d{1,2})[ºo°]?\s+(?:de\s+)?(\p{L}{3,10})\b/gu,
    read: ([, day, name = '']) => {
      const month = MONTHS.findIndex((pattern) => pattern.test(name));
      return month === -1 ? null : of('date', `${month + 1}-${Number(day)}`);
    },
  },
  {
    pattern: new RegExp(String.raw`(?<![\d.,])(${NUMBER})(?:\s*(mil|k)\b)?`, 'gu'),
    read: ([, raw, scale]) => of('plain', scaled(raw, scale)),
  },
];

const unitAfter = (rest: string): string | null =>
  UNITS.find(([, pattern]) => pattern.test(rest.trimStart()))?.[0] ?? null;

type Spelt = { value: number; at: number; end: number };

/** A number with the next word of it: `vinte` and `cinco` → 25, `dois` and `mil` → 2000; null when that begins another. */
const spelledOn = (before: Spelt, value: number, end: number): Spelt | null => {
  if ((value === 1_000 || value === 100) && before.value < value)
    return { ...before, value: before.value * value, end };
  return value < before.value ? { ...before, value: before.value + value, end } : null;
};

const JOINS = new Set(['e', 'and', 'y']);

const spelt = (text: string): Spelt[] => {
  const found: Spelt[] = [];
  let goesOn = false;
  for (const match of text.matchAll(/\p{L}+/gu)) {
    // `por cento` counts nothing by itself.
    const isPercent = /^ci?ento$/u.test(match[0]) && text.slice(0, match.index).endsWith('por ');
    const value = isPercent ? undefined : WORDS.get(match[0]);
    if (value === undefined) {
      goesOn &&= JOINS.has(match[0]);
      continue;
    }
    const end = match.index + match[0].length;
    const last = goesOn ? found.at(-1) : undefined;
    const joined = last === undefined ? null : spelledOn(last, value, end);
    if (joined === null) found.push({ value, at: match.index, end });
    else found[found.length - 1] = joined;
    goesOn = true;
  }
  return found;
};

const PERCENT = /^(?:%|por cento\b|percent\b|por ciento\b)/u;
const PRICED_BEFORE = new RegExp(String.raw`\b${PRICED}$`, 'u');
const ENDS_AFTER = new RegExp(String.raw`^${ENDS}`, 'u');

const inWords = (text: string): Quantity[] =>
  spelt(text).map(({ value, at, end }) => {
    const rest = text.slice(end).trimStart();
    const read = (kind: Quantity['kind'], unit: string | null): Quantity => ({ kind, value: String(value), unit, at });
    const currency = CURRENCY.exec(rest.replace(/^de /u, ''))?.[0];
    if (currency !== undefined) return read('money', foreign(currency));
    if (PERCENT.test(rest)) return read('percent', null);
    const isPrice = PRICED_BEFORE.test(text.slice(0, at)) && ENDS_AFTER.test(text.slice(end));
    return isPrice ? read('money', null) : read('plain', unitAfter(rest));
  });

/** What of a text can be checked, in its order. Pure. */
export const quantitiesIn = (original: string): Quantity[] => {
  let text = fold(original);
  const found: Quantity[] = [];
  for (const { pattern, read } of GRAMMARS) {
    const before = text;
    for (const match of before.matchAll(pattern)) {
      const quantity = read(match);
      if (quantity === null) continue;
      const end = match.index + match[0].length;
      const unit = quantity.kind === 'plain' ? unitAfter(before.slice(end)) : quantity.unit;
      found.push({ ...quantity, unit, at: match.index });
      text = `${text.slice(0, match.index)}${' '.repeat(match[0].length)}${text.slice(end)}`;
    }
  }
  return [...found, ...inWords(text)].toSorted((left, right) => left.at - right.at);
};

/** Whether a source that says `known` bears a statement of `said`. */
export const bears = (known: Quantity, said: Quantity): boolean => {
  if (known.value === said.value) {
    if (known.kind === 'money' && said.kind === 'money') return known.unit === said.unit;
    if (known.kind === said.kind) return known.unit === said.unit || known.unit === null || said.unit === null;
    // `Corte: 45` bears `R$ 45`; `45 dias` and `45 %` do not.
    if (said.kind === 'money') return said.unit === null && known.kind === 'plain' && known.unit === null;
    if (said.kind === 'plain') return said.unit === null && (known.kind === 'money' || known.kind === 'digits');
    return false;
  }
  // `das 8 às 18h` bears `8h`, and the other way round.
  const hour = (q: Quantity) =>
    q.kind === 'time' && q.value.endsWith(':00') ? String(Number(q.value.slice(0, 2))) : q.value;
  const oneIsTime = (known.kind === 'time') !== (said.kind === 'time');
  const other = known.kind === 'time' ? said : known;
  return (
    oneIsTime && other.kind === 'plain' && (other.unit === null || other.unit === 'hour') && hour(known) === hour(said)
  );
};

/** Figures that nothing here reads: digits of other scripts, a ten in a box. Nobody writes so to these customers. Pure. */
export const hasStrangeNumeral = (text: string): boolean => /(?![0-9])\p{N}|🔟/u.test(fold(text));
