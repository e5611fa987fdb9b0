import { and, asc, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import { attempts } from './schema.ts';

/** At most `max` tries of a bucket within any `windowMs`. */
export type Limit = { max: number; windowMs: number };

/**
 * Counts one try. Counting and deciding are one statement, so tries at the same moment cannot slip past the limit. A
 * refused try is not counted: it does not prolong the wait.
 */
export const takeAttempt = async (
  db: Database,
  bucket: string,
  limit: Limit,
  now: number,
): Promise<{ ok: true; id: number } | { ok: false; retryAfterMs: number }> => {
  const since = now - limit.windowMs;
  const [, taken] = await db.batch([
    db.delete(attempts).where(and(eq(attempts.bucket, bucket), lte(attempts.at, since))),
    db
      .insert(attempts)
      .select(
        sql`select null, ${bucket}, ${now} where (select count(*) from ${attempts} where ${attempts.bucket} = ${bucket} and ${attempts.at} > ${since}) < ${limit.max}`,
      )
      .returning({ id: attempts.id }),
  ]);
  const row = taken[0];
  if (row) return { ok: true, id: row.id };
  const [oldest] = await db
    .select({ at: attempts.at })
    .from(attempts)
    .where(and(eq(attempts.bucket, bucket), gt(attempts.at, since)))
    .orderBy(asc(attempts.at))
    .limit(1);
  return { ok: false, retryAfterMs: Math.max(1000, (oldest?.at ?? now) + limit.windowMs - now) };
};

/** How many tries of a bucket lie within its window. */
export const countAttempts = async (db: Database, bucket: string, since: number): Promise<number> =>
  await db.$count(attempts, and(eq(attempts.bucket, bucket), gt(attempts.at, since)));

/** Takes tries back: they turned out not to be guesses. */
export const forgetAttempts = async (db: Database, ids: number[]): Promise<void> => {
  if (ids.length > 0) await db.delete(attempts).where(inArray(attempts.id, ids));
};

/** Empties a bucket. */
export const clearAttempts = async (db: Database, bucket: string): Promise<void> => {
  await db.delete(attempts).where(eq(attempts.bucket, bucket));
};

/** Drops what no limit looks at any more. */
export const sweepAttempts = async (db: Database, before: number): Promise<void> => {
  await db.delete(attempts).where(lte(attempts.at, before));
};
