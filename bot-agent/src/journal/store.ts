import { diskTrouble, type Sql } from '../sqlite.ts';

/** The journal cannot be written. Nothing may be taken or sent until it can. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
}

/** The database that the journal's tables share: its transactions, and its single values. */
export class JournalStore {
  readonly sql: Sql;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  /** One transaction, on disk when it returns. Throws `JournalUnavailable` when the disk refuses and then has changed nothing. */
  write<T>(body: () => T): T {
    try {
      return this.sql.transact(body);
    } catch (thrown) {
      const trouble = diskTrouble(thrown);
      throw trouble ? new JournalUnavailable(trouble) : thrown;
    }
  }

  value(key: string): string | null {
    const row = this.sql.get('SELECT value FROM kv WHERE key = ?', key);
    return row ? String(row['value']) : null;
  }

  number(key: string): number | null {
    const value = this.value(key);
    return value === null ? null : Number(value);
  }

  /** Inside a transaction; null forgets it. */
  setValue(key: string, value: string | null): void {
    if (value === null) return this.sql.run('DELETE FROM kv WHERE key = ?', key);
    this.sql.run(
      'INSERT INTO kv (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    );
  }

  count(sql: string): number {
    return Number(this.sql.get(sql)?.['n'] ?? 0);
  }
}
