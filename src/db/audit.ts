import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import { sha256 } from '../lib/crypto.ts';
import type { Database } from './client.ts';
import { audit } from './schema.ts';

/** One thing somebody did or was refused. */
export type AuditEntry = {
  clienteId: string;
  /** A user id, `bot`, `setup` or `anonymous`. */
  actor: string;
  /** Past tense, dotted: `number.paired`, `session.refused`. */
  action: string;
  target: string | null;
  /** Ids and counts, no bodies. */
  detail: Record<string, string | number | boolean | null>;
  requestId: string;
};

type Row = typeof audit.$inferSelect;
type Link = Omit<Row, 'id' | 'hash'>;

/** Chains are short-lived competitors: each loser reads the new end and tries again. */
const ATTEMPTS = 12;

const hashOf = (link: Link): Promise<string> =>
  sha256(
    JSON.stringify([
      link.clienteId,
      link.seq,
      link.at,
      link.actor,
      link.action,
      link.target,
      link.detail,
      link.requestId,
      link.previousHash,
    ]),
  );

const nextLink = async (db: Database, entry: AuditEntry, now: number): Promise<Omit<Row, 'id'>> => {
  const [last] = await db
    .select({ seq: audit.seq, hash: audit.hash })
    .from(audit)
    .where(eq(audit.clienteId, entry.clienteId))
    .orderBy(desc(audit.seq))
    .limit(1);
  const link = {
    ...entry,
    detail: JSON.stringify(entry.detail),
    at: now,
    seq: (last?.seq ?? 0) + 1,
    previousHash: last?.hash ?? '',
  };
  return { ...link, hash: await hashOf(link) };
};

const lostTheRace = (error: unknown): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes('audit.cliente_id, audit.seq')) return true;
  }
  return false;
};

/**
 * Runs statements and writes their audit row in one transaction. Two rows of a cliente cannot have one number: the one
 * that comes second is rolled back whole and tried again at the new end of the chain.
 */
export const audited = async <const T extends readonly BatchItem<'sqlite'>[]>(
  db: Database,
  entry: AuditEntry,
  now: number,
  statements: T,
): Promise<BatchResponse<T>> => {
  for (let attempt = 1; ; attempt++) {
    try {
      const insert = db.insert(audit).values(await nextLink(db, entry, now));
      const [, ...results] = await db.batch([insert, ...statements]);
      return results;
    } catch (error) {
      if (attempt >= ATTEMPTS || !lostTheRace(error)) throw error;
    }
  }
};

/** Whether this was written down before about this very thing. */
export const wasAudited = async (
  db: Database,
  { clienteId, action, target }: Pick<AuditEntry, 'clienteId' | 'action' | 'target'>,
): Promise<boolean> => {
  const rows = await db
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.clienteId, clienteId), eq(audit.action, action), eq(audit.target, target ?? '')))
    .limit(1);
  return rows.length > 0;
};

/** Follows the chain of a cliente; names the first row that was changed, removed or put in, or null. */
export const verifyAudit = async (
  db: Database,
  clienteId: string,
): Promise<{ rows: number; brokenAt: number | null }> => {
  let seq = 0;
  let previousHash = '';
  for (;;) {
    const page = await db
      .select()
      .from(audit)
      .where(and(eq(audit.clienteId, clienteId), gt(audit.seq, seq)))
      .orderBy(asc(audit.seq))
      .limit(500);
    if (page.length === 0) return { rows: seq, brokenAt: null };
    for (const row of page) {
      const intact = row.seq === seq + 1 && row.previousHash === previousHash && row.hash === (await hashOf(row));
      if (!intact) return { rows: seq, brokenAt: seq + 1 };
      seq = row.seq;
      previousHash = row.hash;
    }
  }
};
