import type { Sample } from './samples.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, GAP] = [860, 150, 56, 16, 34, 46];

const STYLE = `text{font:12px system-ui,sans-serif;fill:#3b4148}.line{fill:none;stroke:#0b7a55;stroke-width:1.5}
.grid{stroke:#d7dbdf}.begin{stroke:#b4690e;stroke-dasharray:2 3}.ground{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#c9cfd6}.line{stroke:#3ecf98}.grid{stroke:#333a42}.begin{stroke:#e0a050}.ground{fill:#14171a}}`;

type Panel = { title: string; valueOf: (sample: Sample) => number | null; pidOf: (sample: Sample) => number };

const PANELS: readonly Panel[] = [
  { title: 'agent, resident memory (MB)', valueOf: ({ agentMb }) => agentMb, pidOf: ({ agentPid }) => agentPid },
  {
    title: 'browser with its helpers, PSS (MB)',
    valueOf: ({ browserMb }) => browserMb,
    pidOf: ({ browserPid }) => browserPid,
  },
];

const round = (value: number): string => value.toFixed(1);

/** A step of the scale that gives about four lines. */
const stepOf = (most: number): number =>
  [5, 10, 20, 25, 50, 100, 200, 250, 500].find((step) => most / step <= 5) ?? 1_000;

/** Memory over time, one line for each life of a process; where another one begins stands a dotted line. */
const panelOf = ({ title, valueOf, pidOf }: Panel, samples: readonly Sample[], top: number): string => {
  const seconds = Math.max(1, samples.at(-1)?.second ?? 1);
  const most = Math.max(1, ...samples.flatMap((sample) => valueOf(sample) ?? []));
  const step = stepOf(most);
  const scale = Math.ceil(most / step) * step;
  const x = (second: number): number => LEFT + (second / seconds) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => top + HEIGHT - (value / scale) * HEIGHT;
  const lines: string[] = [`<text x="${LEFT}" y="${top - 12}">${title}</text>`];
  for (let value = 0; value <= scale; value += step)
    lines.push(
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(value))}" y2="${round(y(value))}"/>`,
      `<text x="${LEFT - 8}" y="${round(y(value) + 4)}" text-anchor="end">${value}</text>`,
    );
  let [pid, points] = [0, [] as string[]];
  const draw = (): void => {
    if (points.length > 0) lines.push(`<polyline class="line" points="${points.join(' ')}"/>`);
    points = [];
  };
  for (const sample of samples) {
    const value = valueOf(sample);
    const now = pidOf(sample);
    if (value === null || now !== pid) draw();
    if (value !== null && now !== pid && pid !== 0)
      lines.push(
        `<line class="begin" x1="${round(x(sample.second))}" x2="${round(x(sample.second))}" y1="${top}" y2="${top + HEIGHT}"/>`,
      );
    if (value === null) continue;
    pid = now;
    points.push(`${round(x(sample.second))},${round(y(value))}`);
  }
  draw();
  return lines.join('\n');
};

/** The figure of docs/WHATSAPP.md. */
export const chartOf = (samples: readonly Sample[]): string => {
  const height = TOP + PANELS.length * (HEIGHT + GAP);
  const minutes = Math.max(1, samples.at(-1)?.second ?? 1) / 60;
  const ticks = Array.from({ length: 7 }, (_, i) => {
    const x = LEFT + (i / 6) * (WIDTH - LEFT - RIGHT);
    return `<text x="${round(x)}" y="${height - 10}" text-anchor="middle">${round((minutes * i) / 6)} min</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>Memory of the agent and its browser over ${round(minutes)} minutes</title>`,
    `<style>${STYLE}</style><rect class="ground" width="${WIDTH}" height="${height}"/>`,
    ...PANELS.map((panel, i) => panelOf(panel, samples, TOP + i * (HEIGHT + GAP))),
    ...ticks,
    '</svg>',
    '',
  ].join('\n');
};
