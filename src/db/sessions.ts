import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from './client.ts';
import { oneTimeTokens, refreshTokens, sessionFamilies } from './schema.ts';

/** Tokens come in hashed; nothing here ever sees one. */

export type NewFamily = { id: string; userId: string; clienteId: string; createdAt: number; expiresAt: number };

/** The statements that open a family with its first refresh token. */
export const openFamily = (db: Database, family: NewFamily, tokenHash: string) =>
  [
    db.insert(sessionFamilies).values(family),
    db.insert(refreshTokens).values({ hash: tokenHash, familyId: family.id, createdAt: family.createdAt }),
  ] as const;

/** A refresh token with the family it belongs to. */
export type KnownToken = {
  usedAt: number | null;
  family: { id: string; userId: string; clienteId: string; expiresAt: number; revokedAt: number | null };
};

export const findRefreshToken = async (db: Database, hash: string): Promise<KnownToken | null> => {
  const [row] = await db
    .select({
      usedAt: refreshTokens.usedAt,
      family: {
        id: sessionFamilies.id,
        userId: sessionFamilies.userId,
        clienteId: sessionFamilies.clienteId,
        expiresAt: sessionFamilies.expiresAt,
        revokedAt: sessionFamilies.revokedAt,
      },
    })
    .from(refreshTokens)
    .innerJoin(sessionFamilies, eq(sessionFamilies.id, refreshTokens.familyId))
    .where(eq(refreshTokens.hash, hash));
  return row ?? null;
};

/** Exchanges a token for its successor. Doing it twice changes nothing: the first moment of use stays. */
export const rotateRefreshToken = async (
  db: Database,
  familyId: string,
  hash: string,
  successorHash: string,
  now: number,
): Promise<void> => {
  await db.batch([
    db
      .update(refreshTokens)
      .set({ usedAt: now })
      .where(and(eq(refreshTokens.hash, hash), isNull(refreshTokens.usedAt))),
    db.insert(refreshTokens).values({ hash: successorHash, familyId, createdAt: now }).onConflictDoNothing(),
  ]);
};

/** The statement that ends a family; the first reason stays. */
export const revokeFamily = (db: Database, familyId: string, why: 'logout' | 'reuse', now: number) =>
  db
    .update(sessionFamilies)
    .set({ revokedAt: now, revokedWhy: why })
    .where(and(eq(sessionFamilies.id, familyId), isNull(sessionFamilies.revokedAt)));

export const addOneTimeToken = async (
  db: Database,
  token: { hash: string; userId: string; clienteId: string; createdAt: number; expiresAt: number },
): Promise<void> => {
  await db.insert(oneTimeTokens).values(token);
};

/** Uses a one-time token up; null when it is unknown, used or too old. */
export const useOneTimeToken = async (
  db: Database,
  hash: string,
  now: number,
): Promise<{ userId: string; clienteId: string } | null> => {
  const [row] = await db
    .update(oneTimeTokens)
    .set({ usedAt: now })
    .where(and(eq(oneTimeTokens.hash, hash), isNull(oneTimeTokens.usedAt), gt(oneTimeTokens.expiresAt, now)))
    .returning({ userId: oneTimeTokens.userId, clienteId: oneTimeTokens.clienteId });
  return row ?? null;
};
