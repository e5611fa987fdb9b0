import type { Sql } from '../kit/sql.ts';
import { NOTHING_HELD, type Failures, type Held, type Range } from './delivery.ts';

/** What is known of one bot journal. `gapRefusals`: how often items were refused for a gap since it last moved. */
export type UpState = { held: Held; floor: number; floorOpen: boolean; gapRefusals: number; metBefore: boolean };

/** Journals that are remembered: an agent has one, and a new one after it lost its disk. */
const KEPT_JOURNALS = 8;
const KEPT_DEAD_LETTERS = 1_000;
const DEAD_LETTER_MS = 30 * 24 * 3_600_000;

type UpRow = { h: number; ranges: string; floor: number; floor_open: number; gap_refusals: number };

/** The stream of messages up. */
export const upTable = (sql: Sql) => ({
  up(journalEpoch: string): UpState {
    const row = sql.first<UpRow>(
      'SELECT h, ranges, floor, floor_open, gap_refusals FROM up_held WHERE journal_epoch = ?',
      journalEpoch,
    );
    if (row === null) return { held: NOTHING_HELD, floor: 0, floorOpen: false, gapRefusals: 0, metBefore: false };
    const ranges = JSON.parse(row.ranges) as Range[];
    return {
      held: { h: row.h, ranges },
      floor: row.floor,
      floorOpen: row.floor_open === 1,
      gapRefusals: row.gap_refusals,
      metBefore: true,
    };
  },

  setUp(journalEpoch: string, { held, floor, floorOpen, gapRefusals }: UpState, now: number): void {
    sql.run(
      `INSERT INTO up_held (journal_epoch, h, ranges, floor, floor_open, gap_refusals, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (journal_epoch) DO UPDATE SET h = excluded.h, ranges = excluded.ranges, floor = excluded.floor,
         floor_open = excluded.floor_open, gap_refusals = excluded.gap_refusals, used_at = excluded.used_at`,
      journalEpoch,
      held.h,
      JSON.stringify(held.ranges),
      floor,
      floorOpen ? 1 : 0,
      gapRefusals,
      now,
    );
  },

  /** Forgets all but the journals used last. */
  pruneJournals(): void {
    sql.run(
      'DELETE FROM up_held WHERE journal_epoch NOT IN (SELECT journal_epoch FROM up_held ORDER BY used_at DESC LIMIT ?)',
      KEPT_JOURNALS,
    );
    sql.run('DELETE FROM failures WHERE journal_epoch NOT IN (SELECT journal_epoch FROM up_held)');
  },

  /** Counts a failure of an item; returns what it has now. */
  countFailure(journalEpoch: string, s: number, error: string, now: number): Failures {
    const row = sql.first<{ failures: number; first_at: number; others_stored: number }>(
      `INSERT INTO failures (journal_epoch, s, failures, error, at, first_at) VALUES (?1, ?2, 1, ?3, ?4, ?4)
       ON CONFLICT (journal_epoch, s) DO UPDATE SET failures = failures + 1, error = excluded.error, at = excluded.at
       RETURNING failures, first_at, others_stored`,
      journalEpoch,
      s,
      error.slice(0, 500),
      now,
    );
    return { failures: row?.failures ?? 1, firstAt: row?.first_at ?? now, othersStored: row?.others_stored === 1 };
  },

  /** Something was stored, so whatever still fails does not fail because everything does. */
  noteOthersStored(): void {
    sql.run('UPDATE failures SET others_stored = 1 WHERE others_stored = 0');
  },

  forgetFailures(journalEpoch: string, numbers: readonly number[]): void {
    sql.run(
      'DELETE FROM failures WHERE journal_epoch = ? AND s IN (SELECT value FROM json_each(?))',
      journalEpoch,
      JSON.stringify(numbers),
    );
  },

  bury(letter: { journalEpoch: string; s: number; code: string; error: string; bytes: string }, now: number): void {
    sql.run(
      'INSERT INTO dead_letters (journal_epoch, s, code, error, bytes, at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      letter.journalEpoch,
      letter.s,
      letter.code,
      letter.error.slice(0, 500),
      letter.bytes,
      now,
    );
    sql.run(
      'DELETE FROM dead_letters WHERE at < ? OR id <= (SELECT MAX(id) FROM dead_letters) - ?',
      now - DEAD_LETTER_MS,
      KEPT_DEAD_LETTERS,
    );
  },

  /** Letters that may be taken after all, oldest first. What conflicted would conflict again. */
  requeueable(afterId: number, limit: number): { id: number; journalEpoch: string; s: number; bytes: string }[] {
    return sql.all(
      "SELECT id, journal_epoch AS journalEpoch, s, bytes FROM dead_letters WHERE id > ? AND code <> 'conflict' ORDER BY id LIMIT ?",
      afterId,
      limit,
    );
  },

  removeLetter(id: number): void {
    sql.run('DELETE FROM dead_letters WHERE id = ?', id);
  },

  deadLetters(limit: number): { s: number; code: string; error: string; at: number; bytes: number }[] {
    return sql.all(
      'SELECT s, code, error, at, length(bytes) AS bytes FROM dead_letters ORDER BY id DESC LIMIT ?',
      limit,
    );
  },

  countDeadLetters: () => sql.first<{ n: number }>('SELECT COUNT(*) AS n FROM dead_letters')?.n ?? 0,
});
