import type { CaseRecord } from './records.ts';

/** What a case did to the processes, by kind and number. A case that injected nothing proves nothing. */
export type Injected = Record<string, number>;

/** The machine cannot do this; said in the report, never taken for a success. */
export class NotRun extends Error {
  override name = 'NotRun';
}

export const expectThat = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** Does what a case does to the processes and says what became of it. Never throws. */
export const recordOf = async (
  { row, layer, name }: Pick<CaseRecord, 'row' | 'layer' | 'name'>,
  run: () => Promise<Injected>,
): Promise<CaseRecord> => {
  const from = performance.now();
  const record = (verdict: CaseRecord['verdict'], injected: Injected, why: string | null): CaseRecord => ({
    row,
    layer,
    name,
    injected,
    verdict,
    why,
    tookMs: Math.round(performance.now() - from),
  });
  try {
    const injected = await run();
    const done = Object.values(injected).some((n) => n > 0);
    return done ? record('passed', injected, null) : record('failed', injected, 'nothing was injected');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return record(error instanceof NotRun ? 'not run' : 'failed', {}, why);
  }
};

/** A case in a line for people. */
export const lineOf = ({ row, name, verdict, injected, why, tookMs }: CaseRecord): string => {
  const done = Object.entries(injected)
    .map(([what, n]) => `${what} ${n}`)
    .join(', ');
  return `  ${verdict === 'passed' ? '✓' : verdict === 'failed' ? '✗' : '–'} row ${row} ${name} (${tookMs} ms${done ? `; ${done}` : ''})${why ? `: ${why}` : ''}`;
};
