import { createHash, randomBytes } from 'node:crypto';
import { Content } from '@oconnector/protocol/model/content.ts';
import { Forwarded } from '@oconnector/protocol/model/quote.ts';
import { Sql, migrate, openDurable, type Migration, type Row } from '../../sqlite.ts';
import type { TruthLine } from './truth.ts';

const MIGRATIONS: readonly Migration[] = [
  {
    id: '001_whatsapp',
    sql: `
      CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE phones (
        phone TEXT PRIMARY KEY,
        lid TEXT NOT NULL UNIQUE,
        name TEXT,
        online INTEGER NOT NULL DEFAULT 1,
        receipts INTEGER NOT NULL DEFAULT 1,
        fail_sends INTEGER NOT NULL DEFAULT 0,
        as_lid INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE messages (
        n INTEGER PRIMARY KEY,
        wa_id TEXT NOT NULL UNIQUE,
        phone TEXT NOT NULL,
        sender TEXT NOT NULL,
        content TEXT NOT NULL,
        at INTEGER NOT NULL,
        ack INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX messages_phone ON messages (phone, n);
      CREATE INDEX messages_ticks ON messages (phone, ack) WHERE sender <> 'phone';
      CREATE TABLE truth (q INTEGER PRIMARY KEY, k TEXT NOT NULL, wa_id TEXT NOT NULL, wall INTEGER NOT NULL) STRICT;
    `,
  },
  {
    id: '002_quotes',
    sql: `
      ALTER TABLE messages ADD COLUMN quotes TEXT;
      ALTER TABLE messages ADD COLUMN forwarded TEXT;
    `,
  },
];

export type Phone = {
  phone: string;
  name: string | null;
  online: boolean;
  receipts: boolean;
  failSends: number;
  asLid: boolean;
};
/** `phone`: the contact. `agent`: our commands. `owner`: typed on the shop's own phone. */
export type Stored = {
  n: number;
  waId: string;
  phone: string;
  sender: 'phone' | 'agent' | 'owner';
  content: Content;
  /** The id of the message that it answers. */
  quotes: string | null;
  forwarded: Forwarded | null;
  at: number;
  ack: number;
};

const toStored = (row: Row): Stored => ({
  n: Number(row['n']),
  waId: String(row['wa_id']),
  phone: String(row['phone']),
  sender: row['sender'] === 'phone' ? 'phone' : row['sender'] === 'agent' ? 'agent' : 'owner',
  content: Content.parse(JSON.parse(String(row['content']))),
  quotes: row['quotes'] === null ? null : String(row['quotes']),
  forwarded: row['forwarded'] === null ? null : Forwarded.parse(row['forwarded']),
  at: Number(row['at']),
  ack: Number(row['ack']),
});

const toPhone = (row: Row): Phone => ({
  phone: String(row['phone']),
  name: row['name'] === null ? null : (JSON.parse(String(row['name'])) as string),
  online: row['online'] === 1,
  receipts: row['receipts'] === 1,
  failSends: Number(row['fail_sends']),
  asLid: row['as_lid'] === 1,
});

/** The `@lid` of a phone: digits that are no phone number, the same for ever. */
export const lidOf = (phone: string): string =>
  (BigInt(`0x${createHash('sha256').update(`lid:${phone}`).digest('hex').slice(0, 14)}`) % 10n ** 14n)
    .toString()
    .padStart(15, '1');

/** Everything the simulated WhatsApp remembers; on disk when a method returns. */
export class WhatsAppStore {
  readonly #sql: Sql;
  /** Makes ids that differ from one simulated WhatsApp to the next. */
  readonly secret: string;

  constructor(path: string) {
    const db = openDurable(path);
    migrate(db, MIGRATIONS);
    this.#sql = new Sql(db);
    this.#sql.run(
      "INSERT INTO kv (key, value) VALUES ('secret', ?) ON CONFLICT DO NOTHING",
      randomBytes(16).toString('hex'),
    );
    this.secret = String(this.#sql.get("SELECT value FROM kv WHERE key = 'secret'")?.['value']);
  }

  close(): void {
    this.#sql.close();
  }

  phone(phone: string): Phone | null {
    const row = this.#sql.get('SELECT * FROM phones WHERE phone = ?', phone);
    return row ? toPhone(row) : null;
  }

  phoneByLid(lid: string): Phone | null {
    const row = this.#sql.get('SELECT * FROM phones WHERE lid = ?', lid);
    return row ? toPhone(row) : null;
  }

