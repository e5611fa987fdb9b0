import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import {
  afterAck,
  isSettled,
  onArrival,
  onFence,
  type CommandRow,
  type CommandState,
  type Ending,
} from './delivery.ts';
import { FileRows } from './files/file-rows.ts';
import { CLOSED, Circuit, type Outcome } from './circuit.ts';
import { SENDS_MEMORY_MS, type GovernorMemory, type Paced } from './governor.ts';
import { bodyHashOf, waOutIdOf } from './identity.ts';
import { JOURNAL_MIGRATIONS } from './journal-migrations.ts';
import { Sql, damageOf, diskTrouble, migrate, moveAside, openDurable, type Row } from './sqlite.ts';
import type { AckLevel } from './channel/port.ts';

const DAY_MS = 86_400_000;
/** How long keys, settled commands and dead letters are kept: longer than anything upstream repeats them. */
export const KEEP_MS = 30 * DAY_MS;

/** Largest journal: an agent that never connects must not fill the disk. Some millions of messages. */
const MAX_BYTES = 2 * 1024 ** 3;

/** The journal cannot be written. Nothing may be taken or sent until it can. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
}

/**
 * A message on its way into the journal, with the channel's key of its chat. `follows`: nothing before it can be missing,
 * for its chat was read from the history and has been followed since.
 */
export type Incoming = { chat: string; message: ReceivedMessage; follows?: boolean };

/** What the session knows about the stream of commands: whose it is, how far it is held, and our lease. */
export type DownPosition = { gatewayEpoch: string | null; held: number; lease: number | null };

const toRow = (row: Row): CommandRow => ({
  command: Command.parse(JSON.parse(String(row['command']))),
  state: String(row['state']) as CommandState,
  attempts: Number(row['attempts']),
  waOutId: String(row['wa_out_id']),
  waId: row['wa_id'] === null ? null : String(row['wa_id']),
  bodyHash: String(row['body_hash']),
  t0: row['t0'] === null ? null : Number(row['t0']),
  looks: Number(row['looks']),
  lookedAt: row['looked_at'] === null ? null : Number(row['looked_at']),
  reason: row['reason'] === null ? null : String(row['reason']),
});

const seenKey = (message: ReceivedMessage): string => `${message.fromMe ? 'o' : 'i'}:${message.waId}`;

/**
 * What the agent must not forget: messages until the Gateway holds them, commands and what became of them, reports until
 * they are stored, fences, the pace. Every method that writes is one transaction, on disk when it returns; it throws
 * `JournalUnavailable` when the disk refuses and then has changed nothing.
 */
export class Journal implements GovernorMemory {
  readonly #sql: Sql;
  readonly #newEpoch: () => string;

  readonly files: FileRows;

  private constructor(sql: Sql, newEpoch: () => string) {
    this.#sql = sql;
    this.#newEpoch = newEpoch;
    this.files = new FileRows(sql, (body) => this.#write(body));
  }

  /**
   * Opens the journal of a folder. A damaged file is moved aside (`damaged` says where) and an empty one with a new
   * epoch takes its place: the other side then sends again whatever has not ended.
   */
  static open(
    path: string,
    now: number,
    maxBytes = MAX_BYTES,
  ): { journal: Journal; damaged: { why: string; movedTo: string } | null } {
    const why = damageOf(path);
    const damaged = why === null ? null : { why, movedTo: moveAside(path, String(now)) };
    try {
      return { journal: Journal.over(openDurable(path, maxBytes)), damaged };
    } catch (thrown) {
      const trouble = diskTrouble(thrown);
      throw trouble ? new JournalUnavailable(trouble) : thrown;
    }
  }

  /** The journal of an open database, whose commits are as durable as the database makes them. */
  static over(db: DatabaseSync, newEpoch: () => string = randomUUID): Journal {
    migrate(db, JOURNAL_MIGRATIONS);
    const journal = new Journal(new Sql(db), newEpoch);
    if (journal.#kv('epoch') === null) journal.#write(() => journal.#set('epoch', newEpoch()));
    return journal;
  }

  close(): void {
    this.#sql.close();
  }

  get epoch(): string {
    return this.#kv('epoch') ?? '';
  }

  /** Throws `JournalUnavailable` while the disk refuses; otherwise forgets what is past keeping. */
  prune(now: number): void {
    this.#write(() => {
      this.#set('pruned', String(now));
      this.#sql.run('DELETE FROM seen WHERE at < ?', now - KEEP_MS);
      this.#sql.run('DELETE FROM dead WHERE at < ?', now - KEEP_MS);
      this.#sql.run('DELETE FROM pacing WHERE at < ?', now - 2 * SENDS_MEMORY_MS);
      this.#sql.run('DELETE FROM outcomes WHERE at < ?', now - 2 * SENDS_MEMORY_MS);
      this.#sql.run("DELETE FROM commands WHERE changed_at < ? AND state NOT IN ('stored', 'intent')", now - KEEP_MS);
    });
  }

