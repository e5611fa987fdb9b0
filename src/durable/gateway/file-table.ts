import type { Sql } from '../kit/sql.ts';

/** An agent gives a file up after a day; what it may still ask about is kept for longer than that. */
const ANNOUNCED_MS = 7 * 24 * 3_600_000;

/** Files that messages of this number announced. */
export const fileTable = (sql: Sql) => ({
  announceFile(mediaId: string, contactId: string, now: number): void {
    sql.run('DELETE FROM files WHERE at < ?', now - ANNOUNCED_MS);
    sql.run(
      `INSERT INTO files (media_id, contact_id, at) VALUES (?, ?, ?)
       ON CONFLICT (media_id) DO UPDATE SET contact_id = excluded.contact_id, at = excluded.at`,
      mediaId,
      contactId,
      now,
    );
  },
  forgetFile: (mediaId: string): void => sql.run('DELETE FROM files WHERE media_id = ?', mediaId),
  contactOfFile: (mediaId: string): string | null =>
    sql.first<{ contactId: string }>('SELECT contact_id AS contactId FROM files WHERE media_id = ?', mediaId)
      ?.contactId ?? null,
});
