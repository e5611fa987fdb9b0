import { Media } from '@oconnector/protocol/model/media.ts';
import type { Row } from '../sqlite.ts';
import type { JournalStore } from './store.ts';

/** Where the file of a message lies with WhatsApp. */
export type FileRef = { chat: string; waId: string; fromMe: boolean; media: Media };
/** Why a file will never come: a state of the contract, and a word for it. */
export type FileOutcome = { state: 'failed' | 'too_large'; reason: string };
/**
 * A file on its way. `wanted`: still with WhatsApp. `stored`: on this disk, whole. `lost`: it will not come, and the server is to be told
 * so. Gone when the server has answered.
 */
export type FileRow = FileRef & {
  state: 'wanted' | 'stored' | 'lost';
  /** Tries in this state. */
  attempts: number;
  takenAt: number;
  bytes: number | null;
  sha256: string | null;
  outcome: FileOutcome | null;
};

const toRow = (row: Row): FileRow => ({
  chat: String(row['chat']),
  waId: String(row['wa_id']),
  fromMe: row['from_me'] === 1,
  media: Media.parse(JSON.parse(String(row['media']))),
  state: row['state'] === 'wanted' ? 'wanted' : row['state'] === 'stored' ? 'stored' : 'lost',
  attempts: Number(row['attempts']),
  takenAt: Number(row['taken_at']),
  bytes: row['bytes'] === null ? null : Number(row['bytes']),
  sha256: row['sha256'] === null ? null : String(row['sha256']),
  outcome: row['outcome'] === null ? null : (JSON.parse(String(row['outcome'])) as FileOutcome),
});

/** The journal's files: part of it, and as durable. */
export class FileRows {
  readonly #store: JournalStore;

  constructor(store: JournalStore) {
    this.#store = store;
  }

  /** Inside the transaction that takes the message with the number `s`. */
  expect({ chat, waId, fromMe, media }: FileRef, s: number, now: number): void {
    this.#store.sql.run(
      `INSERT INTO files (media_id, s, chat, wa_id, from_me, media, state, next_at, taken_at) VALUES (?, ?, ?, ?, ?, ?, 'wanted', ?, ?)
       ON CONFLICT DO NOTHING`,
      media.mediaId,
      s,
      chat,
      waId,
      Number(fromMe),
      JSON.stringify(media),
      now,
      now,
    );
  }

  /** The next file to fetch from WhatsApp. */
  nextWanted(now: number): FileRow | null {
    return this.#first("state = 'wanted' AND next_at <= ? ORDER BY next_at, s LIMIT 1", now);
  }

  /** The next one to tell the server of: only what belongs to a message that it holds. */
  nextToTell(now: number): FileRow | null {
    return this.#first(
      `state <> 'wanted' AND next_at <= ? AND NOT EXISTS (SELECT 1 FROM inbound WHERE inbound.s = files.s)
       ORDER BY next_at, s LIMIT 1`,
      now,
    );
  }

  /** Bytes of all files on this disk. */
  get storedBytes(): number {
    return Number(
      this.#store.sql.get("SELECT coalesce(sum(bytes), 0) AS n FROM files WHERE state = 'stored'")?.['n'] ?? 0,
    );
  }

  storedIds(): string[] {
    return this.#store.sql
      .all("SELECT media_id FROM files WHERE state = 'stored'")
      .map((row) => String(row['media_id']));
  }

  stored(mediaId: string, bytes: number, sha256: string, now: number): void {
    this.#store.write(() =>
      this.#store.sql.run(
        "UPDATE files SET state = 'stored', attempts = 0, next_at = ?, bytes = ?, sha256 = ? WHERE media_id = ?",
        now,
        bytes,
        sha256,
        mediaId,
      ),
    );
  }

  lost(mediaId: string, outcome: FileOutcome, now: number): void {
    this.#store.write(() =>
      this.#store.sql.run(
        "UPDATE files SET state = 'lost', attempts = 0, next_at = ?, bytes = NULL, outcome = ? WHERE media_id = ?",
        now,
        JSON.stringify(outcome),
        mediaId,
      ),
    );
  }

  /** It could not be done now. */
  later(mediaId: string, nextAt: number): void {
    this.#store.write(() =>
      this.#store.sql.run('UPDATE files SET attempts = attempts + 1, next_at = ? WHERE media_id = ?', nextAt, mediaId),
    );
  }

  done(mediaId: string): void {
    this.#store.write(() => this.#store.sql.run('DELETE FROM files WHERE media_id = ?', mediaId));
  }

  /** Rows got new numbers: none of them is waited for any more, and what the server does not know yet is told again later. */
  forgetNumbers(): void {
    this.#store.sql.run('UPDATE files SET s = 0');
  }

  #first(where: string, ...values: number[]): FileRow | null {
    const row = this.#store.sql.get(`SELECT * FROM files WHERE ${where}`, ...values);
    return row ? toRow(row) : null;
  }
}
