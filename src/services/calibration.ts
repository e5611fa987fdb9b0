import type { CalibrationResponse } from '@oconnector/protocol/api/score.ts';
import { outcomesByGrade } from '../db/conversations.ts';
import type { ServiceContext } from './context.ts';

const LETTERS = ['A', 'B', 'C', 'D'] as const;
/** Outcomes of a letter below which its conversion says nothing yet. Our choice. */
const AT_LEAST = 10;

type Counted = { grade: string; outcome: 'won' | 'lost'; count: number };

/** Conversion by the letter of the grade, and where a better letter does not convert better. Pure. */
export const calibrate = (counted: readonly Counted[]): CalibrationResponse => {
  const sum = (letter: string, outcome: Counted['outcome']): number =>
    counted
      .filter((one) => one.grade.startsWith(letter) && one.outcome === outcome)
      .reduce((total, { count }) => total + count, 0);
  const grades = LETTERS.map((grade) => {
    const [won, lost] = [sum(grade, 'won'), sum(grade, 'lost')];
    return { grade, won, lost, conversion: won + lost === 0 ? null : won / (won + lost) };
  });
  const telling = grades.filter(({ won, lost }) => won + lost >= AT_LEAST);
  const alerts = telling.slice(1).flatMap((worse, i) => {
    const better = telling[i];
    if (better === undefined || (better.conversion ?? 0) > (worse.conversion ?? 0)) return [];
    return [{ better: better.grade, worse: worse.grade }];
  });
  return { grades, alerts, atLeast: AT_LEAST };
};

/** What became of a cliente's leads. From D1, so it may be some seconds behind what a person has just recorded. */
export const readCalibration = async ({ env }: ServiceContext, clienteId: string): Promise<CalibrationResponse> =>
  calibrate(await outcomesByGrade(env.DB, clienteId));
