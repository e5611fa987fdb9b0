import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { reasonOf } from './log.ts';

/** One named step of a schema. Lists are append-only: a step that was applied never changes or moves. */
export type Migration = { id: string; sql: string };

/** Brings a database to the newest schema, each step in its own transaction. Throws when the list was reordered. */
export const migrate = (db: DatabaseSync, migrations: readonly Migration[]): void => {
  db.exec('CREATE TABLE IF NOT EXISTS migrations (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT');
  const applied = db
    .prepare('SELECT id FROM migrations ORDER BY position')
    .all()
    .map((row) => String(row['id']));
  applied.forEach((id, i) => {
    if (migrations[i]?.id !== id)
      throw new Error(`migration ${i} is ${migrations[i]?.id ?? 'missing'}, but ${id} was applied`);
  });
  for (const [offset, migration] of migrations.slice(applied.length).entries()) {
    transact(db, () => {
      db.exec(migration.sql);
      db.prepare('INSERT INTO migrations (position, id) VALUES (?, ?)').run(applied.length + offset, migration.id);
    });
  }
};

/** Runs `body` in one transaction: all of it or nothing. */
export const transact = <T>(db: DatabaseSync, body: () => T): T => {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = body();
    db.exec('COMMIT');
    return result;
  } catch (thrown) {
    // SQLite may have rolled back already (SQLITE_FULL does).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw thrown;
  }
};

const PAGE_BYTES = 4_096;

/** Opens a file whose commits survive a power cut: WAL with an fsync per commit. Beyond `maxBytes` the disk counts as full. */
export const openDurable = (path: string, maxBytes?: number): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 2_000 });
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    if (maxBytes !== undefined) db.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
};

export type Row = Record<string, unknown>;

/** A database with its statements prepared once. */
export class Sql {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepare(sql).run(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values);
  }

  /** Rows one by one, for results that are cut by more than their number. */
  each(sql: string, ...values: SQLInputValue[]): IterableIterator<Row> {
    return this.#prepare(sql).iterate(...values);
  }

  transact<T>(body: () => T): T {
    return transact(this.#db, body);
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

/** What is wrong with a database file, or null. Reads all of it. */
export const damageOf = (path: string): string | null => {
  if (!existsSync(path)) return null;
  let db: DatabaseSync | null = null;
  try {
    db = openDurable(path);
    const first = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
    return first === 'ok' ? null : String(first);
  } catch (thrown) {
    // A full or read-only disk is no damage: it is told by the first write.
    return isCorruption(thrown) ? reasonOf(thrown) : null;
  } finally {
    db?.close();
  }
};

/** Moves a database and its side files out of the way; nothing is deleted. Returns the new path. */
export const moveAside = (path: string, suffix: string): string => {
  const target = `${path}.damaged-${suffix}`;
  for (const side of ['', '-wal', '-shm']) {
    if (existsSync(path + side)) renameSync(path + side, target + side);
  }
  return target;
};

// Primary result codes of sqlite.org/rescode.html.
const FULL_DISK = 13;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CANNOT_OPEN = 14;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

const primaryCode = (thrown: unknown): number | null =>
  thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : null;

export const isCorruption = (thrown: unknown): boolean => {
  const code = primaryCode(thrown);
  return code === CORRUPT || code === NOT_A_DATABASE;
};

/** Whether the disk refuses (full, read-only, broken), in words; null for every other error. */
export const diskTrouble = (thrown: unknown): string | null => {
  switch (primaryCode(thrown)) {
    case FULL_DISK:
      return 'the disk is full';
    case READ_ONLY:
      return 'the disk is read-only';
    case IO_ERROR:
    case CANNOT_OPEN:
      return 'the disk does not answer';
    case CORRUPT:
    case NOT_A_DATABASE:
      return 'the file is damaged';
    default:
      return null;
  }
};
