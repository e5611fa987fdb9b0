import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryEvent, Violation } from '../checker/history.ts';

/** Writes the history of the contacts that a promise was broken for, and what is nobody's; returns where. */
export const writeEvidence = (
  seed: number,
  history: readonly HistoryEvent[],
  violations: readonly Violation[],
): string => {
  const named = new Set(violations.flatMap(({ evidence }) => evidence));
  const concerned = new Set(
    history.flatMap((event) => (named.has(event.n) && 'contact' in event ? [event.contact] : [])),
  );
  const file = join(mkdtempSync(join(tmpdir(), 'oconnector-chaos-evidence-')), `seed-${seed}.jsonl`);
  const lines = history.filter((event) => named.has(event.n) || ('contact' in event && concerned.has(event.contact)));
  writeFileSync(file, [...violations, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
};
