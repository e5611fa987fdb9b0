import type { Message } from '@oconnector/protocol/model/message.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql } from '../kit/sql.ts';
import { toMessages } from './quote-table.ts';
import type { MessageRow } from './rows.ts';

/** Up to which change the words of the thread are indexed: versions only grow, and every change of a line gives it a new one. */
type Indexed = { version: number; seq: number };

/** The words of the thread's lines, stemmed. Writes belong inside a transaction. */
export const recallTable = (sql: Sql, meta: Meta) => ({
  /** The next lines that changed since their words were indexed, with the version of each, oldest change first. */
  unindexed: (limit: number): { message: Message; version: number }[] => {
    const { version, seq } = meta.get<Indexed>('indexed') ?? { version: -1, seq: 0 };
    const rows = sql.all<MessageRow>(
      'SELECT * FROM messages WHERE version > ?1 OR (version = ?1 AND seq > ?2) ORDER BY version, seq LIMIT ?3',
      version,
      seq,
      limit,
    );
    return toMessages(sql, rows).map((message, i) => ({ message, version: rows[i]?.version ?? 0 }));
  },
  saveIndexed: (indexed: Indexed): void => meta.set('indexed', indexed),
  /** Replaces the words of a line; without any it cannot be found. */
  indexLine: (seq: number, words: string): void => {
    sql.run('DELETE FROM line_words WHERE rowid = ?', seq);
    if (words !== '') sql.run('INSERT INTO line_words (rowid, words) VALUES (?, ?)', seq, words);
  },
  /** The lines that the assistant is not told of any more. */
  unremembered: (): ReadonlySet<number> => new Set(meta.get<number[]>('unremembered') ?? []),
  unremember: (seqs: readonly number[]): void =>
    meta.set('unremembered', [...new Set([...(meta.get<number[]>('unremembered') ?? []), ...seqs])]),
  /** The lines that best match an FTS5 query, best first; of equals the newest. */
  linesMatching: (match: string, limit: number): number[] =>
    sql
      .all<{ seq: number }>(
        'SELECT rowid AS seq FROM line_words WHERE line_words MATCH ? ORDER BY bm25(line_words), rowid DESC LIMIT ?',
        match,
        limit,
      )
      .map(({ seq }) => seq),
});
