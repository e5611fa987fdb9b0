import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { Sql } from '../kit/sql.ts';

export type RegistryStore = ReturnType<typeof openStore>;

/** All SQL of the Registry. */
export const openStore = (sql: Sql) => ({
  /** Replaces the snapshot of each object unless a newer one is there. */
  put(snapshots: readonly ObjectSnapshot[]): void {
    for (const snapshot of snapshots) {
      sql.run(
        `INSERT INTO snapshots (class, name, at, snapshot) VALUES (?, ?, ?, ?)
         ON CONFLICT (class, name) DO UPDATE SET at = excluded.at, snapshot = excluded.snapshot WHERE excluded.at >= snapshots.at`,
        snapshot.class,
        snapshot.name,
        snapshot.at,
        JSON.stringify(snapshot),
      );
    }
  },

  /** Forgets the objects that have been silent longest, so that at most `count` stay. */
  keepNewest(count: number): void {
    sql.run(
      `DELETE FROM snapshots WHERE (class, name) IN
         (SELECT class, name FROM snapshots ORDER BY at LIMIT MAX(0, (SELECT COUNT(*) FROM snapshots) - ?))`,
      count,
    );
  },

  /** Newest first. */
  list(): ObjectSnapshot[] {
    return sql
      .all<{ snapshot: string }>('SELECT snapshot FROM snapshots ORDER BY at DESC, class, name')
      .map((row) => JSON.parse(row.snapshot) as ObjectSnapshot);
  },
});
