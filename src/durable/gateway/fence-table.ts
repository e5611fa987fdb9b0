import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { Sql } from '../kit/sql.ts';

/** No automatic command lives longer (DELIVERY §2.6: 15 min), so a fence the agent has stored need not be repeated for ever. */
const FENCE_MS = 24 * 3_600_000;

/** Fences. */
export const fenceTable = (sql: Sql) => ({
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
