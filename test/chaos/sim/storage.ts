import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Sql, SqlRow, SqlValue } from '../../../src/durable/kit/sql.ts';

/**
 * The storage of one simulated object, with an output gate: what was written since the last output left is durable only once
 * the next one leaves. A crash may keep or lose it; either is what a real object may do, and nobody outside can have seen it.
 */
export class SimulatedStorage {
  readonly #db = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;

  constructor() {
    this.#db.exec('SAVEPOINT gate');
  }

  readonly sql: Sql = {
    all: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) =>
      this.#statement(query).all(...(bindings as never[])) as Row[],
    first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) =>
      (this.#statement(query).get(...(bindings as never[])) as Row | undefined) ?? null,
    run: (query, ...bindings) => {
      // Migrations are several statements; `prepare` would take the first one only.
      if (bindings.length === 0) this.#db.exec(query);
      else this.#statement(query).run(...(bindings as never[]));
    },
    transaction: (body) => this.#transaction(body),
  };

  #statement(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known) return known;
    const statement = this.#db.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }

  #transaction<T>(body: () => T): T {
    const name = `t${this.#depth++}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    try {
      const result = body();
      this.#db.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      this.#db.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** An output leaves: everything written before it is durable. */
  flush(): void {
    this.#db.exec('RELEASE gate; SAVEPOINT gate');
  }

  /** The process dies. `lose`: what no output has carried out yet is gone. */
  crash(lose: boolean): void {
    if (lose) this.#db.exec('ROLLBACK TO gate');
    this.flush();
  }

  close(): void {
    this.#db.close();
  }
}
