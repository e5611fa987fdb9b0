import type { Content, MediaContent } from '@oconnector/protocol/model/content.ts';
import type { Media, MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { Transcript } from '@oconnector/protocol/model/message.ts';
import type { Sql } from '../kit/sql.ts';

/** What a person brought to send: what it is called, and, once its bytes are there, what they are. */
export type Upload = { media: Media; standing: MediaStanding | null };

const json = JSON.stringify;

/** The files of a conversation, and where the bytes of its messages are. Writes belong inside a transaction. */
export const fileTable = (sql: Sql) => ({
  /** The message that has this file, the first of them. */
  messageOfFile: (mediaId: string): { seq: number; media: Media; standing: MediaStanding } | null => {
    const row = sql.first<{ seq: number; content: string; media: string }>(
      'SELECT seq, content, media FROM messages WHERE media_id = ? ORDER BY seq LIMIT 1',
      mediaId,
    );
    if (row === null) return null;
    // `store.ts` wrote both from these types.
    const { media } = JSON.parse(row.content) as Extract<Content, MediaContent>;
    return { seq: row.seq, media, standing: JSON.parse(row.media) as MediaStanding };
  },
  /** Of every message that has this file. */
  saveStanding: (mediaId: string, standing: MediaStanding, version: number): void =>
    sql.run('UPDATE messages SET media = ?, version = ? WHERE media_id = ?', json(standing), version, mediaId),
  saveTranscript: (seq: number, transcript: Transcript, version: number): void =>
    sql.run('UPDATE messages SET transcript = ?, version = ? WHERE seq = ?', json(transcript), version, seq),
  upload: (mediaId: string): Upload | null => {
    const row = sql.first<{ upload: string }>(
      'SELECT upload FROM files WHERE media_id = ? AND upload IS NOT NULL',
      mediaId,
    );
    return row && (JSON.parse(row.upload) as Upload);
  },
  countUnsent: (): number => sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM files WHERE sent = 0')?.n ?? 0,
  insertUpload: (upload: Upload, expiresAt: number): void =>
    sql.run(
      'INSERT INTO files (media_id, upload, sent, expires_at) VALUES (?, ?, 0, ?)',
      upload.media.mediaId,
      json(upload),
      expiresAt,
    ),
  saveUpload: (upload: Upload): void =>
    sql.run('UPDATE files SET upload = ? WHERE media_id = ?', json(upload), upload.media.mediaId),
  /** It stands in the thread: kept until then, or longer where another message has it. */
  keepFile: (mediaId: string, expiresAt: number): void =>
    sql.run(
      `INSERT INTO files (media_id, sent, expires_at) VALUES (?, 1, ?)
       ON CONFLICT (media_id) DO UPDATE SET sent = 1, expires_at = max(expires_at, excluded.expires_at)`,
      mediaId,
      expiresAt,
    ),
  /** Until when it is kept; null when it is not. */
  fileExpiry: (mediaId: string): number | null =>
    sql.first<{ at: number }>('SELECT expires_at AS at FROM files WHERE media_id = ?', mediaId)?.at ?? null,
  removeFile: (mediaId: string): void => sql.run('DELETE FROM files WHERE media_id = ?', mediaId),
  expiredFiles: (now: number, limit: number): string[] =>
    sql
      .all<{ media_id: string }>(
        'SELECT media_id FROM files WHERE expires_at <= ? ORDER BY expires_at LIMIT ?',
        now,
        limit,
      )
      .map(({ media_id }) => media_id),
  nextFileExpiry: (): number | null =>
    sql.first<{ at: number | null }>('SELECT MIN(expires_at) AS at FROM files')?.at ?? null,
});
