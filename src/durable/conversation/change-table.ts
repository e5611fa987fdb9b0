import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Sql } from '../kit/sql.ts';
import type { ToldChange } from '../rpc/conversation.ts';
import type { Aftermath } from './aftermath.ts';

type Direction = 'in' | 'out';
/** The message that something happened to. */
export type Target = { numberId: string; direction: Direction; waId: string };
type Row = { direction: Direction; wa_id: string; kind: ToldChange['kind']; value: string | null; at: number };

const valueOf = (change: ToldChange): string | null =>
  change.kind === 'revoked' ? null : JSON.stringify(change.kind === 'edited' ? change.text : change.emoji);

// The cast rests on `valueOf`, which wrote it.
const toChange = ({ direction, kind, value, at }: Row): ToldChange => {
  const by = direction === 'in' ? 'contact' : 'number';
  const said = value === null ? null : (JSON.parse(value) as string | null);
  if (kind === 'edited') return { kind, at, by, text: said ?? '' };
  return kind === 'revoked' ? { kind, at, by } : { kind, at, by, emoji: said };
};

/** What happened to messages after they were sent, also to those that are not here yet. */
export const changeTable = (sql: Sql) => {
  /** Whether there ever was a change: to most contacts there was none, and each of their messages is spared two look-ups. */
  let some: boolean | null = null;
  const hasChanges = (): boolean => (some ??= sql.first('SELECT 1 AS one FROM changes LIMIT 1') !== null);
  return {
    hasChanges,

    /** False when this very change is known. */
    insertChange: (target: Target, waId: string, change: ToldChange): boolean => {
      some = true;
      const inserted = sql.first(
        `INSERT INTO changes (number_id, direction, wa_id, target_direction, target_wa_id, kind, value, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING at`,
        target.numberId,
        change.by === 'contact' ? 'in' : 'out',
        JSON.stringify(waId),
        target.direction,
        JSON.stringify(target.waId),
        change.kind,
        valueOf(change),
        change.at,
      );
      return inserted !== null;
    },

    /** What happened to a message, each with the id under which it was told. */
    toldOf: ({ numberId, direction, waId }: Target): { waId: string; change: ToldChange }[] => {
      if (!hasChanges()) return [];
      return sql
        .all<Row>(
          `SELECT direction, wa_id, kind, value, at FROM changes
           WHERE number_id = ? AND target_direction = ? AND target_wa_id = ? ORDER BY at`,
          numberId,
          direction,
          JSON.stringify(waId),
        )
        .map((row) => ({ waId: JSON.parse(row.wa_id) as string, change: toChange(row) }));
    },

    saveAftermath: (seq: number, aftermath: Aftermath | null, version: number): void =>
      sql.run(
        'UPDATE messages SET aftermath = ?, version = ? WHERE seq = ?',
        aftermath && JSON.stringify(aftermath),
        version,
        seq,
      ),

    /** Every wording of a message: as it came, and as it was edited to. */
    wordings: (seq: number): string[] => {
      const row = sql.first<{ content: string; aftermath: string | null }>(
        'SELECT content, aftermath FROM messages WHERE seq = ?',
        seq,
      );
      if (row === null) return [];
      const content = JSON.parse(row.content) as Content;
      const { edits = [] } = row.aftermath === null ? {} : (JSON.parse(row.aftermath) as Aftermath);
      const first = content.type === 'text' ? content.text : (content.caption ?? '');
      return [first, ...edits.map(({ text }) => text)];
    },
  };
};
