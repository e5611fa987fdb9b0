import type { Command } from '@oconnector/protocol/model/command.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import { newId, type Random } from '../../lib/random.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql } from '../kit/sql.ts';
import { NOTHING_HELD, type Failures, type Held, type PendingHead, type Range } from './delivery.ts';

/** Where the link stands. `lease` and `botId` are those of the agent that has it or had it last. */
export type LinkState = { state: 'online' | 'offline'; since: number; lease: number; botId: string; skewMs: number };

/** Where the simulated phones answer, and the key their tokens are signed with. */
export type Phones = { url: string; key: string };

/** Whether a number's messages go through. */
export type Reach = { up: boolean; since: number };

/** What is known of one bot journal. `gapRefusals`: how often items were refused for a gap since it last moved. */
export type UpState = { held: Held; floor: number; floorOpen: boolean; gapRefusals: number; metBefore: boolean };

/** Journals that are remembered: an agent has one, and a new one after it lost its disk. */
const KEPT_JOURNALS = 8;
/** An agent gives a file up after a day; what it may still ask about is kept for longer than that. */
const ANNOUNCED_MS = 7 * 24 * 3_600_000;
const KEPT_DEAD_LETTERS = 1_000;
const DEAD_LETTER_MS = 30 * 24 * 3_600_000;
/** No automatic command lives longer (DELIVERY §2.6: 15 min), so a fence the agent has stored need not be repeated for ever. */
const FENCE_MS = 24 * 3_600_000;

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

type UpRow = { h: number; ranges: string; floor: number; floor_open: number; gap_refusals: number };

/** Small single values: who we are, the lease, the link, the channel. */
const openValues = (meta: Meta, random: Random) => ({
  /** Random per storage; made when it is first asked for. */
  gatewayEpoch(): string {
    const known = meta.get<string>('gatewayEpoch');
    if (known !== null) return known;
    const made = newId(random, 'gw');
    meta.set('gatewayEpoch', made);
    return made;
  },
  lease: () => meta.get<number>('lease') ?? 0,
  setLease: (lease: number) => meta.set('lease', lease),
  /** The journal that has the lease, and the first one of its unbroken row. */
  holder: () => meta.get<{ journalEpoch: string; since: number }>('holder'),
  setHolder: (holder: { journalEpoch: string; since: number }) => meta.set('holder', holder),
  /** Until when an agent that lost the lease may still send. */
  formerSendsUntil: () => meta.get<number>('formerSendsUntil') ?? 0,
  setFormerSendsUntil: (at: number) => meta.set('formerSendsUntil', at),
  /** Number of the next item of the `down` stream. */
  downNext: () => meta.get<number>('downNext') ?? 1,
  setDownNext: (next: number) => meta.set('downNext', next),
  link: () => meta.get<LinkState>('link'),
  setLink: (link: LinkState) => meta.set('link', link),
  numberName: () => meta.get<string>('name'),
  setNumberName: (name: string) => meta.set('name', name),
  channel: () => meta.get<ChannelStatus>('channel'),
  setChannel: (channel: ChannelStatus) => meta.set('channel', channel),
  phones: () => meta.get<Phones>('phones'),
  setPhones: (phones: Phones | null) => meta.set('phones', phones),
  /** A secret of about a minute: stored because the object sleeps between two frames, and deleted when it is over. */
  pairing: () => meta.get<Pairing>('pairing'),
  setPairing: (pairing: Pairing | null) => meta.set('pairing', pairing),
  /** Whether messages last could go through, and since when; null before they ever could. */
  reach: () => meta.get<Reach>('reach'),
  setReach: (reach: Reach) => meta.set('reach', reach),
});

