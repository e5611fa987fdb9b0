import type { Message, Quote } from '@oconnector/protocol/model/message.ts';
import { excerptOf, type Forwarded, type Quoted } from '@oconnector/protocol/model/quote.ts';
import type { Sql } from '../kit/sql.ts';
import type { Target } from './change-table.ts';
import { toMessage, type MessageRow } from './rows.ts';

const json = JSON.stringify;

/** What a message came with beside its words. */
export type Beside = { quoted?: Quoted | undefined; forwarded?: Forwarded | undefined };

export const besideColumns = ({ quoted, forwarded }: Beside) => ({
  quoted: quoted === undefined ? null : json(quoted),
  quoted_wa_id: quoted === undefined ? null : json(quoted.waId),
  forwarded: forwarded ?? null,
});

export const besideOf = ({ quoted, forwarded }: Pick<MessageRow, 'quoted' | 'forwarded'>): Beside => ({
  // `besideColumns` wrote both from these types.
  ...(quoted !== null && { quoted: JSON.parse(quoted) as Quoted }),
  ...(forwarded !== null && { forwarded: forwarded as Forwarded }),
});

/** Where a message may stand; either side where WhatsApp named none. */
const directionsOf = ({ fromMe }: Quoted): [string, string] => [
  fromMe === true ? 'out' : 'in',
  fromMe === false ? 'in' : 'out',
];

const isDeleted = (sql: Sql, numberId: string, quoted: Quoted): boolean =>
  sql.first(
    `SELECT 1 AS deleted FROM changes
     WHERE number_id = ? AND target_direction IN (?, ?) AND target_wa_id = ? AND kind = 'revoked'`,
    numberId,
    ...directionsOf(quoted),
    json(quoted.waId),
  ) !== null;

/**
 * What the quote of a row comes to here (rule T12): the line itself where it is in this thread, for an excerpt is no more
 * than what the one who quotes says of it.
 */
const quoteOf = (sql: Sql, { number_id: numberId, quoted: stored }: MessageRow): Quote | null => {
  if (stored === null) return null;
  const quoted = JSON.parse(stored) as Quoted;
  const { waId, fromMe } = quoted;
  const row = sql.first<MessageRow>(
    'SELECT * FROM messages WHERE number_id = ? AND direction IN (?, ?) AND wa_id = ?',
    numberId,
    ...directionsOf(quoted),
    json(waId),
  );
  const line = row && toMessage(row, null);
  const excerpt = isDeleted(sql, numberId, quoted) ? null : quoted.excerpt;
  if (line === null || line.direction === 'notice') return { waId, fromMe, line: null, excerpt };
  const { seq, author, content } = line;
  return {
    waId,
    fromMe,
    line: { seq, author, ...(line.direction === 'in' && line.speaker !== undefined && { speaker: line.speaker }) },
    excerpt: excerpt && excerptOf(content),
  };
};

export const toMessages = (sql: Sql, rows: readonly MessageRow[]): Message[] =>
  rows.map((row) => toMessage(row, quoteOf(sql, row)));

/** Lines that quote others. */
export const quoteTable = (sql: Sql) => ({
  /** A quote as another thread may have it, which does not know what was deleted here. */
  quotedAsTold: (numberId: string, quoted: Quoted): Quoted =>
    isDeleted(sql, numberId, quoted) ? { ...quoted, excerpt: { text: '', what: 'other' } } : quoted,
  quotesOf: ({ numberId, waId }: Target): number[] =>
    sql
      .all<{ seq: number }>(
        'SELECT seq FROM messages WHERE number_id = ? AND quoted_wa_id = ? ORDER BY seq',
        numberId,
        json(waId),
      )
      .map(({ seq }) => seq),
  /** Told again to whoever watches. */
  touch: (seq: number, version: number): void => sql.run('UPDATE messages SET version = ? WHERE seq = ?', version, seq),
});
