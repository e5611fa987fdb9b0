import { SeededRandom } from './scheduler.ts';

/** What the product told its log while a run lasted; the end of it is enough to understand a failure. */
export type Lines = string[];

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/**
 * Runs `body` with `Math.random` seeded and the console kept to itself: the two things of the process that product code
 * reaches without being handed them.
 */
export const withOwnSurroundings = async <T>(seed: number, lines: Lines, body: () => Promise<T>): Promise<T> => {
  const random = new SeededRandom(seed ^ 0x5eed);
  const before = { random: Math.random, console: Object.fromEntries(LEVELS.map((level) => [level, console[level]])) };
  Math.random = () => random.next();
  for (const level of LEVELS) console[level] = (line: unknown) => void lines.push(String(line));
  try {
    return await body();
  } finally {
    Math.random = before.random;
    Object.assign(console, before.console);
  }
};
