import type { Command } from '@oconnector/protocol/model/command.ts';
import type { Sql } from '../kit/sql.ts';
import type { Held, PendingHead } from './delivery.ts';

/** Rows among which the contacts whose turn it is are looked for first; only one contact with very many needs more. */
const ROWS_LOOKED_AT = 64;

type HeadRow = {
  command_id: string;
  contact_id: string;
  class: PendingHead['class'];
  generation: number;
  ord: number;
  not_after: number | null;
  d_seq: number | null;
  pushes: number;
  held: number;
};
const HEAD = 'command_id, contact_id, class, generation, ord, not_after, d_seq, pushes, held';
const toHead = (row: HeadRow): PendingHead => ({
  commandId: row.command_id,
  contactId: row.contact_id,
  class: row.class,
  generation: row.generation,
  order: row.ord,
  notAfter: row.not_after,
  dSeq: row.d_seq,
  pushes: row.pushes,
  held: row.held === 1,
});

/** Commands on their way down. */
export const downTable = (sql: Sql) => {
  // The index is named: by itself SQLite takes the one of `d_seq`, and reads and sorts everything that waits.
  const turnsBy = (index: 'pending_human' | 'pending_waiting', which: string, rows: number): string[] =>
    sql
      .all<{ contact_id: string }>(
        `SELECT contact_id FROM pending AS p INDEXED BY ${index} WHERE d_seq IS NULL AND NOT EXISTS (
           SELECT 1 FROM pending AS busy INDEXED BY pending_under_way
           WHERE busy.contact_id = p.contact_id AND busy.d_seq IS NOT NULL)
         ${which} LIMIT ?`,
        rows,
      )
      .map(({ contact_id }) => contact_id);
  return {
    pendingOf(commandId: string): PendingHead | null {
      const row = sql.first<HeadRow>(`SELECT ${HEAD} FROM pending WHERE command_id = ?`, commandId);
      return row === null ? null : toHead(row);
    },

    /** Takes a command on; when it is there already, makes it due for another push. */
    take(command: Command, now: number): void {
      sql.run(
        `INSERT INTO pending (command_id, contact_id, class, generation, ord, not_after, command, taken_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (command_id) DO UPDATE SET held = 0, pushed_at = NULL`,
        command.commandId,
        command.contactId,
        command.class,
        command.generation,
        command.order,
        command.notAfter,
        JSON.stringify(command),
        now,
      );
    },

    /** Removes a command; false when it is not there. */
    remove: (commandId: string): boolean =>
      sql.first('DELETE FROM pending WHERE command_id = ? RETURNING command_id', commandId) !== null,

    command(commandId: string): Command {
      const row = sql.first<{ command: string }>('SELECT command FROM pending WHERE command_id = ?', commandId);
      if (row === null) throw new Error(`command ${commandId} is not pending`);
      return JSON.parse(row.command) as Command;
    },

    commandAt(dSeq: number): PendingHead | null {
      const row = sql.first<HeadRow>(`SELECT ${HEAD} FROM pending WHERE d_seq = ?`, dSeq);
      return row === null ? null : toHead(row);
    },

    countPending: () => sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM pending')?.n ?? 0,

    /**
     * Everything waiting of the first `contacts` contacts whose turn it is (nothing of theirs is under way): people first,
     * then by age. Looks no further than it must, for thousands may wait.
     */
    waiting(contacts: number): PendingHead[] {
      const turns = new Set(turnsBy('pending_human', "AND class = 'human' ORDER BY taken_at", contacts));
      const oldest = turnsBy('pending_waiting', 'ORDER BY taken_at', ROWS_LOOKED_AT);
      for (const contactId of oldest) if (turns.size < contacts) turns.add(contactId);
      if (turns.size < contacts && oldest.length === ROWS_LOOKED_AT)
        for (const contactId of turnsBy('pending_waiting', 'GROUP BY contact_id ORDER BY MIN(taken_at)', 2 * contacts))
          if (turns.size < contacts) turns.add(contactId);
      if (turns.size === 0) return [];
      return sql
        .all<HeadRow>(
          `SELECT ${HEAD} FROM pending INDEXED BY pending_contact
         WHERE d_seq IS NULL AND contact_id IN (SELECT value FROM json_each(?)) ORDER BY taken_at, ord`,
          JSON.stringify([...turns]),
        )
        .map(toHead);
    },

    /** Pushed and not acknowledged. */
    unacknowledged: (): PendingHead[] =>
      sql.all<HeadRow>(`SELECT ${HEAD} FROM pending WHERE d_seq IS NOT NULL AND held = 0 ORDER BY d_seq`).map(toHead),

    countUnacknowledged: (): number =>
      sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM pending WHERE d_seq IS NOT NULL AND held = 0')?.n ?? 0,

    /** Unacknowledged ones that were pushed at or before `before`, or are to be pushed again at once. */
    overdue: (before: number): PendingHead[] =>
      sql
        .all<HeadRow>(
          `SELECT ${HEAD} FROM pending WHERE d_seq IS NOT NULL AND held = 0 AND (pushed_at IS NULL OR pushed_at <= ?) ORDER BY d_seq`,
          before,
        )
        .map(toHead),

    pushed(commandId: string, dSeq: number, now: number): void {
      sql.run(
        'UPDATE pending SET d_seq = ?, pushes = pushes + 1, pushed_at = ? WHERE command_id = ?',
        dSeq,
        now,
        commandId,
      );
    },

    /** The agent has stored these places of the stream; false when that was known. */
    acknowledge({ h, ranges }: Held): boolean {
      const held = (from: number, to: number): number =>
        sql.all('UPDATE pending SET held = 1 WHERE held = 0 AND d_seq BETWEEN ? AND ? RETURNING d_seq', from, to)
          .length;
      return ranges.reduce((news, [from, to]) => news + held(from, to), held(0, h)) > 0;
    },

    /** A new session: what lies above `downHeld` gets a new place in the stream, for the old one may have been lost. */
    renumber(downHeld: number | null): void {
      sql.run('UPDATE pending SET held = 1 WHERE d_seq <= ?', downHeld ?? 0);
      sql.run('UPDATE pending SET d_seq = NULL, held = 0 WHERE d_seq > ?', downHeld ?? 0);
    },

    /** Commands that have certainly not left: waiting, and never pushed. */
    neverPushed(contactId: string | null): PendingHead[] {
      return sql
        .all<HeadRow>(
          `SELECT ${HEAD} FROM pending WHERE pushes = 0 AND (?1 IS NULL OR contact_id = ?1) ORDER BY ord`,
          contactId,
        )
        .map(toHead);
    },

    /** Of the commands that have certainly not left, those past their time, and when the next one will be. */
    expired: (now: number): PendingHead[] =>
      sql
        .all<HeadRow>(`SELECT ${HEAD} FROM pending WHERE pushes = 0 AND not_after < ? ORDER BY not_after`, now)
        .map(toHead),
    nextExpiry: (): number | null =>
      sql.first<{ at: number | null }>('SELECT MIN(not_after) AS at FROM pending WHERE pushes = 0')?.at ?? null,

    /** Whether a command under way sends this file. */
    sendsFile: (mediaId: string): boolean =>
      sql.first("SELECT 1 AS yes FROM pending WHERE command ->> '$.content.media.mediaId' = ? LIMIT 1", mediaId) !==
      null,
    /** Pending commands with a file. */
    withFile: (): PendingHead[] =>
      sql.all<HeadRow>(`SELECT ${HEAD} FROM pending WHERE command ->> '$.content.type' = 'media'`).map(toHead),
  };
};
