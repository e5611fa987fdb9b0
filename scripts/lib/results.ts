import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './paths.ts';

/** The parts of vitest's JSON report that count. */
export type Report = {
  numPassedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[];
  }[];
};

/** What a run of a suite amounts to: how many tests passed and were skipped, and each failure in words. */
export type Result = { passed: number; failures: readonly string[]; skipped: number };

const LINES_OF_A_FAILURE = 12;

/** One failure: the file, the test, and the first lines of what it said, as plain text. */
const inWords = (file: string, test: string, said: string): string => {
  const lines = stripVTControlCharacters(said).trim().split('\n').slice(0, LINES_OF_A_FAILURE);
  return [`${relative(ROOT, file)}${test && ` > ${test}`}`, ...lines.map((line) => `    ${line}`)].join('\n');
};

const failuresIn = ({ name, status, message, assertionResults }: Report['testResults'][number]): string[] => {
  if (status === 'failed' && assertionResults.length === 0)
    return [inWords(name, '', message ?? 'could not be loaded')];
  return assertionResults
    .filter((test) => test.status === 'failed')
    .map(({ fullName, failureMessages }) => inWords(name, fullName, failureMessages?.[0] ?? ''));
};

/**
 * The result of a suite by its report and exit code. A file that could not even be loaded, a run that ended badly
 * without a failed test (an unhandled error), and a suite that ran nothing each count as one failure.
 */
export const resultOf = (report: Report | null, exitCode: number): Result => {
  if (!report) return { passed: 0, failures: [`vitest ended with code ${exitCode} and left no report`], skipped: 0 };
  const { numPassedTests: passed, numPendingTests, numTodoTests } = report;
  const failures = report.testResults.flatMap(failuresIn);
  const skipped = numPendingTests + numTodoTests;
  if (failures.length > 0) return { passed, failures, skipped };
  if (exitCode !== 0) {
    return { passed, failures: [`vitest ended with code ${exitCode}, and no test failed: see above`], skipped };
  }
  return { passed, failures: passed === 0 ? ['no test ran'] : [], skipped };
};

export const sum = (all: readonly Result[]): Result => ({
  passed: all.reduce((total, { passed }) => total + passed, 0),
  failures: all.flatMap(({ failures }) => failures),
  skipped: all.reduce((total, { skipped }) => total + skipped, 0),
});

/** `N passed, N failed`, and the skipped only when there are any. */
export const summaryLine = ({ passed, failures, skipped }: Result): string =>
  `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
