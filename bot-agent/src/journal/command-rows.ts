import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import { Command } from '@oconnector/protocol/model/command.ts';
import type { AckLevel } from '../channel/port.ts';
import {
  afterAck,
  isSettled,
  MATCH_SLACK_MS,
  onArrival,
  onFence,
  type CommandRow,
  type CommandState,
  type Ending,
} from '../delivery.ts';
import { bodyHashOf, waOutIdOf } from '../identity.ts';
import type { Row } from '../sqlite.ts';
import type { PaceRows } from './pace-rows.ts';
import type { ReportRows } from './report-rows.ts';
import type { JournalStore } from './store.ts';

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

/** Commands that came down, what became of each, and the fences they stand behind. */
export class CommandRows {
  readonly #store: JournalStore;
  readonly #reports: ReportRows;
  readonly #pace: PaceRows;

  constructor(store: JournalStore, reports: ReportRows, pace: PaceRows) {
    this.#store = store;
    this.#reports = reports;
    this.#pace = pace;
  }

  get position(): DownPosition {
    return {
      gatewayEpoch: this.#store.value('gateway_epoch'),
      held: this.#store.number('down_held') ?? 0,
      lease: this.#store.number('lease'),
    };
  }

  setPosition(position: DownPosition & { suspectBefore?: number }): void {
    this.#store.write(() => {
      this.#store.setValue('gateway_epoch', position.gatewayEpoch);
      this.#store.setValue('down_held', String(position.held));
      if (position.lease !== null) this.#store.setValue('lease', String(position.lease));
      if (position.suspectBefore !== undefined) this.#store.setValue('suspect_before', String(position.suspectBefore));
    });
  }

  /**
   * Stores commands that came down, together with how far the stream is now held. A known command that has settled is
   * answered by a report instead. Returns the contacts that have something new to send.
   */
  store(items: readonly DownItem[], held: number, now: number): { contacts: string[]; answered: number } {
    const suspectBefore = this.#pace.formerAt() ?? 0;
    return this.#store.write(() => {
      const contacts = new Set<string>();
      let answered = 0;
      for (const { command } of items) {
        const known = this.get(command.commandId);
        const arrival = onArrival(known, command, suspectBefore);
        if (arrival.do === 'answer' && known) {
          this.#reports.add(known, arrival.state, now);
          answered++;
        } else if (arrival.do === 'store' || arrival.do === 'store_suspect') {
          this.#insertCommand(command, arrival.do === 'store_suspect' ? suspectBefore : null, now);
          contacts.add(command.contactId);
        }
      }
      this.#store.setValue('down_held', String(held));
      return { contacts: [...contacts], answered };
    });
  }

  /**
   * `suspectSince`: when whoever may have sent it lost the lease. That counts as a first look that found nothing, so that
   * one look after the interval decides, for all such commands at once.
   */
  #insertCommand(command: Command, suspectSince: number | null, now: number): void {
    const arrived = (this.#store.number('arrived') ?? 0) + 1;
    this.#store.setValue('arrived', String(arrived));
    this.#store.sql.run(
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

  get(commandId: string): CommandRow | null {
    const row = this.#store.sql.get('SELECT * FROM commands WHERE command_id = ?', commandId);
    return row ? toRow(row) : null;
  }

  /** The command that WhatsApp knows by this id. */
  byWaId(waId: string): CommandRow | null {
    const row =
      this.#store.sql.get('SELECT * FROM commands WHERE wa_out_id = ?', waId) ??
      this.#store.sql.get('SELECT * FROM commands WHERE wa_id = ?', waId);
    return row ? toRow(row) : null;
  }

  /** The command of a contact whose turn it is; null when none is open. */
  head(contactId: string): CommandRow | null {
    const row = this.#store.sql.get(
      "SELECT * FROM commands WHERE contact_id = ? AND state IN ('stored', 'intent') ORDER BY state = 'stored', ord, arrived LIMIT 1",
      contactId,
    );
    return row ? toRow(row) : null;
  }

  openContacts(): string[] {
    return this.#store.sql
      .all(
        "SELECT contact_id FROM commands WHERE state IN ('stored', 'intent') GROUP BY contact_id ORDER BY min(arrived)",
      )
      .map((row) => String(row['contact_id']));
  }

  /**
   * Commands of which an own message with this body, sent then, may be the echo under a foreign id: those under way, and those whose
   * history could not be read, for as long as they were under way. What was said after that somebody else said.
   */
  maybeEchoed(bodyHash: string, sentAt: number): CommandRow[] {
    return this.#store.sql
      .all(
        `SELECT * FROM commands WHERE body_hash = ? AND (state = 'intent'
           OR (state = 'unknown' AND wa_id IS NULL AND ? BETWEEN t0 - ? AND changed_at))`,
        bodyHash,
        sentAt,
        MATCH_SLACK_MS,
      )
      .map(toRow);
  }

  /**
   * The last moment before WhatsApp is asked. False when the command has been dropped or begun meanwhile. A repeat
   * (`again`) starts its looks anew. Counts against the pace in the same transaction.
   */
  intent(commandId: string, now: number, again: boolean): boolean {
    return this.#store.write(() => {
      const row = this.#store.sql.get(
        `UPDATE commands SET state = 'intent', attempts = attempts + 1, t0 = coalesce(t0, ?), looks = 0, looked_at = NULL, changed_at = ?
         WHERE command_id = ? AND state = ? RETURNING contact_id, command`,
        now,
        now,
        commandId,
        again ? 'intent' : 'stored',
      );
      if (!row) return false;
      this.#pace.addSend(String(row['contact_id']), Command.parse(JSON.parse(String(row['command']))).to, now);
      return true;
    });
  }

  /** WhatsApp took it under another id than ours. */
  adopt(commandId: string, waId: string): void {
    this.#store.write(() =>
      this.#store.sql.run(
        'UPDATE commands SET wa_id = ? WHERE command_id = ? AND wa_out_id <> ?',
        waId,
        commandId,
        waId,
      ),
    );
  }

  looked(commandId: string, now: number): void {
    this.#store.write(() =>
      this.#store.sql.run('UPDATE commands SET looks = looks + 1, looked_at = ? WHERE command_id = ?', now, commandId),
    );
  }

  /** Ends a command that has not settled and reports it. False when it had. */
  end(commandId: string, ending: Ending, now: number): boolean {
    return this.#store.write(() => this.#end(commandId, ending, now));
  }

  /** A tick for one of our commands. Returns its contact when that changed something. */
  ack(commandId: string, level: AckLevel, now: number): string | null {
    return this.#store.write(() => {
      const row = this.get(commandId);
      const change = row && afterAck(row.state, level);
      if (!row || !change) return null;
      this.#setState(commandId, change.state, change.state === 'failed' ? 'refused_by_whatsapp' : null, now);
      if (row.state === 'intent' || row.state === 'unknown') this.#pace.addOutcome(change.state === 'failed', now);
      const settled = { ...row, reason: change.state === 'failed' ? 'refused_by_whatsapp' : null };
      for (const state of change.reports) this.#reports.add(settled, state, now);
      return row.command.contactId;
    });
  }

  /** Another agent may have handled what is stored here: forget it, the Gateway sends again what has not ended. */
  forgetStored(): number {
    return this.#store.write(
      () => this.#store.sql.all("DELETE FROM commands WHERE state = 'stored' RETURNING command_id").length,
    );
  }

  /** Takes a command up that was forgotten here, as one whose outcome is not known. Leaves a known one as it is. */
  remember(command: Command, now: number): CommandRow | null {
    return this.#store.write(() => {
      if (!this.get(command.commandId)) {
        this.#insertCommand(command, null, now);
        this.#store.sql.run(
          "UPDATE commands SET state = 'unknown', attempts = 1, t0 = ? WHERE command_id = ?",
          command.createdAt,
          command.commandId,
        );
      }
      return this.get(command.commandId);
    });
  }

  /** Says again what became of a command; `reason` only replaces that of an unknown outcome. */
  answer(commandId: string, reason: string | null, now: number): void {
    this.#store.write(() => {
      const row = this.get(commandId);
      if (!row || row.state === 'stored' || row.state === 'intent') return;
      if (row.state !== 'unknown' || reason === null) return this.#reports.add(row, row.state, now);
      this.#setState(commandId, 'unknown', reason, now);
      this.#reports.add({ ...row, reason }, 'unknown', now);
    });
  }

  minGeneration(contactId: string): number {
    return Number(
      this.#store.sql.get('SELECT min_generation FROM fences WHERE contact_id = ?', contactId)?.['min_generation'] ?? 0,
    );
  }

  /** Raises a fence (it never sinks), cancels what it hits and has not reached intent, and says what has. */
  fence(fence: Fence, now: number): { cancelled: string[]; inFlight: string[] } {
    return this.#store.write(() => this.#fence(fence, now));
  }

  /** The same for all fences of a frame, at the price of one. */
  fenceAll(fences: readonly Fence[], now: number): { fence: Fence; cancelled: string[]; inFlight: string[] }[] {
    return this.#store.write(() => fences.map((fence) => ({ fence, ...this.#fence(fence, now) })));
  }

  #fence({ contactId, minGeneration }: Fence, now: number): { cancelled: string[]; inFlight: string[] } {
    this.#store.sql.run(
      `INSERT INTO fences (contact_id, min_generation) VALUES (?, ?)
       ON CONFLICT (contact_id) DO UPDATE SET min_generation = max(min_generation, excluded.min_generation)`,
      contactId,
      minGeneration,
    );
    const open = this.#store.sql
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
    const row = this.get(commandId);
    if (!row || isSettled(row.state)) return false;
    this.#setState(commandId, ending.state, ending.reason, now);
    // What WhatsApp was asked and did not take. That nobody could look says nothing about WhatsApp.
    const isRefusal = ending.state === 'failed' || (ending.state === 'unknown' && ending.reason === 'no_server_tick');
    if (row.state === 'intent' && row.attempts > 0 && isRefusal) this.#pace.addOutcome(true, now);
    this.#reports.add({ ...row, reason: ending.reason }, ending.state, now);
    return true;
  }

  #setState(commandId: string, state: CommandState, reason: string | null, now: number): void {
    this.#store.sql.run(
      'UPDATE commands SET state = ?, reason = ?, changed_at = ? WHERE command_id = ?',
      state,
      reason,
      now,
      commandId,
    );
  }

  /** How many have not settled. */
  get waiting(): number {
    return this.#store.count("SELECT count(*) AS n FROM commands WHERE state IN ('stored', 'intent')");
  }
}
