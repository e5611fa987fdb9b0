import type { SQLInputValue } from 'node:sqlite';
import type { Sql, SqlRow, SqlValue } from '../../../src/durable/kit/sql.ts';
import { Pool, type Pooled, type Statement } from './pool.ts';

const pool = new Pool();

/** Whether a query without bindings is a script: `prepare` would take its first statement only. */
const SCRIPT = /;\s*\S|^\s*(?:--.*\s*)*CREATE|^\s*(?:--.*\s*)*ALTER/i;
const scripts = new Map<string, boolean>();
const isScript = (query: string): boolean => {
  let known = scripts.get(query);
  if (known === undefined) scripts.set(query, (known = SCRIPT.test(query)));
  return known;
};

/**
 * The storage of one simulated object, with an output gate: what was written since the last output left is durable only once
 * the next one leaves. A crash may keep or lose it; either is what a real object may do, and nobody outside can have seen it.
 */
export class SimulatedStorage {
  readonly #kind: string;
  readonly #pooled: Pooled;
  /** Scripts that ran since the last output left. */
  #fresh: string[] = [];
  #depth = 0;
  #isClosed = false;

  /** `kind`: objects of one kind have the same schema. */
  constructor(kind: string) {
    this.#kind = kind;
    this.#pooled = pool.take(kind);
    this.#exec('SAVEPOINT gate');
  }

  readonly sql: Sql = {
    all: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) =>
      this.#statement(query).all(bindings as SQLInputValue[]) as Row[],
    first: <Row extends SqlRow>(query: string, ...bindings: SqlValue[]) =>
      this.#statement(query).first(bindings as SQLInputValue[]) as Row | null,
    run: (query, ...bindings) => {
      if (bindings.length === 0 && isScript(query)) this.#script(query);
      else this.#statement(query).run(bindings as SQLInputValue[]);
    },
    transaction: (body) => this.#transaction(body),
  };

  /** Whether a schema was ever stored here: a database from the pool has tables, and no record that anybody asked for them. */
  get hasSchema(): boolean {
    return (
      this.sql.first("SELECT 1 AS x FROM sqlite_master WHERE name = '_migrations'") !== null &&
      this.sql.first('SELECT 1 AS x FROM _migrations LIMIT 1') !== null
    );
  }

  /** Steps of a schema. In a database from the pool, which is empty, a step that was taken before changes nothing. */
  #script(query: string): void {
    const { schema } = this.#pooled;
    if (schema.has(query)) return;
    this.#exec(query);
    schema.add(query);
    this.#pooled.changed();
    this.#fresh.push(query);
  }

  #exec(query: string): void {
    if (this.#isClosed) throw new Error('the life of this storage is over');
    this.#pooled.db.exec(query);
  }

  #statement(query: string): Statement {
    if (this.#isClosed) throw new Error('the life of this storage is over');
    return this.#pooled.statement(query);
  }

  #transaction<T>(body: () => T): T {
    const name = `t${this.#depth++}`;
    this.#statement(`SAVEPOINT ${name}`).run([]);
    try {
      const result = body();
      this.#statement(`RELEASE ${name}`).run([]);
      return result;
    } catch (error) {
      this.#exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      throw error;
    } finally {
      this.#depth--;
    }
  }

  /** An output leaves: everything written before it is durable. */
  flush(): void {
    this.#statement('RELEASE gate').run([]);
    this.#statement('SAVEPOINT gate').run([]);
    this.#fresh = [];
  }

  /** The process dies. `lose`: what no output has carried out yet is gone. */
  crash(lose: boolean): void {
    if (lose) {
      this.#exec('ROLLBACK TO gate');
      for (const query of this.#fresh) this.#pooled.schema.delete(query);
      if (this.#fresh.length > 0) this.#pooled.changed();
    }
    this.flush();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#exec('RELEASE gate');
    this.#isClosed = true;
    // Rows that a schema brings along would be missing the next time.
    if ([...this.#pooled.schema].some((query) => /\bINSERT\b/i.test(query))) this.#pooled.db.close();
    else pool.give(this.#kind, this.#pooled);
  }
}
