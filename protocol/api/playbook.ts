import { minutesOf } from '../model/hours.ts';
import { type OpenSpan, Playbook } from '../model/playbook.ts';

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

const isDay = (date: string): boolean => {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
};

const HOST = /^(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+[\p{L}\d-]{2,}$/u;

type Problem = { path: (string | number)[]; message: PlaybookProblem };

/** What is wrong with a playbook whose every part is well-formed: the `message` of the issue. */
export const PLAYBOOK_PROBLEMS = [
  'no such time zone',
  'ends before it begins',
  'overlaps another time',
  'no such day',
  'the same day twice',
  'no host',
  'warm comes before hot',
  'not between 0 and 100',
] as const;
export type PlaybookProblem = (typeof PLAYBOOK_PROBLEMS)[number];

/** At most one problem a day: a time that ends before it begins would seem to overlap others. */
const ofDay = (day: string, spans: readonly OpenSpan[]): Problem[] => {
  const times = spans.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }));
  const backwards = times.findIndex(({ from, to }) => from >= to);
  if (backwards !== -1) return [{ path: ['hours', day, backwards], message: 'ends before it begins' }];
  const second = times.findIndex(({ from, to }, at) =>
    times.slice(0, at).some((earlier) => from < earlier.to && earlier.from < to),
  );
  return second === -1 ? [] : [{ path: ['hours', day, second], message: 'overlaps another time' }];
};

const ofHolidays = ({ holidays: { extra } }: Playbook): Problem[] =>
  extra.flatMap(({ date }, i): Problem[] => {
    const path = ['holidays', 'extra', i, 'date'];
    if (!isDay(date)) return [{ path, message: 'no such day' }];
    return extra.findIndex((other) => other.date === date) < i ? [{ path, message: 'the same day twice' }] : [];
  });

const problemsOf = (playbook: Playbook): Problem[] => {
  const { timezone, hours, links, temperature } = playbook;
  const { warm, hot } = temperature;
  return [
    ...(isTimeZone(timezone) ? [] : [{ path: ['timezone'], message: 'no such time zone' } satisfies Problem]),
    ...Object.entries(hours ?? {}).flatMap(([day, spans]) => ofDay(day, spans)),
    ...ofHolidays(playbook),
    ...links.flatMap((host, i): Problem[] => (HOST.test(host) ? [] : [{ path: ['links', i], message: 'no host' }])),
    ...Object.entries(temperature).flatMap(([name, points]): Problem[] =>
      points >= 0 && points <= 100 ? [] : [{ path: ['temperature', name], message: 'not between 0 and 100' }],
    ),
    ...(warm < hot ? [] : [{ path: ['temperature'], message: 'warm comes before hot' } satisfies Problem]),
  ];
};

/**
 * `GET /api/ai/playbook`, and the body and answer of `PUT` there. `version` is the one that the client read: 409 `stale` with the
 * current playbook when somebody else was faster. The answer has the next one. A playbook that contradicts itself is refused (rule K8).
 */
export const PlaybookRequest = Playbook.check((context) => {
  for (const { path, message } of problemsOf(context.value))
    context.issues.push({ code: 'custom', path, message, input: context.value });
});
export type PlaybookResponse = Playbook;
