/**
 * Remembers a value; a memory that is full forgets everything first. All at once: what is asked most is back soonest, and nothing
 * must be known of when it was asked last.
 */
export const keepAtMost = <K, V>(most: number, kept: Map<K, V>, key: K, value: V): void => {
  if (kept.size >= most) kept.clear();
  kept.set(key, value);
};
