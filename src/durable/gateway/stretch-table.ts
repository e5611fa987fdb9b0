import type { Standing, Stretch } from '@oconnector/protocol/model/standing.ts';
import type { Sql } from '../kit/sql.ts';

/** How the number stood, by when that began. */
export const stretchTable = (sql: Sql) => ({
  /** How it stands; null before anything was noted. */
  standing: (): Standing | null =>
    sql.first<{ standing: Standing }>('SELECT standing FROM stretches ORDER BY at DESC LIMIT 1')?.standing ?? null,

  /** Since when; 0 before anything was noted. */
  standingSince: (): number => sql.first<{ at: number | null }>('SELECT MAX(at) AS at FROM stretches')?.at ?? 0,

  addStretch: (at: number, standing: Standing): void =>
    sql.run('INSERT OR REPLACE INTO stretches (at, standing) VALUES (?, ?)', at, standing),

  stretches: (): Stretch[] => sql.all<Stretch>('SELECT at, standing, missed FROM stretches ORDER BY at'),

  /** Forgets what was over before `since`, and the oldest beyond so many. */
  pruneStretches(since: number, most: number): void {
    sql.run('DELETE FROM stretches WHERE at < (SELECT MAX(at) FROM stretches WHERE at <= ?)', since);
    sql.run('DELETE FROM stretches WHERE at < (SELECT at FROM stretches ORDER BY at DESC LIMIT 1 OFFSET ?)', most - 1);
  },

  /** A message came in that was sent at `sentAt`: counts when that was in a stretch that is over and let none in. */
  countMissed(sentAt: number): void {
    sql.run(
      `UPDATE stretches SET missed = missed + 1 WHERE standing <> 'ready'
         AND at = (SELECT MAX(at) FROM stretches WHERE at <= ?) AND at < (SELECT MAX(at) FROM stretches)`,
      sentAt,
    );
  },
});