/** The stream of messages up. */
const openUp = (sql: Sql) => ({
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

/** Commands on their way down. */
const openDown = (sql: Sql) => {
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
  };
};

/** Fences. */
const openFences = (sql: Sql) => ({
  minGeneration: (contactId: string): number =>
    sql.first<{ min: number }>('SELECT min_generation AS min FROM fences WHERE contact_id = ?', contactId)?.min ?? 0,

  /** Raises a fence, never lowers it. */
  raise({ contactId, minGeneration }: Fence, now: number): void {
    sql.run(
      `INSERT INTO fences (contact_id, min_generation, raised_at) VALUES (?, ?, ?)
       ON CONFLICT (contact_id) DO UPDATE SET min_generation = excluded.min_generation, raised_at = excluded.raised_at, confirmed_by = NULL
       WHERE excluded.min_generation > fences.min_generation`,
      contactId,
      minGeneration,
      now,
    );
    sql.run('DELETE FROM fences WHERE confirmed >= min_generation AND raised_at < ?', now - FENCE_MS);
  },

  /** The agent has stored it in this journal; false when that is known of any, or when no such fence stands here. */
  confirm({ contactId, minGeneration }: Fence, journalEpoch: string): boolean {
    sql.run(
      'UPDATE fences SET confirmed_by = ?1 WHERE contact_id = ?2 AND min_generation = ?3 AND confirmed_by IS NOT ?1',
      journalEpoch,
      contactId,
      minGeneration,
    );
    return (
      sql.first(
        'UPDATE fences SET confirmed = ?1 WHERE contact_id = ?2 AND min_generation >= ?1 AND confirmed < ?1 RETURNING contact_id',
        minGeneration,
        contactId,
      ) !== null
    );
  },

  fences: (): Fence[] =>
    sql.all<Fence>('SELECT contact_id AS contactId, min_generation AS minGeneration FROM fences ORDER BY contact_id'),

  /**
   * Fences that this journal is not known to have, and those of contacts with commands under way, for a journal that came
   * back from a copy may have lost them. Those first, for they are the ones that can hit something.
   */
  fencesToTell: (journalEpoch: string): Fence[] =>
    sql.all<Fence>(
      `SELECT contact_id AS contactId, min_generation AS minGeneration FROM (
         SELECT *, EXISTS (SELECT 1 FROM pending WHERE pending.contact_id = fences.contact_id) AS busy FROM fences)
       WHERE busy OR confirmed_by IS NOT ? ORDER BY busy DESC, contact_id`,
      journalEpoch,
    ),

  /** The fence of a contact that the agent has not confirmed. */
  unconfirmed: (contactId: string): (Fence & { raisedAt: number }) | null =>
    sql.first(
      `SELECT contact_id AS contactId, min_generation AS minGeneration, raised_at AS raisedAt FROM fences
       WHERE contact_id = ? AND confirmed < min_generation`,
      contactId,
    ),
});

/** Files that messages of this number announced, and those of commands under way. */
const openFiles = (sql: Sql) => ({
  announceFile(mediaId: string, contactId: string, now: number): void {
    sql.run('DELETE FROM files WHERE at < ?', now - ANNOUNCED_MS);
    sql.run(
      `INSERT INTO files (media_id, contact_id, at) VALUES (?, ?, ?)
       ON CONFLICT (media_id) DO UPDATE SET contact_id = excluded.contact_id, at = excluded.at`,
      mediaId,
      contactId,
      now,
    );
  },
  contactOfFile: (mediaId: string): string | null =>
    sql.first<{ contactId: string }>('SELECT contact_id AS contactId FROM files WHERE media_id = ?', mediaId)
      ?.contactId ?? null,
  sendsFile: (mediaId: string): boolean =>
    sql.first("SELECT 1 AS yes FROM pending WHERE command ->> '$.content.media.mediaId' = ? LIMIT 1", mediaId) !== null,
  /** Pending commands with a file. */
  withFile: (): PendingHead[] =>
    sql.all<HeadRow>(`SELECT ${HEAD} FROM pending WHERE command ->> '$.content.type' = 'media'`).map(toHead),
});

export type GatewayStore = ReturnType<typeof openStore>;

/** All SQL of a Gateway. */
export const openStore = (sql: Sql, meta: Meta, random: Random) => ({
  ...openValues(meta, random),
  ...openUp(sql),
  ...openDown(sql),
  ...openFences(sql),
  ...openFiles(sql),
});
