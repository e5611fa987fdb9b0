import { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { CommandRow } from '../delivery.ts';
import type { JournalStore } from './store.ts';

/** What the Gateway has still to be told about commands. */
export class ReportRows {
  readonly #store: JournalStore;

  constructor(store: JournalStore) {
    this.#store = store;
  }

  /** Inside the transaction that changes the command's state. */
  add(row: CommandRow, state: CommandReport['state'], now: number): void {
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
    this.#store.sql.run('INSERT INTO reports (report) VALUES (?)', JSON.stringify(report));
  }

  after(after: number, limit: number): { r: number; report: CommandReport }[] {
    return this.#store.sql
      .all('SELECT r, report FROM reports WHERE r > ? ORDER BY r LIMIT ?', after, limit)
      .map((row) => ({
        r: Number(row['r']),
        report: CommandReport.parse(JSON.parse(String(row['report']))),
      }));
  }

  stored(rs: readonly number[]): void {
    if (rs.length === 0) return;
    this.#store.write(() => rs.forEach((r) => this.#store.sql.run('DELETE FROM reports WHERE r = ?', r)));
  }

  get waiting(): number {
    return this.#store.count('SELECT count(*) AS n FROM reports');
  }
}
