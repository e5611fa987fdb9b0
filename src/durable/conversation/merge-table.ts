import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { MediaStanding } from '@oconnector/protocol/model/media.ts';
import type { Notice, Transcript } from '@oconnector/protocol/model/message.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql } from '../kit/sql.ts';
import type { MovedLine, Parted } from '../rpc/conversation.ts';
import type { Target } from './change-table.ts';
import type { Moved } from './merge.ts';
import { besideColumns, besideOf } from './quote-table.ts';
import type { FactRow, MessageRow } from './rows.ts';
import type { Span } from './span.ts';

const json = JSON.stringify;

/** A line that can be brought into another thread: said by somebody, and known to WhatsApp. */
export type Line = Omit<MovedLine, 'changes' | 'facts' | 'signals' | 'file' | 'unremembered' | 'unheard'> & {
  seq: number;
  old: boolean;
  media: MediaStanding | null;
};

const toLine = (row: MessageRow): Line => ({
  seq: row.seq,
  direction: row.direction as Line['direction'],
  numberId: row.number_id,
  waId: JSON.parse(row.wa_id ?? '""') as string,
  author: JSON.parse(row.author ?? '{}') as Line['author'],
  content: JSON.parse(row.content) as Line['content'],
  ...besideOf(row),
  media: row.media === null ? null : (JSON.parse(row.media) as MediaStanding),
  ...(row.transcript !== null && { transcript: JSON.parse(row.transcript) as Transcript }),
  at: row.at,
  sentAt: row.sent_at,
  status: row.status as Line['status'],
  old: row.old === 1,
});

const SAID = `wa_id IS NOT NULL AND (direction = 'in' OR (direction = 'out' AND status IN ('accepted', 'delivered', 'read')))`;
const MOVED_BACK: Notice = { event: 'moved_back' };