  // Up.

  /** Stores what is not known yet, in order, and moves the chats' watermarks. Returns how many were new. */
  take(incoming: readonly Incoming[], now: number): number {
    return this.#write(() => {
      const first = this.upNext;
      let next = first;
      for (const { chat, message, follows } of incoming) {
        if (
          !this.#sql.get(
            'INSERT INTO seen (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING key',
            seenKey(message),
            now,
          )
        )
          continue;
        this.#sql.run('INSERT INTO inbound (s, message) VALUES (?, ?)', next++, JSON.stringify(message));
        if (!message.fromMe) this.#hear(message.contact);
        if (message.content.type === 'media') {
          const { waId, fromMe, content } = message;
          this.files.expect({ chat, waId, fromMe, media: content.media }, next - 1, now);
        }
        this.#moveWatermark(chat, message.sentAt);
        // A phone's clock may be ahead, and what comes until then would be behind a mark in the future.
        if (follows === true) this.#moveScanned(chat, Math.min(message.sentAt, now));
      }
      if (next !== first) this.#set('up_next', String(next));
      return next - first;
    });
  }

  isSeen(waId: string, fromMe: boolean): boolean {
    return this.#sql.get('SELECT key FROM seen WHERE key = ?', `${fromMe ? 'o' : 'i'}:${waId}`) !== undefined;
  }

  /** Newest `sentAt` taken of a chat; null when none was. */
  watermark(chat: string): number | null {
    const row = this.#sql.get('SELECT at FROM watermarks WHERE chat = ?', chat);
    return row ? Number(row['at']) : null;
  }

  /** Up to which `sentAt` a chat is known to be complete; null when its history was never read. */
  scannedTo(chat: string): number | null {
    const row = this.#sql.get('SELECT at FROM scans WHERE chat = ?', chat);
    return row ? Number(row['at']) : null;
  }

  /** The history of a chat was read, and what it holds up to `at` was taken. */
  scanned(chat: string, at: number): void {
    this.#write(() => this.#moveScanned(chat, at));
  }

  /** Number of the next new row. */
  get upNext(): number {
    return Number(this.#kv('up_next') ?? 1);
  }

  /** Rows above `after`, in order, at most `limit` and about `maxBytes` (at least one). */
  upAfter(after: number, limit: number, maxBytes: number): { item: UpItem; bytes: number }[] {
    const rows: { item: UpItem; bytes: number }[] = [];
    let total = 0;
    for (const row of this.#sql.each('SELECT s, message FROM inbound WHERE s > ? ORDER BY s LIMIT ?', after, limit)) {
      const text = String(row['message']);
      const bytes = Buffer.byteLength(text) + 32;
      if (rows.length > 0 && total + bytes > maxBytes) break;
      total += bytes;
      rows.push({ item: { s: Number(row['s']), message: ReceivedMessage.parse(JSON.parse(text)) }, bytes });
    }
    return rows;
  }

  /** The Gateway holds everything up to `h` and these ranges: the rows may go. */
  upHeld(h: number, ranges: readonly (readonly [number, number])[]): void {
    this.#write(() => {
      this.#sql.run('DELETE FROM inbound WHERE s <= ?', h);
      for (const [from, to] of ranges) this.#sql.run('DELETE FROM inbound WHERE s BETWEEN ? AND ?', from, to);
    });
  }

  /** Keeps a row that the Gateway will never take, out of the way of the others. */
  bury(s: number, code: string, now: number): void {
    this.#write(() => {
      this.#sql.run(
        'INSERT INTO dead (s, at, code, message) SELECT s, ?, ?, message FROM inbound WHERE s = ?',
        now,
        code,
        s,
      );
      this.#sql.run('DELETE FROM inbound WHERE s = ?', s);
    });
  }

  /** The Gateway counts further than we do, so one side lost storage: the rows get new numbers under a new epoch. */
  renewEpoch(): void {
    this.#write(() => {
      const rows = this.#sql.all('SELECT message FROM inbound ORDER BY s');
      this.#sql.run('DELETE FROM inbound');
      rows.forEach((row, i) =>
        this.#sql.run('INSERT INTO inbound (s, message) VALUES (?, ?)', i + 1, String(row['message'])),
      );
      this.files.forgetNumbers();
      this.#set('up_next', String(rows.length + 1));
      this.#set('epoch', this.#newEpoch());
    });
  }

  get waiting(): { inbound: number; reports: number; open: number } {
    const count = (sql: string) => Number(this.#sql.get(sql)?.['n'] ?? 0);
    return {
      inbound: count('SELECT count(*) AS n FROM inbound'),
      reports: count('SELECT count(*) AS n FROM reports'),
      open: count("SELECT count(*) AS n FROM commands WHERE state IN ('stored', 'intent')"),
    };
  }

  // Down.

  get down(): DownPosition {
    const lease = this.#kv('lease');
    return {
      gatewayEpoch: this.#kv('gateway_epoch'),
      held: Number(this.#kv('down_held') ?? 0),
      lease: lease === null ? null : Number(lease),
    };
  }

  setDown(position: DownPosition & { suspectBefore?: number }): void {
    this.#write(() => {
      if (position.gatewayEpoch === null) this.#sql.run("DELETE FROM kv WHERE key = 'gateway_epoch'");
      else this.#set('gateway_epoch', position.gatewayEpoch);
      this.#set('down_held', String(position.held));
      if (position.lease !== null) this.#set('lease', String(position.lease));
      if (position.suspectBefore !== undefined) this.#set('suspect_before', String(position.suspectBefore));
    });
  }

  /**
   * Stores commands that came down, together with how far the stream is now held. A known command that has settled is
   * answered by a report instead. Returns the contacts that have something new to send.
   */
  store(items: readonly DownItem[], held: number, now: number): { contacts: string[]; answered: number } {
    const suspectBefore = Number(this.#kv('suspect_before') ?? 0);
    return this.#write(() => {
      const contacts = new Set<string>();
      let answered = 0;
      for (const { command } of items) {
        const known = this.command(command.commandId);
        const arrival = onArrival(known, command, suspectBefore);
        if (arrival.do === 'answer' && known) {
          this.#report(known, arrival.state, now);
          answered++;
        } else if (arrival.do === 'store' || arrival.do === 'store_suspect') {
          this.#insertCommand(command, arrival.do === 'store_suspect' ? suspectBefore : null, now);
          contacts.add(command.contactId);
        }
      }
      this.#set('down_held', String(held));
      return { contacts: [...contacts], answered };
    });
  }

  /**
   * `suspectSince`: when whoever may have sent it lost the lease. That counts as a first look that found nothing, so that
   * one look after the interval decides, for all such commands at once.
   */
  #insertCommand(command: Command, suspectSince: number | null, now: number): void {
    const arrived = Number(this.#kv('arrived') ?? 0) + 1;
    this.#set('arrived', String(arrived));
    this.#sql.run(
      `INSERT INTO commands (command_id, contact_id, ord, arrived, command, state, wa_out_id, body_hash, t0, looks, looked_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      command.commandId,
      command.contactId,
      command.order,
      arrived,
      JSON.stringify(command),
      suspectSince === null ? 'stored' : 'intent',
      waOutIdOf(command.commandId),
      bodyHashOf(command.content),
      suspectSince === null ? null : command.createdAt,
      suspectSince === null ? 0 : 1,
      suspectSince,
      now,
    );
  }

  command(commandId: string): CommandRow | null {
    const row = this.#sql.get('SELECT * FROM commands WHERE command_id = ?', commandId);
    return row ? toRow(row) : null;
  }

  /** The command that WhatsApp knows by this id. */
  commandByWaId(waId: string): CommandRow | null {
    const row =
      this.#sql.get('SELECT * FROM commands WHERE wa_out_id = ?', waId) ??
      this.#sql.get('SELECT * FROM commands WHERE wa_id = ?', waId);
    return row ? toRow(row) : null;
  }

  /** The command of a contact whose turn it is; null when none is open. */
  head(contactId: string): CommandRow | null {
    const row = this.#sql.get(
      "SELECT * FROM commands WHERE contact_id = ? AND state IN ('stored', 'intent') ORDER BY state = 'stored', ord, arrived LIMIT 1",
      contactId,
    );
    return row ? toRow(row) : null;
  }

  openContacts(): string[] {
    return this.#sql
      .all(
        "SELECT contact_id FROM commands WHERE state IN ('stored', 'intent') GROUP BY contact_id ORDER BY min(arrived)",
      )
      .map((row) => String(row['contact_id']));
  }

  /** Commands in `intent` with this body: an echo under a foreign id may be one of them. */
  inFlightByBody(bodyHash: string): CommandRow[] {
    return this.#sql.all("SELECT * FROM commands WHERE state = 'intent' AND body_hash = ?", bodyHash).map(toRow);
  }

  /**
   * The last moment before WhatsApp is asked. False when the command has been dropped or begun meanwhile. A repeat
   * (`again`) starts its looks anew. Counts against the pace in the same transaction.
   */
  intent(commandId: string, now: number, again: boolean): boolean {
    return this.#write(() => {
      const row = this.#sql.get(
        `UPDATE commands SET state = 'intent', attempts = attempts + 1, t0 = coalesce(t0, ?), looks = 0, looked_at = NULL, changed_at = ?
         WHERE command_id = ? AND state = ? RETURNING contact_id, command`,
        now,
        now,
        commandId,
        again ? 'intent' : 'stored',
      );
      if (!row) return false;
      this.#sql.run(
        'INSERT INTO pacing (at, contact_id, first) VALUES (?, ?, ?)',
        now,
        String(row['contact_id']),
        this.hasHeard(Command.parse(JSON.parse(String(row['command']))).to) ? 0 : 1,
      );
      return true;
    });
  }

  /** WhatsApp took it under another id than ours. */
  adopt(commandId: string, waId: string): void {
    this.#write(() =>
      this.#sql.run('UPDATE commands SET wa_id = ? WHERE command_id = ? AND wa_out_id <> ?', waId, commandId, waId),
    );
  }

  looked(commandId: string, now: number): void {
    this.#write(() =>
      this.#sql.run('UPDATE commands SET looks = looks + 1, looked_at = ? WHERE command_id = ?', now, commandId),
    );
  }

  /** Ends a command that has not settled and reports it. False when it had. */
  end(commandId: string, ending: Ending, now: number): boolean {
    return this.#write(() => this.#end(commandId, ending, now));
  }

  /** A tick for one of our commands. Returns its contact when that changed something. */
  ack(commandId: string, level: AckLevel, now: number): string | null {
    return this.#write(() => {
      const row = this.command(commandId);
      const change = row && afterAck(row.state, level);
      if (!row || !change) return null;
      this.#setState(commandId, change.state, change.state === 'failed' ? 'refused_by_whatsapp' : null, now);
      if (row.state === 'intent' || row.state === 'unknown') this.#outcome(change.state === 'failed', now);
      const settled = { ...row, reason: change.state === 'failed' ? 'refused_by_whatsapp' : null };
      for (const state of change.reports) this.#report(settled, state, now);
      return row.command.contactId;
    });
  }

  /** Another agent may have handled what is stored here: forget it, the Gateway sends again what has not ended. */
  forgetStored(): number {
    return this.#write(() => this.#sql.all("DELETE FROM commands WHERE state = 'stored' RETURNING command_id").length);
  }

  /** Takes a command up that was forgotten here, as one whose outcome is not known. Leaves a known one as it is. */
  remember(command: Command, now: number): CommandRow | null {
    return this.#write(() => {
      if (!this.command(command.commandId)) {
        this.#insertCommand(command, null, now);
        this.#sql.run(
          "UPDATE commands SET state = 'unknown', attempts = 1, t0 = ? WHERE command_id = ?",
          command.createdAt,
          command.commandId,
        );
      }
      return this.command(command.commandId);
    });
  }

  /** Says again what became of a command; `reason` only replaces that of an unknown outcome. */
  answer(commandId: string, reason: string | null, now: number): void {
    this.#write(() => {
      const row = this.command(commandId);
      if (!row || row.state === 'stored' || row.state === 'intent') return;
      if (row.state !== 'unknown' || reason === null) return this.#report(row, row.state, now);
      this.#setState(commandId, 'unknown', reason, now);
      this.#report({ ...row, reason }, 'unknown', now);
    });
  }

  // Fences.

  minGeneration(contactId: string): number {
    return Number(
      this.#sql.get('SELECT min_generation FROM fences WHERE contact_id = ?', contactId)?.['min_generation'] ?? 0,
    );
  }

  /** Raises a fence (it never sinks), cancels what it hits and has not reached intent, and says what has. */
  fence(fence: Fence, now: number): { cancelled: string[]; inFlight: string[] } {
    return this.#write(() => this.#fence(fence, now));
  }

  /** The same for all fences of a frame, at the price of one. */
  fenceAll(fences: readonly Fence[], now: number): { fence: Fence; cancelled: string[]; inFlight: string[] }[] {
    return this.#write(() => fences.map((fence) => ({ fence, ...this.#fence(fence, now) })));
  }

  // Reports and pace.

  reportsAfter(after: number, limit: number): { r: number; report: CommandReport }[] {
    return this.#sql.all('SELECT r, report FROM reports WHERE r > ? ORDER BY r LIMIT ?', after, limit).map((row) => ({
      r: Number(row['r']),
      report: CommandReport.parse(JSON.parse(String(row['report']))),
    }));
  }

  reported(rs: readonly number[]): void {
    if (rs.length === 0) return;
    this.#write(() => rs.forEach((r) => this.#sql.run('DELETE FROM reports WHERE r = ?', r)));
  }

  /** Sends of the last day, for the governor. */
  paced(now: number): Paced[] {
    return this.#sql
      .all('SELECT at, contact_id, first FROM pacing WHERE at >= ? ORDER BY at', now - SENDS_MEMORY_MS)
      .map((row) => ({
        at: Number(row['at']),
        contactId: String(row['contact_id']),
        first: Number(row['first']) === 1,
      }));
  }

  /** Whether somebody of this name ever wrote to the number, as far as this journal goes back. */
  hasHeard(alias: Alias): boolean {
    return this.#sql.get('SELECT alias FROM heard WHERE alias = ?', aliasKey(alias)) !== undefined;
  }

  circuit(): Circuit {
    const kept = this.#kv('circuit');
    return kept === null ? CLOSED : Circuit.parse(JSON.parse(kept));
  }

  keepCircuit(circuit: Circuit): void {
    this.#write(() => this.#set('circuit', JSON.stringify(circuit)));
  }

  outcomes(counted: number, since: number): Outcome[] {
    return this.#sql
      .all('SELECT id, at, failed FROM outcomes WHERE at >= ? OR id > ? ORDER BY id', since, counted)
      .map((row) => ({ id: Number(row['id']), at: Number(row['at']), failed: Number(row['failed']) === 1 }));
  }

  pairedAt(): number | null {
    const at = this.#kv('paired_at');
    return at === null ? null : Number(at);
  }

  keepPairedAt(at: number | null): void {
    this.#write(() =>
      at === null ? this.#sql.run("DELETE FROM kv WHERE key = 'paired_at'") : this.#set('paired_at', String(at)),
    );
  }

  // Inside.

  #fence({ contactId, minGeneration }: Fence, now: number): { cancelled: string[]; inFlight: string[] } {
    this.#sql.run(
      `INSERT INTO fences (contact_id, min_generation) VALUES (?, ?)
       ON CONFLICT (contact_id) DO UPDATE SET min_generation = max(min_generation, excluded.min_generation)`,
      contactId,
      minGeneration,
    );
    const open = this.#sql
      .all(
        `SELECT * FROM commands WHERE contact_id = ? AND state IN ('stored', 'intent')
         UNION ALL SELECT * FROM commands WHERE contact_id = ? AND state = 'unknown'`,
        contactId,
        contactId,
      )
      .map(toRow);
    const { cancel, inFlight } = onFence(open, this.minGeneration(contactId));
    for (const id of cancel) this.#end(id, { state: 'cancelled', reason: 'fenced' }, now);
    return { cancelled: cancel, inFlight };
  }

  #end(commandId: string, ending: Ending, now: number): boolean {
    const row = this.command(commandId);
    if (!row || isSettled(row.state)) return false;
    this.#setState(commandId, ending.state, ending.reason, now);
    // What WhatsApp was asked and did not take. That nobody could look says nothing about WhatsApp.
    const isRefusal = ending.state === 'failed' || (ending.state === 'unknown' && ending.reason === 'no_server_tick');
    if (row.state === 'intent' && row.attempts > 0 && isRefusal) this.#outcome(true, now);
    this.#report({ ...row, reason: ending.reason }, ending.state, now);
    return true;
  }

  #outcome(failed: boolean, now: number): void {
    this.#sql.run('INSERT INTO outcomes (at, failed) VALUES (?, ?)', now, failed ? 1 : 0);
  }

  #hear(contact: readonly Alias[]): void {
    for (const alias of contact)
      this.#sql.run('INSERT INTO heard (alias) VALUES (?) ON CONFLICT DO NOTHING', aliasKey(alias));
  }

  #setState(commandId: string, state: CommandState, reason: string | null, now: number): void {
    this.#sql.run(
      'UPDATE commands SET state = ?, reason = ?, changed_at = ? WHERE command_id = ?',
      state,
      reason,
      now,
      commandId,
    );
  }

  #report(row: CommandRow, state: CommandReport['state'], now: number): void {
    const { commandId, contactId } = row.command;
    const reached = state === 'accepted' || state === 'delivered' || state === 'read';
    const report: CommandReport = {
      commandId,
      contactId,
      state,
      reason: row.reason,
      waId: reached ? (row.waId ?? row.waOutId) : row.waId,
      at: Math.max(0, now),
    };
    this.#sql.run('INSERT INTO reports (report) VALUES (?)', JSON.stringify(report));
  }

  #moveWatermark(chat: string, at: number): void {
    this.#sql.run(
      'INSERT INTO watermarks (chat, at) VALUES (?, ?) ON CONFLICT (chat) DO UPDATE SET at = max(at, excluded.at)',
      chat,
      at,
    );
  }

  #moveScanned(chat: string, at: number): void {
    this.#sql.run(
      'INSERT INTO scans (chat, at) VALUES (?, ?) ON CONFLICT (chat) DO UPDATE SET at = max(at, excluded.at)',
      chat,
      at,
    );
  }

  #kv(key: string): string | null {
    const row = this.#sql.get('SELECT value FROM kv WHERE key = ?', key);
    return row ? String(row['value']) : null;
  }

  #set(key: string, value: string): void {
    this.#sql.run(
      'INSERT INTO kv (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    );
  }

  #write<T>(body: () => T): T {
    try {
      return this.#sql.transact(body);
    } catch (thrown) {
      const trouble = diskTrouble(thrown);
      throw trouble ? new JournalUnavailable(trouble) : thrown;
    }
  }
}
