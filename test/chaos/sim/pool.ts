import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

type Values = SQLInputValue[];
type Row = Record<string, unknown>;
type MakeRow = (values: unknown[]) => Row;

/** Objects of one shape for the rows of a statement; the ones `node:sqlite` makes are slow to build and slow to read. */
const rowMaker = (statement: StatementSync): MakeRow => {
  const names = statement.columns().map(({ name }) => name);
  const fields = names.map((name, i) => `${JSON.stringify(name)}: values[${i}]`);
  // oxlint-disable-next-line typescript/no-implied-eval -- the names are those of our own columns
  return new Function('values', `return { ${fields.join(', ')} }`) as MakeRow;
};

/** A statement that is prepared once. */
export class Statement {
  readonly #statement: StatementSync;
  readonly #make: MakeRow;

  constructor(db: DatabaseSync, query: string) {
    this.#statement = db.prepare(query);
    this.#statement.setReturnArrays(true);
    this.#make = rowMaker(this.#statement);
  }

  all(values: Values): Row[] {
    const rows = this.#statement.all(...values) as unknown as unknown[][];
    return rows.map(this.#make);
  }

  first(values: Values): Row | null {
    const row = this.#statement.get(...values) as unknown[] | undefined;
    return row === undefined ? null : this.#make(row);
  }

  run(values: Values): void {
    this.#statement.run(...values);
  }
}

/** A database in memory with the statements prepared for it. */
export class Pooled {
  readonly db = new DatabaseSync(':memory:');
  /** Steps that its schema was made by. */
  readonly schema = new Set<string>();
  readonly #statements = new Map<string, Statement>();

  statement(query: string): Statement {
    const known = this.#statements.get(query);
    if (known) return known;
    const statement = new Statement(this.db, query);
    this.#statements.set(query, statement);
    return statement;
  }

  /** The database for code that prepares its statements itself: they are those of the pool. */
  get lent(): Pick<DatabaseSync, 'exec' | 'prepare' | 'isTransaction' | 'close'> {
    const { db } = this;
    const prepare = (query: string) => {
      const statement = this.statement(query);
      const all = (...values: Values): Row[] => statement.all(values);
      const get = (...values: Values): Row | undefined => statement.first(values) ?? undefined;
      return {
        all,
        get,
        run: (...values: Values) => statement.run(values),
        iterate: (...values: Values) => all(...values).values(),
      };
    };
    return {
      exec: (query) => db.exec(query),
      prepare: prepare as unknown as DatabaseSync['prepare'],
      get isTransaction() {
        return db.isTransaction;
      },
      close: () => {},
    };
  }

  /** The schema changed: what a statement returns may have changed with it. */
  changed(): void {
    this.#statements.clear();
  }
}

/** Tables of our own: those that SQLite and FTS5 keep for themselves follow. */
const TABLES = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
const SEQUENCES = "SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'";

/**
 * Databases that lives lend to each other, by the schema they hold: to make one and to prepare its statements costs more than most
 * lives do with it. One that comes back is empty but for its schema.
 */
export class Pool {
  readonly #free = new Map<string, Pooled[]>();

  take(kind: string): Pooled {
    return this.#free.get(kind)?.pop() ?? new Pooled();
  }

  /** `keep`: tables whose rows belong to the schema. */
  give(kind: string, pooled: Pooled, keep: readonly string[] = []): void {
    const names = [...pooled.statement(TABLES).all([]), ...pooled.statement(SEQUENCES).all([])];
    for (const { name } of names)
      if (!keep.includes(String(name))) pooled.statement(`DELETE FROM "${String(name)}"`).run([]);
    const free = this.#free.get(kind);
    if (free === undefined) this.#free.set(kind, [pooled]);
    else free.push(pooled);
  }
}