/** What a conversation knows of merges: where it went, and what came from others. */
export const mergeTable = (sql: Sql, meta: Meta) => ({
  moved: () => meta.get<Moved>('moved'),
  saveMoved: (moved: Moved | null) => meta.set('moved', moved),
  /** Since when a merge stands here; 0: since before that was noted; null: it does not. */
  joinedAt: (mergeId: string): number | null => {
    const joined = meta.get<number | boolean>(`merge:${mergeId}`);
    return typeof joined === 'number' ? joined : joined === true ? 0 : null;
  },
  saveJoined: (mergeId: string, at: number | null) => meta.set(`merge:${mergeId}`, at),
  /** What the other contact was told when this merge was undone. */
  parted: (mergeId: string) => meta.get<Parted>(`parted:${mergeId}`),
  saveParted: (mergeId: string, parted: Parted) => meta.set(`parted:${mergeId}`, parted),
  /** Names, as keys, that a person said are not this contact's. */
  apart: () => meta.get<string[]>('apart') ?? [],
  saveApart: (keys: string[]) => meta.set('apart', keys),

  linesAfter: (seq: number, limit: number): Line[] =>
    sql
      .all<MessageRow>(`SELECT * FROM messages WHERE seq > ? AND ${SAID} ORDER BY seq LIMIT ?`, seq, limit)
      .map(toLine),
  /** What the contact said within these spans and that was no history. */
  linesWithin: (spans: readonly Span[]): Line[] =>
    sql
      .all<MessageRow>(
        `SELECT * FROM messages WHERE direction = 'in' AND old = 0 AND wa_id IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(?) AS span
           WHERE seq BETWEEN span.value ->> 'first' AND span.value ->> 'last') ORDER BY seq`,
        json(spans),
      )
      .map(toLine),
  factsOf: (seq: number): MovedLine['facts'] =>
    sql
      .all<FactRow>(
        'SELECT * FROM facts WHERE message_seq = ? AND superseded_by IS NULL AND forgotten IS NULL ORDER BY id',
        seq,
      )
      .map(({ key, value, quote, valid_from }) => ({
        key: JSON.parse(key) as string,
        value: JSON.parse(value) as string,
        quote: quote === null ? null : (JSON.parse(quote) as string),
        validFrom: valid_from,
      })),

  /** A line of another thread, as history: nothing waits because of it. */
  insertInherited: (
    line: MovedLine,
    media: MediaStanding | null,
    placed: { seq: number; version: number; mergeId: string },
  ): void => {
    const { quoted, quoted_wa_id, forwarded } = besideColumns(line);
    sql.run(
      `INSERT INTO messages (seq, at, version, direction, number_id, wa_id, author, content, media_id, media, sent_at, old, status, status_at,
         origin, quoted, quoted_wa_id, forwarded, transcript)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)`,
      placed.seq,
      line.at,
      placed.version,
      line.direction,
      line.numberId,
      json(line.waId),
      json(line.author),
      json(line.content),
      line.content.type === 'media' ? line.content.media.mediaId : null,
      media && json(media),
      line.sentAt,
      line.status,
      line.status && json({ [line.status]: line.at }),
      placed.mergeId,
      quoted,
      quoted_wa_id,
      forwarded,
      line.transcript ? json(line.transcript) : null,
    );
  },
  insertInheritedFact: (fact: MovedLine['facts'][number], messageSeq: number, mergeId: string): Fact['id'] =>
    sql.first<{ id: number }>(
      'INSERT INTO facts (key, value, quote, message_seq, valid_from, origin) VALUES (?, ?, ?, ?, ?, ?) RETURNING id',
      json(fact.key),
      json(fact.value),
      fact.quote === null ? null : json(fact.quote),
      messageSeq,
      fact.validFrom,
      mergeId,
    )?.id ?? 0,
  saveOrigin: (seq: number, mergeId: string): void =>
    sql.run('UPDATE messages SET origin = ? WHERE seq = ?', mergeId, seq),

  /** The lines that a merge brought, and their files. */
  linesOf: (mergeId: string): { seq: number; mediaId: string | null; target: Target | null }[] =>
    sql
      .all<{ seq: number; mediaId: string | null; numberId: string; direction: 'in' | 'out'; waId: string | null }>(
        `SELECT seq, media_id AS mediaId, number_id AS numberId, direction, wa_id AS waId FROM messages
         WHERE origin = ? ORDER BY seq`,
        mergeId,
      )
      .map(({ seq, mediaId, numberId, direction, waId }) => ({
        seq,
        mediaId,
        target: waId === null ? null : { numberId, direction, waId: JSON.parse(waId) as string },
      })),
  /**
   * Of a line that is given back only its place stays, for the numbers of a thread have no gaps; and that it was deleted, which hides its
   * words in what quotes it (rule T12).
   */
  giveBack: (seq: number, version: number): void => {
    sql.run(
      `DELETE FROM changes WHERE kind <> 'revoked' AND (number_id, target_direction, target_wa_id) IN
         (SELECT number_id, direction, wa_id FROM messages WHERE seq = ?)`,
      seq,
    );
    sql.run('DELETE FROM facts WHERE message_seq = ?', seq);
    sql.run(
      `UPDATE messages SET direction = 'notice', content = ?, version = ?, wa_id = NULL, author = NULL, sent_at = NULL,
         status = NULL, status_at = NULL, aftermath = NULL, speaker = NULL, media_id = NULL, media = NULL, quoted = NULL, quoted_wa_id = NULL,
         forwarded = NULL, transcript = NULL, origin = NULL WHERE seq = ?`,
      json(MOVED_BACK),
      version,
      seq,
    );
  },
  /** What was forgotten of the contact who goes is none of this one's; but what was forgotten since is of both. */
  giveBackForgotten: (mergeId: string, joinedAt: number): void =>
    sql.run(`DELETE FROM facts WHERE origin = ? AND forgotten ->> 'at' < ?`, mergeId, joinedAt),
  forgetSummary: () => meta.set('summary', null),
});
