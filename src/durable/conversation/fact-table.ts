import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Sql } from '../kit/sql.ts';
import type { Forgotten } from '../rpc/conversation.ts';
import { toFact, type FactRow } from './rows.ts';

const json = JSON.stringify;
const nullable = (value: unknown): string | null => (value === null || value === undefined ? null : json(value));

const HELD = 'superseded_by IS NULL AND forgotten IS NULL';

/** What is held true of the contact. A fact that was forgotten keeps its id, who forgot it and its print; nothing else. */
export const factTable = (sql: Sql) => ({
  /** What is held true now, oldest first. */
  facts: (): Fact[] => sql.all<FactRow>(`SELECT * FROM facts WHERE ${HELD} ORDER BY id`).map(toFact),
  /** Superseded ones too; not those that were forgotten. */
  allFacts: (): Fact[] => sql.all<FactRow>('SELECT * FROM facts WHERE forgotten IS NULL ORDER BY id').map(toFact),
  /** One that is held true now. */
  fact: (id: number): Fact | null => {
    const row = sql.first<FactRow>(`SELECT * FROM facts WHERE id = ? AND ${HELD}`, id);
    return row && toFact(row);
  },
  /** `turnId`: of what a turn learnt; a person's has none. */
  insertFact: (fact: Omit<Fact, 'id' | 'supersededBy'>, turnId: string | null): number => {
    const row = sql.first<{ id: number }>(
      `INSERT INTO facts (key, value, quote, message_seq, turn_id, valid_from, "by", pinned)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      json(fact.key),
      json(fact.value),
      nullable(fact.quote),
      fact.messageSeq,
      turnId,
      fact.validFrom,
      nullable(fact.by),
      nullable(fact.pinned),
    );
    if (row === null) throw new Error('a fact got no id');
    return row.id;
  },
  supersede: (id: number, by: number): void => sql.run('UPDATE facts SET superseded_by = ? WHERE id = ?', by, id),
  pin: (id: number, pinned: Fact['pinned'] | null): void =>
    sql.run('UPDATE facts SET pinned = ? WHERE id = ?', nullable(pinned), id),
  /**
   * Erases it, and what it superseded: an earlier value of the same thing is as much to be forgotten. Answers what was erased; `forgottenOf`:
   * what stays of each.
   */
  forget: (id: number, forgottenOf: (fact: Fact) => Forgotten): Fact[] => {
    const chain = `WITH RECURSIVE chain (id) AS (SELECT ? UNION SELECT facts.id FROM facts JOIN chain ON superseded_by = chain.id)`;
    const gone = sql
      .all<FactRow>(`${chain} SELECT * FROM facts WHERE id IN chain AND forgotten IS NULL ORDER BY id`, id)
      .map(toFact);
    for (const fact of gone)
      sql.run(
        `UPDATE facts SET key = '""', value = '""', quote = NULL, message_seq = NULL, turn_id = NULL, pinned = NULL, "by" = NULL,
           forgotten = ? WHERE id = ?`,
        json(forgottenOf(fact)),
        fact.id,
      );
    return gone;
  },
  /** What is left of the facts that were forgotten, here or in a conversation that a merge brought. */
  forgotten: (): Forgotten[] =>
    sql
      .all<{ forgotten: string }>('SELECT forgotten FROM facts WHERE forgotten IS NOT NULL ORDER BY id')
      .map(({ forgotten }) => JSON.parse(forgotten) as Forgotten)
      // Earlier versions kept no print.
      .filter((forgotten) => 'said' in forgotten),
  insertForgotten: (forgotten: Forgotten, origin: string | null): void =>
    sql.run(
      `INSERT INTO facts (key, value, valid_from, origin, forgotten) VALUES ('""', '""', ?, ?, ?)`,
      forgotten.at,
      origin,
      json(forgotten),
    ),
});
