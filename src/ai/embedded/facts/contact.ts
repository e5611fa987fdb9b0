import { findPhoneNumbersInText, type CountryCode } from 'libphonenumber-js/min';
import { each, whole, type Found, type Grammar } from './text.ts';

/** How to reach the contact, and under which number the state knows it. */

export const email: Grammar = (text) =>
  each(text, /(?<![\w.+-])[a-z0-9][\w.+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?![\w-])/gu, (match) =>
    whole('email', match[0], match),
  );

/** With a hyphen it can be nothing else; eight digits alone are a CEP only when called one. */
export const cep: Grammar = (text) =>
  each(
    text,
    /(?<![\d-])cep[ :e]*(?:e |eh |do meu endereco )?(\d{5})[-. ]?(\d{3})(?!\d)|(?<![\d.-])(\d{2})\.?(\d{3})-(\d{3})(?![\d-])/gu,
    (match) =>
      whole('cep', match[1] === undefined ? `${match[3]}${match[4]}-${match[5]}` : `${match[1]}-${match[2]}`, match),
  );

/** The last digit of a weighted sum modulo 11, as CPF and CNPJ compute it. */
const checkDigit = (values: readonly number[], weights: readonly number[]): number => {
  const rest = values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) % 11;
  return rest < 2 ? 0 : 11 - rest;
};
const down = (from: number, length: number): number[] => Array.from({ length }, (_, i) => from - i);
const CNPJ_WEIGHTS = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];

/** Whether eleven digits are a CPF by their check digits. */
export const isCpf = (digits: string): boolean => {
  const values = [...digits].map(Number);
  if (values.length !== 11 || values.every((value) => value === values[0])) return false;
  return (
    checkDigit(values.slice(0, 9), down(10, 9)) === values[9] &&
    checkDigit(values.slice(0, 10), down(11, 10)) === values[10]
  );
};

/** Whether fourteen characters are a CNPJ: since July 2026 the first twelve may be letters, each counting as its code minus 48 (IN RFB 2.229/2024). */
export const isCnpj = (characters: string): boolean => {
  if (!/^[A-Z0-9]{12}\d{2}$/u.test(characters) || /^(.)\1+$/u.test(characters)) return false;
  const values = [...characters].map((one) => one.charCodeAt(0) - 48);
  return (
    checkDigit(values.slice(0, 12), CNPJ_WEIGHTS) === values[12] &&
    checkDigit(values.slice(0, 13), [6, ...CNPJ_WEIGHTS]) === values[13]
  );
};

/** Eleven digits in a row may be a phone as well: they are a CPF only when written or called so. */
export const cpf: Grammar = (text) =>
  each(
    text,
    /(?<![\d.-])(\d{3})\.(\d{3})\.(\d{3})[-. ]?(\d{2})(?![\d-])|cpf[^\d\n]{0,20}(\d{11})(?!\d)|cpf[^\d\n]{0,20}(\d{9}-\d{2})(?!\d)/gu,
    (match) => {
      const digits = (match[5] ?? match[6] ?? match.slice(1, 5).join('')).replace(/\D/gu, '');
      if (!isCpf(digits)) return null;
      return whole('cpf', digits.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/u, '$1.$2.$3-$4'), match);
    },
  );

export const cnpj: Grammar = (text) =>
  each(
    text,
    /(?<![\w.-])([a-z0-9]{2}\.?[a-z0-9]{3}\.?[a-z0-9]{3}\/[a-z0-9]{4}-?\d{2})(?![\w-])|cnpj[^a-z0-9\n]{0,3}(?:e |eh )?([a-z0-9]{12}\d{2})(?!\w)/gu,
    (match) => {
      const characters = (match[1] ?? match[2] ?? '').replace(/[^a-z0-9]/gu, '').toUpperCase();
      if (!isCnpj(characters)) return null;
      return whole('cnpj', characters.replace(/(.{2})(.{3})(.{3})(.{4})(.{2})/u, '$1.$2.$3/$4-$5'), match);
    },
  );

/** Groups of digits as they are written abroad; everything else without a country's code is Brazilian. */
const GROUPED: readonly { pattern: RegExp; country: CountryCode }[] = [
  { pattern: /(?<![\d+(])\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[ .-]\d{4}(?!\d)/u, country: 'US' },
  { pattern: /(?<![\d+])[679]\d{2}[ .-]\d{3}[ .-]\d{3}(?!\d)/u, country: 'ES' },
];

/** A CPF that is none by its check digits is still no phone. */
const LIKE_CPF = /^\d{3}\.\d{3}\.\d{3}[-. ]?\d{2}$/u;

/** Phones in E.164. Numbers without an area code name nobody, and are left. */
export const phone: Grammar = ({ folded }) => {
  if ((folded.match(/\d/gu)?.length ?? 0) < 8) return [];
  const country = GROUPED.find(({ pattern }) => pattern.test(folded))?.country ?? 'BR';
  return findPhoneNumbersInText(folded, { defaultCountry: country, extended: false }).flatMap(
    ({ number, startsAt, endsAt }): Found[] =>
      number.isValid() && !LIKE_CPF.test(folded.slice(startsAt, endsAt))
        ? [{ key: 'phone', value: number.number, start: startsAt, end: endsAt }]
        : [],
  );
};
