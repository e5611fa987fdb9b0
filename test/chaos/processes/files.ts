import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { allRows } from './dashboard.ts';

type Row = Awaited<ReturnType<typeof allRows>>['rows'] extends Map<string, infer R> ? R : never;

export const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const databases = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
        .map((name) => join(folder, name))
    : [];

const readRows = <T>(file: string, sql: string): T[] => {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
};

export const rowChecksum = (row: Row): string =>
  short(
    JSON.stringify([
      row.numberId,
      row.status,
      row.activity,
      row.control.holder.kind,
      row.control.generation,
      row.lastSeq,
      row.lastAt,
      row.inboundCount,
      row.waitingSince,
      row.unsettled,
    ]),
  );

type Projected = {
  contact_id: string;
  version: number;
  number_id: string;
  status: string;
  activity: string;
  holder_kind: string;
  generation: number;
  last_seq: number;
  last_at: number;
  inbound_count: number;
  waiting_since: number | null;
  unsettled: number;
};

/** The D1 file that has the projection. */
export const d1File = (stateDir: string): string => {
  const folder = join(stateDir, 'v3/d1/miniflare-D1DatabaseObject');
  const file = databases(folder).find(
    (candidate) => readRows(candidate, "SELECT name FROM sqlite_master WHERE name = 'conversations'").length > 0,
  );
  if (file === undefined) throw new Error(`no projection under ${folder}`);
  return file;
};

/** The projection as it stands in D1's own file. */
export const projected = (stateDir: string): { contact: string; version: number; checksum: string }[] =>
  readRows<Projected>(d1File(stateDir), 'SELECT * FROM conversations').map((row) => ({
    contact: row.contact_id,
    version: row.version,
    checksum: short(
      JSON.stringify([
        row.number_id,
        row.status,
        row.activity,
        row.holder_kind,
        row.generation,
        row.last_seq,
        row.last_at,
        row.inbound_count,
        row.waiting_since,
        row.unsettled,
      ]),
    ),
  }));

/** Messages and reports that the agent still has to deliver. */
export const journalDepth = (stateDir: string): number => {
  const file = join(stateDir, 'bot/journal.db');
  if (!existsSync(file)) return 0;
  const [row] = readRows<{ n: number }>(
    file,
    "SELECT (SELECT count(*) FROM inbound) + (SELECT count(*) FROM reports) + (SELECT count(*) FROM commands WHERE state IN ('stored', 'intent')) AS n",
  );
  return row?.n ?? 0;
};

/** The earliest timer of each conversation and the alarm that workerd keeps for it, from the files of both. */
export const timersOf = (
  stateDir: string,
): { object: string; dueMs: number | null; alarmMs: number | null; nowMs: number }[] => {
  const folder = join(stateDir, 'v3/do/oconnector-Conversation');
  const nowMs = Date.now();
  const alarms = alarmsOf(folder);
  return databases(folder).map((file) => {
    const id = file.slice(folder.length + 1, -'.sqlite'.length);
    const [row] = readRows<{ due: number | null }>(file, 'SELECT MIN(due_at) AS due FROM timers');
    return { object: id, dueMs: row?.due ?? null, alarmMs: alarms.get(id) ?? null, nowMs };
  });
};

/** Alarms by object id, in milliseconds. */
const alarmsOf = (folder: string): Map<string, number> => {
  const file = join(folder, 'metadata.sqlite');
  if (!existsSync(file)) return new Map();
  // Nanoseconds do not fit into a number.
  const rows = readRows<{ actor_id: string; ms: number }>(
    file,
    'SELECT actor_id, scheduled_time / 1000000 AS ms FROM _cf_ALARM',
  );
  return new Map(rows.map(({ actor_id, ms }) => [actor_id, ms]));
};
