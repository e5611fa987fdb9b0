import type { ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Sql } from './sql.ts';

export type EventData = Record<string, unknown>;

/** What an `evolve` folds: one event as it was appended. */
export type LoggedEvent<Kind extends string = string, Data = EventData> = {
  seq: number;
  at: number;
  kind: Kind;
  correlation: string | null;
  data: Data;
};

type EventRow = { seq: number; at: number; kind: string; correlation: string | null; data: string };

const fromRow = (row: EventRow): LoggedEvent => ({ ...row, data: JSON.parse(row.data) as EventData });

/**
 * The append-only log of an object, written in the transaction of the state it explains. Holds references and small typed
 * data, never bodies or quotes, so that a body can be erased and the log stays true.
 */
export class Journal {
  readonly #sql: Sql;
  readonly #clock: Clock;

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Inside a transaction. */
  append<Kind extends string, Data extends EventData>(
    kind: Kind,
    correlation: string | null,
    data: Data,
  ): LoggedEvent<Kind, Data> {
    const at = this.#clock.now();
    const [row] = this.#sql.all<{ seq: number }>(
      'INSERT INTO events (at, kind, correlation, data) VALUES (?, ?, ?, ?) RETURNING seq',
      at,
      kind,
      correlation,
      JSON.stringify(data),
    );
    if (!row) throw new Error('the event log returned no number');
    return { seq: row.seq, at, kind, correlation, data };
  }

  /** Everything, oldest first, for `evolve`. */
  all(): LoggedEvent[] {
    return this.#sql.all<EventRow>('SELECT * FROM events ORDER BY seq').map(fromRow);
  }

  last(): LoggedEvent | null {
    const row = this.#sql.first<EventRow>('SELECT * FROM events ORDER BY seq DESC LIMIT 1');
    return row === null ? null : fromRow(row);
  }

  /** Newest first; `before` is exclusive. */
  page(query: { before: number | null; correlation: string | null; limit: number }): {
    events: ObjectEvent[];
    hasMore: boolean;
  } {
    const rows = this.#sql.all<EventRow>(
      `SELECT * FROM events WHERE seq < ?1 AND (?2 IS NULL OR correlation = ?2) ORDER BY seq DESC LIMIT ?3`,
      query.before ?? Number.MAX_SAFE_INTEGER,
      query.correlation,
      query.limit + 1,
    );
    return { events: rows.slice(0, query.limit).map(fromRow), hasMore: rows.length > query.limit };
  }

  /** Forgets the oldest. Only for objects whose state is not the fold of their log. */
  keepLast(count: number): void {
    this.#sql.run('DELETE FROM events WHERE seq <= (SELECT MAX(seq) FROM events) - ?', count);
  }
}
