/** Milliseconds before reconnect number `attempt` (from 0): doubles from 0.5 s to 15 s; `random` (0–1) spreads the upper half. */
export const backoffMs = (attempt: number, random: number): number => {
  const ceiling = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
};
