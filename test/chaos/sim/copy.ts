/**
 * A value as the other side of a call gets it: a copy. Plain data only, which is all that our objects tell each other; anything else would be
 * an error here, as a function or a class of our own is one for the platform.
 */
export const copyOf = <T>(value: T): T => copy(value) as T;

const copy = (value: unknown): unknown => {
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error(`a ${typeof value} cannot be sent`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return structuredClone(value);
  const made: Record<string, unknown> = {};
  for (const key of Object.keys(value)) made[key] = copy((value as Record<string, unknown>)[key]);
  return made;
};
