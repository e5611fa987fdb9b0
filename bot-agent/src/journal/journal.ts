import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { SENDS_MEMORY_MS } from '../governor.ts';
import { Sql, damageOf, diskTrouble, migrate, moveAside, openDurable } from '../sqlite.ts';
import { CommandRows } from './command-rows.ts';
import { FileRows } from './file-rows.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { PaceRows } from './pace-rows.ts';
import { ReportRows } from './report-rows.ts';
import { JournalStore, JournalUnavailable } from './store.ts';
import { UpRows } from './up-rows.ts';

const DAY_MS = 86_400_000;
/** How long keys, settled commands and dead letters are kept: longer than anything upstream repeats them. */
export const KEEP_MS = 30 * DAY_MS;

/** Largest journal: an agent that never connects must not fill the disk. Some millions of messages. */
const MAX_BYTES = 2 * 1024 ** 3;

/**
 * What the agent must not forget: messages until the Gateway holds them, commands and what became of them, reports until
 * they are stored, fences, the pace. Every method that writes is one transaction, on disk when it returns; it throws
 * `JournalUnavailable` when the disk refuses and then has changed nothing.
 */
export class Journal {
  readonly #store: JournalStore;
  readonly #newEpoch: () => string;

  readonly up: UpRows;
  readonly commands: CommandRows;
  readonly reports: ReportRows;
  readonly pace: PaceRows;
  readonly files: FileRows;

  private constructor(sql: Sql, newEpoch: () => string) {
    const store = new JournalStore(sql);
    this.#store = store;
    this.#newEpoch = newEpoch;
    this.files = new FileRows(store);
    this.pace = new PaceRows(store);
    this.reports = new ReportRows(store);
    this.up = new UpRows(store, this.files, this.pace);
    this.commands = new CommandRows(store, this.reports, this.pace);
    if (store.value('epoch') === null) store.write(() => store.setValue('epoch', newEpoch()));
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
    return new Journal(new Sql(db), newEpoch);
  }

  close(): void {
    this.#store.sql.close();
  }

  get epoch(): string {
    return this.#store.value('epoch') ?? '';
  }

  /** Throws `JournalUnavailable` while the disk refuses; otherwise forgets what is past keeping. */
  prune(now: number): void {
    const { sql } = this.#store;
    this.#store.write(() => {
      this.#store.setValue('pruned', String(now));
      sql.run('DELETE FROM seen WHERE at < ?', now - KEEP_MS);
      sql.run('DELETE FROM dead WHERE at < ?', now - KEEP_MS);
      sql.run('DELETE FROM pacing WHERE at < ?', now - 2 * SENDS_MEMORY_MS);
      sql.run('DELETE FROM outcomes WHERE at < ?', now - 2 * SENDS_MEMORY_MS);
      sql.run("DELETE FROM commands WHERE changed_at < ? AND state NOT IN ('stored', 'intent')", now - KEEP_MS);
    });
  }

  /** The Gateway counts further than we do, so one side lost storage: the rows get new numbers under a new epoch. */
  renewEpoch(): void {
    this.#store.write(() => {
      this.up.renumber();
      this.#store.setValue('epoch', this.#newEpoch());
    });
  }

  get waiting(): { inbound: number; reports: number; open: number } {
    return { inbound: this.up.waiting, reports: this.reports.waiting, open: this.commands.waiting };
  }
}
