import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { FileRows } from './file-rows.ts';
import type { PaceRows } from './pace-rows.ts';
import type { JournalStore } from './store.ts';

/**
 * A message on its way into the journal, with the channel's key of its chat. `follows`: nothing before it can be missing,
 * for its chat was read from the history and has been followed since.
 */
export type Incoming = { chat: string; message: ReceivedMessage; follows?: boolean };

const seenKey = (message: ReceivedMessage): string => `${message.fromMe ? 'o' : 'i'}:${message.waId}`;

/** The journal's messages on their way up, until the Gateway holds them; and how far each chat is known. */
export class UpRows {
  readonly #store: JournalStore;
  readonly #files: FileRows;
  readonly #pace: PaceRows;

  constructor(store: JournalStore, files: FileRows, pace: PaceRows) {
    this.#store = store;
    this.#files = files;
    this.#pace = pace;
  }

  /** Stores what is not known yet, in order, and moves the chats' watermarks. Returns how many were new. */
  take(incoming: readonly Incoming[], now: number): number {
    return this.#store.write(() => {
      const first = this.next;
      let next = first;
      for (const { chat, message, follows } of incoming) {
        if (
          !this.#store.sql.get(
            'INSERT INTO seen (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING key',
            seenKey(message),
            now,
          )
        )
          continue;
        this.#store.sql.run('INSERT INTO inbound (s, message) VALUES (?, ?)', next++, JSON.stringify(message));
        if (!message.fromMe && message.about === undefined) this.#pace.hear(message.contact);
        if (message.content.type === 'media') {
          const { waId, fromMe, content } = message;
          this.#files.expect({ chat, waId, fromMe, media: content.media }, next - 1, now);
        }
        this.#moveWatermark(chat, message.sentAt);
        // A phone's clock may be ahead, and what comes until then would be behind a mark in the future.
        if (follows === true) this.#moveScanned(chat, Math.min(message.sentAt, now));
      }
      if (next !== first) this.#store.setValue('up_next', String(next));
      return next - first;
    });
  }

  isSeen(waId: string, fromMe: boolean): boolean {
    return this.#store.sql.get('SELECT key FROM seen WHERE key = ?', `${fromMe ? 'o' : 'i'}:${waId}`) !== undefined;
  }

  /** Newest `sentAt` taken of a chat; null when none was. */
  watermark(chat: string): number | null {
    const row = this.#store.sql.get('SELECT at FROM watermarks WHERE chat = ?', chat);
    return row ? Number(row['at']) : null;
  }

  /** Up to which `sentAt` a chat is known to be complete; null when its history was never read. */
  scannedTo(chat: string): number | null {
    const row = this.#store.sql.get('SELECT at FROM scans WHERE chat = ?', chat);
    return row ? Number(row['at']) : null;
  }

  /** The history of a chat was read, and what it holds up to `at` was taken. */
  scanned(chat: string, at: number): void {
    this.#store.write(() => this.#moveScanned(chat, at));
  }

  /** Number of the next new row. */
  get next(): number {
    return this.#store.number('up_next') ?? 1;
  }

  /** Rows above `after`, in order, at most `limit` and about `maxBytes` (at least one). */
  after(after: number, limit: number, maxBytes: number): { item: UpItem; bytes: number }[] {
    const rows: { item: UpItem; bytes: number }[] = [];
    let total = 0;
    for (const row of this.#store.sql.each(
      'SELECT s, message FROM inbound WHERE s > ? ORDER BY s LIMIT ?',
      after,
      limit,
    )) {
      const text = String(row['message']);
      const bytes = Buffer.byteLength(text) + 32;
      if (rows.length > 0 && total + bytes > maxBytes) break;
      total += bytes;
      rows.push({ item: { s: Number(row['s']), message: ReceivedMessage.parse(JSON.parse(text)) }, bytes });
    }
    return rows;
  }

  /** The Gateway holds everything up to `h` and these ranges: the rows may go. */
  held(h: number, ranges: readonly (readonly [number, number])[]): void {
    this.#store.write(() => {
      this.#store.sql.run('DELETE FROM inbound WHERE s <= ?', h);
      for (const [from, to] of ranges) this.#store.sql.run('DELETE FROM inbound WHERE s BETWEEN ? AND ?', from, to);
    });
  }

  /** Keeps a row that the Gateway will never take, out of the way of the others. */
  bury(s: number, code: string, now: number): void {
    this.#store.write(() => {
      this.#store.sql.run(
        'INSERT INTO dead (s, at, code, message) SELECT s, ?, ?, message FROM inbound WHERE s = ?',
        now,
        code,
        s,
      );
      this.#store.sql.run('DELETE FROM inbound WHERE s = ?', s);
    });
  }

  /** Inside a transaction: new numbers from 1 on, for an epoch in which nothing has been sent. */
  renumber(): void {
    const { sql } = this.#store;
    const rows = sql.all('SELECT message FROM inbound ORDER BY s');
    sql.run('DELETE FROM inbound');
    rows.forEach((row, i) => sql.run('INSERT INTO inbound (s, message) VALUES (?, ?)', i + 1, String(row['message'])));
    this.#files.forgetNumbers();
    this.#store.setValue('up_next', String(rows.length + 1));
  }

  get waiting(): number {
    return this.#store.count('SELECT count(*) AS n FROM inbound');
  }

  #moveWatermark(chat: string, at: number): void {
    this.#store.sql.run(
      'INSERT INTO watermarks (chat, at) VALUES (?, ?) ON CONFLICT (chat) DO UPDATE SET at = max(at, excluded.at)',
      chat,
      at,
    );
  }

  #moveScanned(chat: string, at: number): void {
    this.#store.sql.run(
      'INSERT INTO scans (chat, at) VALUES (?, ?) ON CONFLICT (chat) DO UPDATE SET at = max(at, excluded.at)',
      chat,
      at,
    );
  }
}
