/**
 * The Brazilian ninth digit, in one place.
 *
 * Since 2016 every Brazilian mobile number has nine digits after the area code and the first of them is a 9 (Anatel,
 * Resolução 553/2010 and its schedule 2012–2016: the digit was put in front of the old eight). The old mobile numbers
 * began with 6, 7, 8 or 9; landlines begin with 2 to 5 and kept their eight digits. WhatsApp goes on naming many people
 * who registered before the change by the eight-digit form, so both forms are one person.
 */

// Area codes in use: Anatel, Plano Geral de Códigos Nacionais (67 of them).
const AREA_CODES = new Set([
  11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48,
  49, 51, 53, 54, 55, 61, 62, 63, 64, 65, 66, 67, 68, 69, 71, 73, 74, 75, 77, 79, 81, 82, 83, 84, 85, 86, 87, 88, 89,
  91, 92, 93, 94, 95, 96, 97, 98, 99,
]);

const OLD_MOBILE = /^\+55(\d\d)([6-9]\d{7})$/;
const MOBILE = /^\+55(\d\d)9([6-9]\d{7})$/;

const parts = (e164: string, form: RegExp): { area: string; subscriber: string } | null => {
  const [, area, subscriber] = form.exec(e164) ?? [];
  return area && subscriber && AREA_CODES.has(Number(area)) ? { area, subscriber } : null;
};

/** The form with the ninth digit, as one dials it today; every other number as it is. */
export const withNinthDigit = (e164: string): string => {
  const old = parts(e164, OLD_MOBILE);
  return old === null ? e164 : `+55${old.area}9${old.subscriber}`;
};

/** The form that WhatsApp may know an older number by; null when there is none. */
export const withoutNinthDigit = (e164: string): string | null => {
  const mobile = parts(e164, MOBILE);
  return mobile === null ? null : `+55${mobile.area}${mobile.subscriber}`;
};
