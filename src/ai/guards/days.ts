import { flat } from './words.ts';

/** Sunday first. `segunda via` is no Monday. */
const NAMES: readonly string[] = [
  'domingos?|sundays?',
  'segundas?(?:-feiras?)?|2a feira|mondays?|lunes',
  'tercas?(?:-feiras?)?|3a feira|tuesdays?|martes',
  'quartas?(?:-feiras?)?|4a feira|wednesdays?|miercoles',
  'quintas?(?:-feiras?)?|5a feira|thursdays?|jueves',
  'sextas?(?:-feiras?)?|6a feira|fridays?|viernes',
  'sabados?|saturdays?',
];
/** Short forms, which are words of their own too: `vai ter`. */
const SHORT = ['dom|sun', 'seg|mon', 'ter|tue', 'qua|wed', 'qui|thu', 'sex|fri', 'sab|sat'];
const ORDINAL = '(?! (?:via|opcao|vez|parcela|mao|etapa|fase|unidade|dose|sessao|peca|compra|pessoa|linha|aula)s?\\b)';

const anyOf = (names: readonly string[]): string => `(?:${names.join('|')})`;
const SINGLE = {
  names: new RegExp(`\\b(${anyOf(NAMES)})\\b${ORDINAL}`, 'gu'),
  short: new RegExp(`\\b(${anyOf(SHORT)})\\b`, 'gu'),
};
const DAY = anyOf([...NAMES, ...SHORT]);
const RANGE = new RegExp(
  String.raw`\b(${DAY})(?:\s+feira)?\s*(?:a|ate|ao|to|until|through|hasta|-|–)\s*(?:o |a |el )?(${DAY})\b`,
  'gu',
);
const SETS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/\b(?:todos os dias|diariamente|todo dia|every ?day|daily|todos los dias|24 ?\/ ?7)\b/u, [0, 1, 2, 3, 4, 5, 6]],
  [/\b(?:dias? uteis|dias? de semana|durante a semana|weekdays|dias? (?:habiles|laborables))\b/u, [1, 2, 3, 4, 5]],
  [/\b(?:fi(?:m|ns) de semana|fina(?:l|is) de semana|weekends?|fines? de semana)\b/u, [0, 6]],
];

const dayOf = (name: string): number =>
  NAMES.findIndex((names, day) => new RegExp(`^(?:${names}|${SHORT[day] ?? ''})$`, 'u').test(name));

/** From the one day to the other, around the week. */
const between = (from: number, to: number): number[] =>
  Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, i) => (from + i) % 7);

/** The days of the week that a text names, 0 being Sunday; `segunda a sexta` names five. `short`: by short forms that stand alone, too. Pure. */
const daysIn = (text: string, { short }: { short: boolean }): Set<number> => {
  const said = flat(text);
  const single = [...said.matchAll(SINGLE.names), ...(short ? said.matchAll(SINGLE.short) : [])];
  return new Set([
    ...SETS.flatMap(([pattern, days]) => (pattern.test(said) ? days : [])),
    ...[...said.matchAll(RANGE)].flatMap(([, from = '', to = '']) => between(dayOf(from), dayOf(to))),
    ...single.map(([, name = '']) => dayOf(name)),
  ]);
};

/** Says of a day that there is nothing on it. */
const DENIES =
  /\b(?:nao|nem|exceto|menos|fechad[oa]s?|fechamos|sem|not|closed|except|don't|cerrad[oa]s?|cerramos|salvo)\b|\bno (?:abr|atend|hay|trabaj|entreg|open|service|deliver)/u;

/** What a text has on which days; a day of which it says that there is nothing, `domingo fechado`, is none. */
const daysWith = (text: string, how: { short: boolean }): Set<number> => {
  const parts = text
    .split(/[\n;,.]/u)
    .map((part) => ({ days: [...daysIn(part, how)], denied: DENIES.test(flat(part)) }));
  return new Set(parts.flatMap(({ days, denied }) => (denied && days.length === 1 ? [] : days)));
};

/** Whether any sentence says that there is something on a day on which no source has it. That there is nothing follows from its not being named. Pure. */
export const inventsDay = (sentences: readonly string[], sources: string): boolean => {
  const said = sentences.flatMap((one) => (one.includes('?') ? [] : [...daysWith(one, { short: false })]));
  const known = daysWith(sources, { short: true });
  return said.some((day) => !known.has(day));
};
