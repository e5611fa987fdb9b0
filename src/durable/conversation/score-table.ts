import type { Axis, Outcome, ScoreEntry, ScoreReason } from '@oconnector/protocol/model/score.ts';
import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import type { MovedLine } from '../rpc/conversation.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql } from '../kit/sql.ts';
import { SCORE_EVENT_KINDS, type ScoreEvent } from './score-fold.ts';

const json = JSON.stringify;
const maybe = (text: string | null): string | null => (text === null ? null : (JSON.parse(text) as string));

/** `factId`: the fact that it was counted for, whose words are erased with it. */
export type ScoreLine = Omit<ScoreEntry, 'note'> & { factId: number | null; note: string | null };

type Row = {
  id: number;
  at: number;
  axis: string;
  delta: number;
  reason: string;
  message_seq: number | null;
  quote: string | null;
  source: string;
  weights_version: number;
  by: string | null;
  note: string | null;
  hidden: number;
};

const toEntry = (row: Row): ScoreEntry => ({
  id: row.id,
  at: row.at,
  axis: row.axis as Axis,
  delta: Math.round(row.delta * 10) / 10,
  reason: row.reason as ScoreReason,
  messageSeq: row.message_seq,
  quote: row.hidden === 1 ? null : maybe(row.quote),
  source: row.source as ScoreEntry['source'],
  weightsVersion: row.weights_version,
  ...(row.by !== null && { by: maybe(row.by) ?? '' }),
  ...(row.note !== null && { note: maybe(row.note) ?? '' }),
});

/** The ledger of the score, and what a person and the playbook say beside it. */
export const scoreTable = (sql: Sql, meta: Meta) => ({
  insertScoreLine: (line: ScoreLine): void =>
    sql.run(
      `INSERT INTO score_lines (id, at, axis, delta, reason, message_seq, quote, source, weights_version, fact_id, "by", note)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      line.id,
      line.at,
      line.axis,
      line.delta,
      line.reason,
      line.messageSeq,
      line.quote === null ? null : json(line.quote),
      line.source,
      line.weightsVersion,
      line.factId,
      line.by === undefined ? null : json(line.by),
      line.note === null ? null : json(line.note),
    ),
  /** Oldest first. Words of a message that was deleted for everybody are not shown. */
  scoreLines: (): ScoreEntry[] =>
    sql
      .all<Row>(
        `SELECT score_lines.*, messages.aftermath ->> '$.revokedAt' IS NOT NULL AS hidden
         FROM score_lines LEFT JOIN messages ON seq = message_seq ORDER BY id`,
      )
      .map(toEntry),
  /** The signals that a message gave. */
  signalsOf: (seq: number): MovedLine['signals'] =>
    sql
      .all<Pick<Row, 'reason' | 'at' | 'quote' | 'source'>>(
        `SELECT reason, at, quote, source FROM score_lines
         WHERE message_seq = ? AND fact_id IS NULL AND source <> 'human' AND reason <> 'opted_out' ORDER BY id`,
        seq,
      )
      .map(({ reason, at, quote, source }) => ({
        // What counts for no fact, by no person and for no opt-out, is a signal.
        reason: reason as SignalKind,
        at,
        quote: maybe(quote),
        source: source as 'rule' | 'ai',
      })),
  /** Deletes the lines that rest on these messages, and answers which they were. */
  dropScoreLines: (seqs: readonly number[]): number[] =>
    sql
      .all<{ id: number }>(
        'DELETE FROM score_lines WHERE message_seq IN (SELECT value FROM json_each(?)) RETURNING id',
        json(seqs),
      )
      .map(({ id }) => id),
  /** Erases the words of a fact from the ledger: its own line's, and those that another line took from the same sentence. */
  eraseScoreQuotes: (fact: { id: number; messageSeq: number | null; quote: string | null }): void =>
    sql.run(
      `UPDATE score_lines SET quote = NULL WHERE fact_id = ?1
         OR (message_seq = ?2 AND (instr(quote ->> '$', ?3 ->> '$') > 0 OR instr(?3 ->> '$', quote ->> '$') > 0))`,
      fact.id,
      fact.messageSeq,
      fact.quote === null ? null : json(fact.quote),
    ),
  /** Erases the words that the ledger took from these messages. */
  unquoteLines: (seqs: readonly number[]): void =>
    sql.run('UPDATE score_lines SET quote = NULL WHERE message_seq IN (SELECT value FROM json_each(?))', json(seqs)),
  scoreEvents: (): ScoreEvent[] =>
    sql
      .all<{ seq: number; at: number; kind: string; correlation: string | null; data: string }>(
        'SELECT * FROM events WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq',
        json(SCORE_EVENT_KINDS),
      )
      // Written by `record`, which types the data by its kind.
      .map((row) => ({ ...row, data: JSON.parse(row.data) as unknown }) as ScoreEvent),
  outcome: () => meta.get<Outcome>('outcome'),
  saveOutcome: (outcome: Outcome) => meta.set('outcome', outcome),
  /** The playbook as the last turn, or whoever asked for the score, saw it; null before any did. */
  playbook: () => meta.get<Playbook>('playbook'),
  savePlaybook: (playbook: Playbook) => meta.set('playbook', playbook),
});
