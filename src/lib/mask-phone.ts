/** A Brazilian number: country, area, and eight or nine digits. */
const BRAZILIAN = /^55(\d\d)\d{4,5}(\d{4})$/u;

/** A phone's digits with all but what people tell numbers apart by hidden: `+55 11 •••••-4321`, elsewhere `+•••••4321`. */
export const maskPhone = (digits: string): string => {
  const [, area, last] = BRAZILIAN.exec(digits) ?? [];
  return area && last ? `+55 ${area} •••••-${last}` : `+•••••${digits.slice(-4)}`;
};
