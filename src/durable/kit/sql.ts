/** What SQLite takes and gives. */
export type SqlValue = string | number | null | ArrayBuffer;
export type SqlRow = Record<string, SqlValue>;

/**
 * The storage of an object, as far as the stores use it. Backed by Durable Object storage in the Worker and by
 * `node:sqlite` in the simulation, so that the same stores run in both. Every call is synchronous: nothing is held
 * across an await.
 */
export type Sql = {
  /** Runs one statement and returns all of its rows. `RETURNING` is how a write tells whether it did anything. */
  all<Row extends SqlRow = SqlRow>(query: string, ...bindings: SqlValue[]): Row[];
  /** The first row, or null. */
  first<Row extends SqlRow = SqlRow>(query: string, ...bindings: SqlValue[]): Row | null;
  run(query: string, ...bindings: SqlValue[]): void;
  /** All or nothing; an exception rolls back and goes on up. May be nested. */
  transaction<T>(body: () => T): T;
};

/** `Sql` over the storage of a Durable Object. */
export const durableSql = (storage: DurableObjectStorage): Sql => {
  const all = <Row extends SqlRow>(query: string, ...bindings: SqlValue[]): Row[] =>
    storage.sql.exec<Row>(query, ...bindings).toArray();
  return {
    all,
    first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => all<Row>(query, ...bindings)[0] ?? null,
    run: (query, ...bindings) => void storage.sql.exec(query, ...bindings),
    transaction: (body) => storage.transactionSync(body),
  };
};
