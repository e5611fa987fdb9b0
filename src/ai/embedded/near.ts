/** Letters that two spellings of one word may differ by: one, and two in a long word. */
const allowed = (length: number): number => (length < 5 ? 0 : length < 9 ? 1 : 2);

/**
 * Whether one stem may be the other misspelt: letters missing, doubled, wrong or swapped with their neighbour. The first letter
 * is never wrong: it hardly is, and `reforma` is no `norma`. Pure.
 */
export const near = (one: string, other: string): boolean => {
  const most = allowed(Math.min(one.length, other.length));
  if (most === 0 || one[0] !== other[0] || Math.abs(one.length - other.length) > most) return one === other;
  // Optimal string alignment, row by row; the row before the last is kept for swaps.
  let before: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (above[j] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    before = above;
    above = row;
  }
  return (above[other.length] ?? most + 1) <= most;
};
