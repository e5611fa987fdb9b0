import type { Sql } from './sql.ts';

/** One step of an object's schema. Never edited or removed once it has landed: objects in the field have run it. */
export type Migration = {
  /** `001_messages`: its place and its subject. */
  name: string;
  /** Statements; run in one transaction with the record that they ran. */
  sql: string;
};

/**
 * Brings an object's schema to the newest step. Runs in the constructor; a no-op costs one read.
 *
 * @throws when the recorded steps are not a prefix of `migrations`: a step was renamed, reordered or removed, or older
 * code meets newer data.
 */
export const migrate = (sql: Sql, migrations: readonly Migration[]): void => {
  sql.run('CREATE TABLE IF NOT EXISTS _migrations (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)');
  const done = sql.all<{ name: string }>('SELECT name FROM _migrations ORDER BY position');
  done.forEach(({ name }, position) => {
    const known = migrations[position]?.name;
    if (known !== name)
      throw new Error(`migration ${position} is ${name} in storage and ${known ?? 'missing'} in the code`);
  });
  for (const [position, migration] of migrations.entries()) {
    if (position < done.length) continue;
    sql.transaction(() => {
      sql.run(migration.sql);
      sql.run('INSERT INTO _migrations (position, name) VALUES (?, ?)', position, migration.name);
    });
  }
};

/** Tables of the kit; the first step of every object. */
export const kitMigration: Migration = {
  name: '000_kit',
  sql: `
    CREATE TABLE timers (
      kind TEXT NOT NULL, ref TEXT NOT NULL, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (kind, ref)
    ) WITHOUT ROWID;
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, rev INTEGER NOT NULL DEFAULT 0, payload TEXT NOT NULL,
      created_at INTEGER NOT NULL, next_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, error TEXT,
      UNIQUE (kind, ref)
    );
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, correlation TEXT, data TEXT NOT NULL
    );
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
};
