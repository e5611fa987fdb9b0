import type { Sql } from '../kit/sql.ts';

/** Who is asked whether an alarm was lost. */
export const checkupTable = (sql: Sql) => ({
  setCheckup: (contactId: string, dueAt: number): void =>
    sql.run(
      'INSERT INTO checkups (contact_id, due_at) VALUES (?, ?) ON CONFLICT (contact_id) DO UPDATE SET due_at = excluded.due_at',
      contactId,
      dueAt,
    ),
  dueCheckups: (now: number, limit: number): string[] =>
    sql
      .all<{ contact_id: string }>(
        'SELECT contact_id FROM checkups WHERE due_at <= ? ORDER BY due_at LIMIT ?',
        now,
        limit,
      )
      .map(({ contact_id }) => contact_id),
  nextCheckup: (): number | null =>
    sql.first<{ at: number | null }>('SELECT MIN(due_at) AS at FROM checkups')?.at ?? null,
  /** Puts off the check-up that is due at `from`, or ends it (null). One that was set anew meanwhile stays. */
  moveCheckup: (contactId: string, from: number, to: number | null): void =>
    to === null
      ? sql.run('DELETE FROM checkups WHERE contact_id = ? AND due_at = ?', contactId, from)
      : sql.run('UPDATE checkups SET due_at = ? WHERE contact_id = ? AND due_at = ?', to, contactId, from),
});
