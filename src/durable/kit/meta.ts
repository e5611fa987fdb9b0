import type { Sql } from './sql.ts';

/** Small single values of an object, as JSON. */
export type Meta = {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
  /** A transaction was rolled back: what was set in it never was. */
  forget(): void;
};

/** Values are remembered: one message reads the state of its conversation many times, and reading it is a query and a parse. */
export const openMeta = (sql: Sql): Meta => {
  const known = new Map<string, unknown>();
  return {
    get: <T>(key: string) => {
      if (!known.has(key)) {
        const row = sql.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
        known.set(key, row === null ? null : JSON.parse(row.value));
      }
      return known.get(key) as T | null;
    },
    set: (key, value) => {
      sql.run(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        key,
        JSON.stringify(value),
      );
      known.set(key, value);
    },
    forget: () => known.clear(),
  };
};
