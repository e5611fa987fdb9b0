import { COUNT, amountOf } from './numbers.ts';
import type { Found, Grammar, Text } from './text.ts';

/** `date`, `time` and `deadline` as they were said: the day they fall on depends on when it was said, which the reader knows. */

const WEEKDAYS_PT =
  '(?:segunda|terca|quarta|quinta|sexta)(?:[- ]feira)?(?![a-z-]| (?:via|vez|opcao|mao|parcela|unidade|loja|compra|etapa|parte|dose|pessoa|tentativa))|sabado|domingo';
const WEEKDAYS_EN = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
const WEEKDAYS_ES = 'lunes|martes|miercoles|jueves|viernes';
const WEEKDAY = `(?:${WEEKDAYS_PT}|${WEEKDAYS_EN}|${WEEKDAYS_ES})(?![a-z])`;
const MONTHS =
  '(?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|enero|febrero|marzo|mayo|junio|julio|septiembre|octubre|noviembre|diciembre|january|february|march|april|may|june|july|august|september|october|november|december)(?![a-z])';
const YEAR = '(?: (?:de |del |of )?20\\d{2})?';
const CALENDAR = `(?:(?<![\\d/])(?:dia )?(?:0?[1-9]|[12]\\d|3[01])/(?:0?[1-9]|1[0-2])(?:/(?:20)?\\d{2})?(?![\\d/])|20\\d{2}-[01]\\d-[0-3]\\d(?!\\d)|(?<!\\d)(?:dia |the |el )?(?:[12]?\\d|3[01])(?:o|st|nd|rd|th)? (?:de |of )?${MONTHS}${YEAR}|${MONTHS} (?:[12]?\\d|3[01])(?:st|nd|rd|th)?(?![\\d:])|(?:dia|el) (?:[12]?\\d|3[01])(?![\\d:/]| (?:de )?(?:reais|pessoas|unidades|h(?![a-z])|horas))|the (?:[12]?\\d|3[01])(?:st|nd|rd|th))`;
const RELATIVE =
  '(?:depois de amanha|amanha|day after tomorrow|tomorrow|pasado manana|hoje|today|hoy)(?![a-z])|(?<!la |por la |de la )manana(?![a-z])';
const AHEAD = '(?:(?:proxim[oa]|next|this|essa|esta|nessa|nesta|este|esse|neste|nesse|coming) )';
const BEHIND = '(?: (?:que vem|proxim[oa]|que viene|da semana que vem|agora))';
const SPAN = '(?:fim de semana|final de semana|weekend|fin de semana|semana|week|mes(?![a-z])|month|ano(?![a-z])|year)';
const FEAST =
  '(?:natal|ano novo|reveillon|pascoa|carnaval|black friday|dia das maes|dia dos pais|dia dos namorados|christmas|easter|new year|thanksgiving|navidad|ano nuevo|semana santa|ferias|meu aniversario|aniversario)(?![a-z])';
const EDGE =
  '(?:(?:o |the |el )?(?:fim|final|inicio|comeco|metade|meio|end|beginning|fin|finales|principios) (?:do|de|da|of|del|deste|desse|of the) )';

const MOMENT = `(?:${EDGE}?(?:(?:${AHEAD})(?:${WEEKDAY}|${SPAN})|(?:${SPAN})${BEHIND}|${WEEKDAY}${BEHIND}?|${CALENDAR}|${RELATIVE}|${FEAST}|${EDGE}(?:${SPAN}|${MONTHS}|(?:o )?${SPAN})|${EDGE}${MONTHS})|${MONTHS})`;
const DURATION = `(?:${COUNT}|uma?|one|an?|un) (?:dias?(?: uteis)?|semanas?|mes(?:es)?|days?|weeks?|months?|business days)(?![a-z])`;

const CANONICAL: Readonly<Record<string, string>> = {
  segunda: 'segunda-feira',
  terca: 'terça-feira',
  quarta: 'quarta-feira',
  quinta: 'quinta-feira',
  sexta: 'sexta-feira',
  sabado: 'sábado',
  domingo: 'domingo',
  miercoles: 'miércoles',
};

/** A day as it is said back: a bare weekday by its full name, anything else in the contact's words. */
const dayOf = (words: string): string => {
  const trimmed = words
    .trim()
    .replace(/\s+/gu, ' ')
    .replace(/^(?:el|the) |^dia (?=\d{1,2}\/)/iu, '');
  const folded = trimmed.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const bare = CANONICAL[folded.replace(/[- ]feira$/u, '')];
  if (bare !== undefined) return bare;
  if (new RegExp(`^${WEEKDAYS_EN}$`, 'u').test(folded)) return `${folded[0]?.toUpperCase() ?? ''}${folded.slice(1)}`;
  return trimmed;
};

const NEEDS =
  /(?<![a-z])(?:precis\w+|necessit\w+|quero|queria|gostaria|pra quando|prazo|entreg\w+|receb\w+|pront[oa]s?|evento|festa|casamento|mudan[cç]a|mudar|inaugura\w+|comecar|need\w*|want|deadline|deliver\w*|ready|launch\w*|necesit\w+|quiero|plazo|urgen\w+|fechar|encomend\w+|concluir|terminar|finish|tem que|have to)(?![a-z])/u;
