import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MATRIX } from './matrix.ts';
import { mergeCases, readFound, writeFound, type CaseRecord, type CasesSection, type Found } from './records.ts';
import { render } from './render.ts';

const META = {
  at: '2026-01-02T03:04:05.000Z',
  command: 'npm run chaos',
  commit: 'abc1234',
  took: 7,
  machine: { cores: 2, memoryGb: 8, system: 'linux 6.1' },
  versions: { node: '24.0.0' },
};
const record = (row: number, more: Partial<CaseRecord> = {}): CaseRecord => ({
  row,
  layer: 'L0',
  name: `case of ${row}`,
  injected: { 'agent killed': 3 },
  verdict: 'passed',
  why: null,
  tookMs: 5,
  ...more,
});
const cases = (...records: CaseRecord[]): CasesSection => ({ ...META, records });
const NOTHING: Found = { sim: {}, processes: {}, cases: null, whatsapp: null, mutants: null };

const lineOf = (text: string, start: string): string => text.split('\n').find((line) => line.startsWith(start)) ?? '';

describe('the report', () => {
  it('has a line for every row, also for one that nobody ran', () => {
    const text = render(NOTHING);
    for (const { row } of MATRIX) expect(lineOf(text, `| ${row} |`)).not.toBe('');
    expect(lineOf(text, '| 2 |')).toContain('not run yet');
    expect(lineOf(text, '| 50 |')).toContain('the API part');
    expect(lineOf(text, '| 33 |')).toContain('nightly only');
  });

  it('shows what was injected, and why a case failed', () => {
    const text = render({
      ...NOTHING,
      cases: cases(
        record(2),
        record(7, { verdict: 'failed', why: 'I1 a|message <b>' }),
        record(35, { verdict: 'not run', why: 'no root', injected: {} }),
      ),
    });
    expect(lineOf(text, '| 2 |')).toMatch(/agent killed 3 \| passed \|$/);
    expect(lineOf(text, '| 7 |')).toContain('**failed**: I1 a\\|message &lt;b>');
    expect(lineOf(text, '| 35 |')).toContain('**not run**: no root');
  });

  it('shows the cases with the real library beside the others of their row', () => {
    const whatsapp = cases(record(2, { layer: 'L3', name: 'in a browser', injected: { 'browser killed': 2 } }));
    const text = render({ ...NOTHING, cases: cases(record(2)), whatsapp });
    expect(text).toMatch(/\| 2 \|.*\| L0 \|.*\n\| +\| +\| L3 \| in a browser \| browser killed 2 \| passed \|/);
  });

  it('names a mutant that nobody noticed', () => {
    const mutant = { name: 'no fence', breaks: 'The fence is gone.', layer: 'L0', seed: null, what: null };
    const text = render({
      ...NOTHING,
      mutants: {
        ...META,
        tooLittle: [],
        records: [
          { ...mutant, caughtBy: null },
          { ...mutant, name: 'twice', caughtBy: 'I5', seed: 4 },
        ],
      },
    });
    expect(text).toContain('1 of 2 caught');
    expect(lineOf(text, '| no fence |')).toContain('**nobody**');
    expect(lineOf(text, '| twice |')).toContain('| I5 | 4 |');
  });
});

describe('what was found', () => {
  it('comes back from the file as it was, and nothing stands for a file that is not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oconnector-report-'));
    try {
      expect(readFound(folder)).toEqual(NOTHING);
      const found: Found = { ...NOTHING, cases: cases(record(3)) };
      await writeFound(found, render(found), folder);
      expect(readFound(folder)).toEqual(found);
      expect(readFileSync(join(folder, 'FAULTS.md'), 'utf8')).toContain('# Faults');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps nightly cases through a quick run, and nothing that a run has dropped', () => {
    const merged = mergeCases(
      cases(record(33), record(9, { name: 'renamed since' })),
      cases(record(2)),
      ({ row }) => row === 33,
    );
    expect(merged.records.map(({ row }) => row)).toEqual([2, 33]);
  });
});
