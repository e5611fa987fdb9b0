/** Numbers in words, folded, in pt, en and es. `um`, `a`, `one` are left out: they are articles more often than numbers. */
const WORDS: Readonly<Record<string, number>> = {
  dois: 2,
  duas: 2,
  dos: 2,
  two: 2,
  tres: 3,
  three: 3,
  quatro: 4,
  cuatro: 4,
  four: 4,
  cinco: 5,
  five: 5,
  seis: 6,
  six: 6,
  sete: 7,
  siete: 7,
  seven: 7,
  oito: 8,
  ocho: 8,
  eight: 8,
  nove: 9,
  nueve: 9,
  nine: 9,
  dez: 10,
  diez: 10,
  ten: 10,
  onze: 11,
  once: 11,
  eleven: 11,
  doze: 12,
  doce: 12,
  twelve: 12,
  treze: 13,
  trece: 13,
  quatorze: 14,
  catorze: 14,
  catorce: 14,
  quinze: 15,
  quince: 15,
  fifteen: 15,
  dezesseis: 16,
  dezessete: 17,
  dezoito: 18,
  dezenove: 19,
  vinte: 20,
  veinte: 20,
  twenty: 20,
  trinta: 30,
  treinta: 30,
  thirty: 30,
  quarenta: 40,
  cuarenta: 40,
  forty: 40,
  cinquenta: 50,
  cincuenta: 50,
  fifty: 50,
  sessenta: 60,
  sesenta: 60,
  sixty: 60,
  setenta: 70,
  seventy: 70,
  oitenta: 80,
  ochenta: 80,
  eighty: 80,
  noventa: 90,
  ninety: 90,
  cem: 100,
  cien: 100,
  cento: 100,
  ciento: 100,
  duzentos: 200,
  doscientos: 200,
  trezentos: 300,
  trescientos: 300,
  quatrocentos: 400,
  cuatrocientos: 400,
  quinhentos: 500,
  quinientos: 500,
  seiscentos: 600,
  seiscientos: 600,
  setecentos: 700,
  oitocentos: 800,
  novecentos: 900,
};
const MULTIPLIERS: Readonly<Record<string, number>> = {
  mil: 1e3,
  k: 1e3,
  thousand: 1e3,
  grand: 1e3,
  milhao: 1e6,
  milhoes: 1e6,
  mi: 1e6,
  million: 1e6,
  millon: 1e6,
  millones: 1e6,
  hundred: 100,
};

const alternatives = (of: object): string =>
  Object.keys(of)
    .toSorted((left, right) => right.length - left.length)
    .join('|');

const DIGITS = String.raw`\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)`;
const WORD = `(?:${alternatives(WORDS)}|meio|meia|half a)(?![a-z])`;
const MULTIPLIER = `(?:${alternatives(MULTIPLIERS)})(?![a-z])`;

/** Source of a pattern for a small whole number: digits or a word. */
export const COUNT = String.raw`(?:\d{1,6}(?:\.\d{3})?(?![\d.,]\d)|(?:${alternatives(WORDS)})(?![a-z]))`;
/** Source of a pattern for an amount: `1.500,00`, `2,5 mil`, `5k`, `dois mil e quinhentos`, `mil`. */
export const AMOUNT = String.raw`(?:(?:${DIGITS})(?: ?${MULTIPLIER})?(?: e \d{3}(?!\d))?|${WORD}(?: (?:e )?(?:${WORD}|${MULTIPLIER})){0,5}|mil(?![a-z])(?: (?:e )?${WORD}){0,3})`;

const ofDigits = (digits: string, decimal: boolean): number => {
  const grouped = /^\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?$/u.test(digits) && !decimal;
  if (!grouped) return Number(digits.replace(',', '.'));
  const cents = /[.,](\d{1,2})$/u.exec(digits);
  const units = cents === null ? digits : digits.slice(0, cents.index);
  return Number(units.replace(/[.,]/gu, '')) + (cents === null ? 0 : Number(`0.${cents[1]}`));
};

/** What an amount comes to, and by what its last word multiplied it: `450 mil` is 450000 by 1000. NaN for what is none. */
export const amountOf = (text: string): { value: number; by: number } => {
  let total = 0;
  let current = 0;
  let by = 1;
  let known = false;
  for (const [token] of text.matchAll(/\d[\d.,]*|[a-z]+/gu)) {
    const times = MULTIPLIERS[token];
    const half = token === 'meio' || token === 'meia' || token === 'half';
    const digits = /^\d/u.test(token);
    if (digits) current += ofDigits(token.replace(/[.,]$/u, ''), /^\d+[.,]\d{1,2}$/u.test(token));
    else if (times !== undefined) {
      total += (current === 0 ? 1 : current) * times;
      current = 0;
      by = times;
    } else current += half ? 0.5 : (WORDS[token] ?? 0);
    known ||= digits || half || times !== undefined || WORDS[token] !== undefined;
  }
  return { value: known ? total + current : Number.NaN, by };
};

/** A number as a fact holds it: plain digits, with cents only where there are some. */
export const plain = (value: number): string => String(Math.round(value * 100) / 100);
