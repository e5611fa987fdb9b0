import { PlaybookRequest, type PlaybookProblem } from '@oconnector/protocol/api/playbook.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import { type Draft, shapeOf } from './draft.ts';

/** What a field cannot be, as a word of the messages. */
export type ProblemWord =
  | 'timezone'
  | 'time'
  | 'backwards'
  | 'overlap'
  | 'date'
  | 'twice'
  | 'keyword'
  | 'host'
  | 'budget'
  | 'afterHours'
  | 'degrees'
  | 'warmBeforeHot'
  | 'halfLife'
  | 'points'
  | 'percent'
  | 'tokens'
  | 'tooLong'
  | 'refused';

/** `path` as the API writes it: `hours.mon.0`. */
export type Problem = { path: string; word: ProblemWord };

const SAID: Record<PlaybookProblem, ProblemWord> = {
  'no such time zone': 'timezone',
  'ends before it begins': 'backwards',
  'overlaps another time': 'overlap',
  'no such day': 'date',
  'the same day twice': 'twice',
  'no host': 'host',
  'warm comes before hot': 'warmBeforeHot',
  'not between 0 and 100': 'degrees',
};

/** What a part that is not well-formed breaks; the rest is text that is too long. */
const BROKEN: readonly [RegExp, ProblemWord][] = [
  [/^hours\.\w+\.\d+/u, 'time'],
  [/^holidays\.extra\.\d+\.date$/u, 'date'],
  [/^handoffKeywords\.\d+$/u, 'keyword'],
  [/^audience\.minBudget$/u, 'budget'],
  [/^followUp\./u, 'afterHours'],
  [/^temperature\./u, 'degrees'],
  [/^halfLifeDays$/u, 'halfLife'],
  [/^weights\./u, 'points'],
  [/^confidence\./u, 'percent'],
  [/^tokensPerDay$/u, 'tokens'],
];

const problemOf = ({ path: keys, message }: { path: PropertyKey[]; message: string }): Problem => {
  const path = keys.map(String).join('.');
  const word =
    (SAID as Record<string, ProblemWord>)[message] ?? BROKEN.find(([where]) => where.test(path))?.[1] ?? 'tooLong';
  return { path, word };
};

/** The playbook that the fields make, read by the schema of the API, or what is wrong with which of them. */
export const parseDraft = (
  draft: Draft,
  version: number,
): { playbook: Playbook; problems: [] } | { playbook: null; problems: Problem[] } => {
  const parsed = PlaybookRequest.safeParse(shapeOf(draft, version));
  return parsed.success
    ? { playbook: parsed.data, problems: [] }
    : { playbook: null, problems: parsed.error.issues.map(problemOf) };
};

/** The first problem of a field or of what is in it. */
export const problemAt = (problems: readonly Problem[], path: string): Problem | null =>
  problems.find((problem) => problem.path === path || problem.path.startsWith(`${path}.`)) ?? null;