const MUST =
  /(?<![a-z])(?:precis\w+|necessit\w+|need\w*|necesit\w+|urgen\w+|encomend\w+|tem que|tenho que|have to|entreg\w+|prazo)(?![a-z])/u;
const BOOKS =
  /(?<![a-z])(?:marc\w+|agend\w+|remarc\w+|reserv\w+|book\w*|schedul\w+|meet\w*|appointment|horario|cita|turno)(?![a-z])/u;
const UNTIL = new RegExp(
  `(?<![a-z])(?:(antes (?:do dia|de|do|da|del|dos|das) |before )|((?:no maximo |ate no maximo )?ate (?:o |a |no |na |as )?|by (?:the )?|until |no later than |hasta (?:el |la )?|o mais tardar )|(prazo (?:e|eh|de|final|para)(?: de| e| eh| dia)? |deadline (?:is )?|(?:para|pra|pro|p/) (?:o |a |as |os )?|for |para el |para la ))(${MOMENT})`,
  'gu',
);
const WITHIN = new RegExp(
  `(?<![a-z])(?:em ate|em no maximo|no maximo em|dentro de|daqui a|daqui|em|within|in|prazo de|prazo e de|en) (${DURATION})`,
  'gu',
);
const SOON = new RegExp(
  `(?<![a-z])(?:ainda )?((?:este|esse|neste|nesse|esta|essa|nesta|nessa|this) (?:mes|semana|ano|month|week|year))(?: ainda)?(?![a-z])`,
  'gu',
);

const slice = ({ original }: Text, start: number, end: number): string => original.slice(start, end);

/** Goodbyes are no deadlines: `até amanhã!`. */
const isGoodbye = ({ folded }: Text): boolean =>
  /^\W*(?:(?:ok|obrigad[oa]|valeu|tchau|entao)\W+)*ate (?:amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo|semana que vem|mais|logo)\W*$/u.test(
    folded,
  );

/** When it must be done: with `antes de` the words stay, for they change the day; `até` and `by` do not. */
export const deadline: Grammar = (text) => {
  if (isGoodbye(text)) return [];
  const needed = NEEDS.test(text.folded);
  for (const match of text.folded.matchAll(UNTIL)) {
    const [words, before, until, loose, moment = ''] = match;
    // `quero marcar para quinta` speaks of an appointment.
    if (loose !== undefined && !/prazo|deadline/u.test(loose) && (!MUST.test(text.folded) || BOOKS.test(text.folded)))
      continue;
    // `o horário até sexta`, `abrem até sábado`: of the business, not of the need.
    if (
      until !== undefined &&
      /(?:abre|abrem|funciona\w*|atende\w*|aberto|open) *$/u.test(text.folded.slice(0, match.index))
    )
      continue;
    const start = match.index;
    const end = start + words.length;
    const from = end - moment.length;
    const value = before === undefined ? dayOf(slice(text, from, end)) : slice(text, start, end).trim();
    return [{ key: 'deadline', value, start, end }];
  }
  const within = needed ? WITHIN.exec(text.folded) : null;
  WITHIN.lastIndex = 0;
  if (within !== null && !/entrega\w* em$/u.test(text.folded.slice(0, within.index + 2)))
    return [
      {
        key: 'deadline',
        value: slice(text, within.index, within.index + within[0].length),
        start: within.index,
        end: within.index + within[0].length,
      },
    ];
  const soon = needed ? SOON.exec(text.folded) : null;
  SOON.lastIndex = 0;
  return soon === null
    ? []
    : [
        {
          key: 'deadline',
          value: slice(text, soon.index, soon.index + soon[0].length),
          start: soon.index,
          end: soon.index + soon[0].length,
        },
      ];
};

const SCHEDULES =
  /(?<![a-z])(?:marc\w+|agend\w+|remarc\w+|horario|encaixe|visita\w*|reuniao|consulta|passar|posso ir|vou ai|da pra ir|pode ser|reserv\w+|mesa|as \d|a las|meet\w*|book\w*|appointment|schedule|call|cita|turno|agendar|visit\w*|available|disponivel|table|slot|come (?:by|in)|ir ai|buscar|retirar)(?![a-z])/u;
const DAY = new RegExp(
  `(?<![a-z])((?:${AHEAD})?${WEEKDAY}${BEHIND}?|(?:${AHEAD})(?:${SPAN})|(?:${SPAN})${BEHIND}|${CALENDAR}|${RELATIVE})`,
  'gu',
);
const HABIT = /(?:de |das? |aos |as |from |de lunes |todos os |toda |every |on |los )$/u;

