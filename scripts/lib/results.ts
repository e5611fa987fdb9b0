/** The parts of vitest's JSON report that count. */
export type Report = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
};

export type Counts = { passed: number; failed: number; skipped: number };

/**
 * What a run of a suite amounts to. A file that could not even be loaded, a run that ended badly without a failed test
 * (an unhandled error), and a suite that ran nothing each count as one failure.
 */
export const countsOf = (report: Report | null, exitCode: number): Counts => {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const badEnd = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return badEnd ? { ...counts, failed: 1 } : counts;
};

export const sum = (all: readonly Counts[]): Counts => {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of all) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
};

/** `N passed, N failed`, and the skipped only when there are any. */
export const summaryLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