  /** Creates the phone if need be; a name replaces the one before, null keeps it. */
  openPhone(phone: string, name: string | null): Phone {
    const known = this.phone(phone);
    if (known && (name === null || name === known.name)) return known;
    this.#sql.run(
      'INSERT INTO phones (phone, lid, name) VALUES (?, ?, ?) ON CONFLICT (phone) DO UPDATE SET name = excluded.name',
      phone,
      lidOf(phone),
      name === null ? null : JSON.stringify(name),
    );
    return known ? { ...known, name } : { phone, name, online: true, receipts: true, failSends: 0, asLid: false };
  }

  setPhone(phone: Phone): void {
    this.#sql.run(
      'UPDATE phones SET online = ?, receipts = ?, fail_sends = ?, as_lid = ? WHERE phone = ?',
      Number(phone.online),
      Number(phone.receipts),
      phone.failSends,
      Number(phone.asLid),
      phone.phone,
    );
  }

  /** Adds a message, or returns the one that has this id. `truth`: the line it leaves, in the same transaction. */
  add(message: Omit<Stored, 'n'>, truth: TruthLine['k'] | null): { message: Stored; isNew: boolean } {
    return this.#sql.transact(() => {
      const known = this.byId(message.waId);
      if (known) return { message: known, isNew: false };
      const row = this.#sql.get(
        'INSERT INTO messages (wa_id, phone, sender, content, quotes, forwarded, at, ack) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING n',
        message.waId,
        message.phone,
        message.sender,
        JSON.stringify(message.content),
        message.quotes,
        message.forwarded,
        message.at,
        message.ack,
      );
      if (truth) this.#addTruth(truth, message.waId, message.at);
      return { message: { ...message, n: Number(row?.['n']) }, isNew: true };
    });
  }

  /** Raises a tick; it never sinks. False when it was there already. */
  raiseAck(waId: string, ack: number, truth: { k: TruthLine['k']; wall: number } | null): boolean {
    return this.#sql.transact(() => {
      const raised = this.#sql.get(
        'UPDATE messages SET ack = ? WHERE wa_id = ? AND ack < ? RETURNING n',
        ack,
        waId,
        ack,
      );
      if (raised && truth) this.#addTruth(truth.k, waId, truth.wall);
      return raised !== undefined;
    });
  }

  noteRepeat(waId: string, wall: number): void {
    this.#sql.transact(() => this.#addTruth('repeat', waId, wall));
  }

  byId(waId: string): Stored | null {
    const row = this.#sql.get('SELECT * FROM messages WHERE wa_id = ?', waId);
    return row ? toStored(row) : null;
  }

  /** The newest `limit` messages of a chat from `since` on, oldest first. */
  ofPhone(phone: string, since: number, limit: number): Stored[] {
    return this.#sql
      .all('SELECT * FROM messages WHERE phone = ? AND at >= ? ORDER BY n DESC LIMIT ?', phone, since, limit)
      .map(toStored)
      .reverse();
  }

  /** The shop's messages to a phone that have exactly this tick. */
  outgoing(phone: string, ack: number): Stored[] {
    return this.#sql
      .all("SELECT * FROM messages WHERE phone = ? AND sender <> 'phone' AND ack = ? ORDER BY n", phone, ack)
      .map(toStored);
  }

  /** The agent's messages that WhatsApp has not accepted. */
  unaccepted(): Stored[] {
    return this.#sql.all("SELECT * FROM messages WHERE sender = 'agent' AND ack = 0 ORDER BY n").map(toStored);
  }

  /** The last message of every chat. */
  lastOfChats(): Stored[] {
    return this.#sql
      .all('SELECT * FROM messages WHERE n IN (SELECT max(n) FROM messages GROUP BY phone) ORDER BY n')
      .map(toStored);
  }

  /** Lines of the ground truth after `q`. */
  truthAfter(q: number): Pick<TruthLine, 'q' | 'k' | 'waId' | 'wall'>[] {
    return this.#sql.all('SELECT * FROM truth WHERE q > ? ORDER BY q', q).map((row) => ({
      q: Number(row['q']),
      k: String(row['k']) as TruthLine['k'],
      waId: String(row['wa_id']),
      wall: Number(row['wall']),
    }));
  }

  #addTruth(k: TruthLine['k'], waId: string, wall: number): void {
    this.#sql.run(
      'INSERT INTO truth (q, k, wa_id, wall) VALUES ((SELECT coalesce(max(q), 0) + 1 FROM truth), ?, ?, ?)',
      k,
      waId,
      wall,
    );
  }
}