/** The day that a visit, a call or a delivery is about; days of opening (`de segunda a sexta`, `aos sábados`) are none. */
export const date: Grammar = (text) => {
  if (isGoodbye(text)) return [];
  const schedules = SCHEDULES.test(text.folded);
  for (const match of text.folded.matchAll(DAY)) {
    const words = match[0].trim();
    const before = text.folded.slice(0, match.index);
    const after = text.folded.slice(match.index + match[0].length);
    const weekday = new RegExp(`^${WEEKDAY}$`, 'u').test(words);
    if (
      weekday &&
      /^ ?(?:a|ate|to|e|through|-) /u.test(after) &&
      new RegExp(`^ ?(?:a|ate|to|through|-) (?:${WEEKDAY})`, 'u').test(after)
    )
      continue;
    if (
      weekday &&
      (/^s(?![a-z])/u.test(after) || (/(?:aos|todos os|toda|todo|every|los) $/u.test(before) && HABIT.test(before)))
    )
      continue;
    if (weekday && new RegExp(`(?:${WEEKDAY}) (?:a|ate|to) $`, 'u').test(before)) continue;
    if (/^(?:hoje|today|hoy)$/u.test(words) && !schedules) continue;
    return [
      {
        key: 'date',
        value: dayOf(slice(text, match.index, match.index + match[0].length)),
        start: match.index,
        end: match.index + match[0].length,
      },
    ];
  }
  return [];
};

const PART =
  '(?: ?(?:da|de|a|de la|in the|at|pela|por la) ?(manha|madrugada|tarde|noite|manana|noche|morning|afternoon|evening|night))';
const CLOCK = new RegExp(
  `(?<![\\d/.,$:-])(?:(as|a las|a la|at|pelas|umas|la pelas|depois das|antes das|after|before|around|by) )?(?:([01]?\\d|2[0-3]) ?[h:] ?([0-5]\\d)(?:h|min|hs)?(?![\\d/])(?: ?([ap])\\.?m)?|(\\d{1,2}) ?([ap])\\.?m\\.?(?![a-z])|([01]?\\d|2[0-3]) ?(?:h|hs|hrs?)(?![a-z\\d])|(${COUNT})(?: ?(horas?))?(?: (?:e|y) (meia|media|quinze|\\d{2}))?)(?: (?:em ponto|horas?))?${PART}?`,
  'gu',
);
const HALVES: Readonly<Record<string, string>> = { meia: '30', media: '30', quinze: '15' };

const shifted = (hour: number, half: string | undefined, part: string | undefined): number => {
  if (half === 'p' || /tarde|noite|noche|afternoon|evening|night/u.test(part ?? ''))
    return hour < 12 ? hour + 12 : hour;
  return half === 'a' && hour === 12 ? 0 : hour;
};

const clock = (text: Text): Found | null => {
  for (const match of text.folded.matchAll(CLOCK)) {
    const [words, at, hour, minutes, half, short, shortHalf, hours, word, named, past, part] = match;
    const before = text.folded.slice(0, match.index);
    if (
      hours !== undefined &&
      (hours === '24' || /(?:em|daqui a?|ha|por|dentro de|a cada|durante|nas proximas|in) $/u.test(before))
    )
      continue;
    // A bare number is a time only after `às` or before `da manhã`, or with `e meia`; and no street, price or count.
    if (word !== undefined) {
      const told = at !== undefined && !/^(?:umas|after|before|around|by)$/u.test(at);
      const goesOn = /^ ?(?:de |reais|mil|%|pessoas|unidades|people|r\$|x |dias|anos)/u.test(
        text.folded.slice(match.index + words.length),
      );
      if (goesOn || !(told || part !== undefined || (past !== undefined && HALVES[past] !== undefined))) continue;
      if (named !== undefined && at === undefined && part === undefined) continue;
    }
    const value = Number(hour ?? short ?? hours ?? amountOf(word ?? '').value);
    const full = shifted(value, half ?? shortHalf, part);
    if (!(full >= 0 && full <= 23)) continue;
    const minute = minutes ?? (past === undefined ? '00' : (HALVES[past] ?? past));
    if (Number(minute) > 59) continue;
    return { key: 'time', value: `${full}:${minute}`, start: match.index, end: match.index + words.length };
  }
  return null;
};

const NAMED: readonly { pattern: RegExp; value: string }[] = [
  { pattern: /meio[- ]dia e meia/u, value: '12:30' },
  { pattern: /(?<![a-z])(?:ao )?(?:meio[- ]dia|noon|mediodia)(?![a-z])/u, value: '12:00' },
  { pattern: /(?<![a-z])(?:meia[- ]noite|midnight|medianoche)(?![a-z])/u, value: '0:00' },
];

/** An hour of the day as `9:30` or `15:00`. Opening hours that are asked about (`das 9 às 18`) are none. */
export const time: Grammar = (text) => {
  if (/(?:das|from) \d{1,2}[^\n]{0,6} (?:as|to) \d{1,2}/u.test(text.folded)) return [];
  const found = clock(text);
  if (found !== null) return [found];
  for (const { pattern, value } of NAMED) {
    const match = pattern.exec(text.folded);
    if (match !== null) return [{ key: 'time', value, start: match.index, end: match.index + match[0].length }];
  }
  return [];
};
