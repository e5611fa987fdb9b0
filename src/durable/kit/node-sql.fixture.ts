import type { DatabaseSync } from 'node:sqlite';
import type { Sql, SqlRow, SqlValue } from './sql.ts';

/** `Sql` over node:sqlite, transactions nested by savepoints; a BLOB goes in as a view. */
export const nodeSql = (database: DatabaseSync): Sql => {
  let depth = 0;
  const all = <Row extends SqlRow>(query: string, ...bindings: SqlValue[]): Row[] =>
    database
      .prepare(query)
      .all(...bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value))) as Row[];
  return {
    all,
    first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) => all<Row>(query, ...bindings)[0] ?? null,
    run: (query, ...bindings) => void (bindings.length === 0 ? database.exec(query) : all(query, ...bindings)),
    transaction: (body) => {
      const name = `s${depth++}`;
      database.exec(`SAVEPOINT ${name}`);
      try {
        const result = body();
        database.exec(`RELEASE ${name}`);
        return result;
      } catch (error) {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth--;
      }
    },
  };
};
