import { cpus } from 'node:os';

/** One figure with the target it is held against; smaller is better, except for a rate. */
export type Measure = {
  what: string;
  value: number;
  target: number;
  unit: 'ms' | 's' | 'KB gz' | 'msg/s' | 'MB' | '×';
};

/** The value below which a share `p` of the samples lies (nearest rank). */
export const percentile = (samples: readonly number[], p: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
  if (value === undefined) throw new Error('no samples');
  return value;
};

export const printReport = (measures: readonly Measure[]): void => {
  const width = Math.max(...measures.map(({ what }) => what.length));
  process.stdout.write(
    `\n${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, Node ${process.versions.node}\n\n`,
  );
  for (const { what, value, target, unit } of measures) {
    const figure = `${value.toFixed(unit === 's' || unit === '×' ? 2 : 0)} ${unit}`;
    const rate = unit === 'msg/s';
    const met = rate ? value >= target : value <= target;
    process.stdout.write(
      `${what.padEnd(width)}  ${figure.padStart(12)}   target ${rate ? '≥' : '≤'} ${target} ${unit}${met ? '' : '   MISSED'}\n`,
    );
  }
};
