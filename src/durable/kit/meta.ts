import type { Sql } from './sql.ts';

/** Small single values of an object, as JSON. */
export type Meta = {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
};

export const openMeta = (sql: Sql): Meta => ({
  get: <T>(key: string) => {
    const row = sql.first<{ value: string }>('SELECT value FROM meta WHERE key = ?', key);
    return row === null ? null : (JSON.parse(row.value) as T);
  },
  set: (key, value) =>
    sql.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      JSON.stringify(value),
    ),
});
