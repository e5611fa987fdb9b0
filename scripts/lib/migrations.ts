import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is needed of a D1 database; the real one and Miniflare's have it. */
export type Database = {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
};
type Statement = {
  bind(...values: unknown[]): Statement;
  all<Row>(): Promise<{ results: Row[] }>;
  run(): Promise<unknown>;
};

// The table that `wrangler d1 migrations apply` keeps, so that either may go on where the other stopped.
const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/** Which of `files` are still to be applied, in order. Throws when the database is ahead of the folder: an older build. */
export const pendingMigrations = (files: readonly string[], applied: readonly string[]): string[] => {
  const unknown = applied.filter((name) => !files.includes(name));
  if (unknown.length > 0)
    throw new Error(`the database has migrations that this build does not know: ${unknown.join(', ')}`);
  return files.filter((name) => !applied.includes(name)).toSorted();
};

/**
 * The statements of a migration, parted where Drizzle marks it. Wrangler parts by parsing SQL, but loading it takes a second
 * and a half of a first start; a test holds the two to the same result.
 */
export const statementsOf = (sql: string): string[] =>
  sql
    .split('--> statement-breakpoint')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

/** Applies what is pending, each file and its row in one transaction. Returns the names applied. */
export const migrate = async (db: Database, dir: string): Promise<string[]> => {
  await db.prepare(TABLE).run();
  const { results } = await db.prepare('SELECT name FROM d1_migrations').all<{ name: string }>();
  const files = (await readdir(dir)).filter((name) => name.endsWith('.sql'));
  const pending = pendingMigrations(
    files,
    results.map(({ name }) => name),
  );
  if (pending.length === 0) return [];
  for (const name of pending) {
    const statements = statementsOf(await readFile(join(dir, name), 'utf8')).map((sql) => db.prepare(sql));
    await db.batch([...statements, db.prepare('INSERT INTO d1_migrations (name) VALUES (?)').bind(name)]);
  }
  return pending;
};
