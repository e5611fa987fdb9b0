/** The same record without one of its keys. */
export const without = <Value>(record: Record<string, Value>, key: string): Record<string, Value> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};
