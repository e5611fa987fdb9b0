import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { Database } from './client.ts';
import { linkCredentials, numbers, pairingCodes } from './schema.ts';

export const listNumbers = (db: Database, clienteId: string): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: numbers.id, name: numbers.name })
    .from(numbers)
    .where(eq(numbers.clienteId, clienteId))
    .orderBy(asc(numbers.createdAt));

/** The number, if it is this cliente's. */
export const findNumber = async (
  db: Database,
  clienteId: string,
  numberId: string,
): Promise<{ id: string; name: string } | null> => {
  const [row] = await db
    .select({ id: numbers.id, name: numbers.name })
    .from(numbers)
    .where(and(eq(numbers.id, numberId), eq(numbers.clienteId, clienteId)));
  return row ?? null;
};

export type NewPairingCode = {
  hash: string;
  clienteId: string;
  numberId: string;
  createdBy: string | null;
  createdAt: number;
  expiresAt: number;
};

/** The statements that make a code the only open one of its number. */
export const addPairingCode = (db: Database, code: NewPairingCode) =>
  [
    db
      .update(pairingCodes)
      .set({ usedAt: code.createdAt })
      .where(and(eq(pairingCodes.numberId, code.numberId), isNull(pairingCodes.usedAt))),
    db.insert(pairingCodes).values(code),
  ] as const;

/** Uses a code up; null when it is unknown, used or too old. */
export const usePairingCode = async (
  db: Database,
  hash: string,
  now: number,
): Promise<{ clienteId: string; numberId: string } | null> => {
  const [row] = await db
    .update(pairingCodes)
    .set({ usedAt: now })
    .where(and(eq(pairingCodes.hash, hash), isNull(pairingCodes.usedAt), gt(pairingCodes.expiresAt, now)))
    .returning({ clienteId: pairingCodes.clienteId, numberId: pairingCodes.numberId });
  return row ?? null;
};

/** Takes a use back that came to nothing: no credential was given for it. */
export const unusePairingCode = async (db: Database, hash: string, usedAt: number): Promise<void> => {
  await db
    .update(pairingCodes)
    .set({ usedAt: null })
    .where(and(eq(pairingCodes.hash, hash), eq(pairingCodes.usedAt, usedAt)));
};

/** The use of a code after `since` by this bot agent, whose credential of then is still the number's; else null. */
export const findPairingUse = async (
  db: Database,
  hash: string,
  botId: string,
  since: number,
): Promise<{ clienteId: string; numberId: string; usedAt: number } | null> => {
  const [row] = await db
    .select({ clienteId: pairingCodes.clienteId, numberId: pairingCodes.numberId, usedAt: linkCredentials.createdAt })
    .from(pairingCodes)
    .innerJoin(
      linkCredentials,
      and(
        eq(linkCredentials.numberId, pairingCodes.numberId),
        eq(linkCredentials.createdAt, pairingCodes.usedAt),
        eq(linkCredentials.botId, botId),
        isNull(linkCredentials.revokedAt),
      ),
    )
    .where(and(eq(pairingCodes.hash, hash), gt(pairingCodes.usedAt, since)));
  return row ?? null;
};

export type NewCredential = {
  id: string;
  hash: string;
  clienteId: string;
  numberId: string;
  botId: string;
  host: string;
  createdAt: number;
};

/** The statements that give a number a new credential and take the old ones back: one bot agent at a time. */
export const replaceCredential = (db: Database, credential: NewCredential) =>
  [
    db
      .update(linkCredentials)
      .set({ revokedAt: credential.createdAt })
      .where(and(eq(linkCredentials.numberId, credential.numberId), isNull(linkCredentials.revokedAt))),
    db.insert(linkCredentials).values(credential),
  ] as const;

/** The statement that takes the credential of one agent back. */
export const revokeCredentialOf = (db: Database, numberId: string, botId: string, now: number) =>
  db
    .update(linkCredentials)
    .set({ revokedAt: now })
    .where(
      and(eq(linkCredentials.numberId, numberId), eq(linkCredentials.botId, botId), isNull(linkCredentials.revokedAt)),
    );

/** Whose credential this is, unless it was revoked. */
export const findCredential = async (
  db: Database,
  hash: string,
): Promise<{ id: string; clienteId: string; numberId: string } | null> => {
  const [row] = await db
    .select({ id: linkCredentials.id, clienteId: linkCredentials.clienteId, numberId: linkCredentials.numberId })
    .from(linkCredentials)
    .where(and(eq(linkCredentials.hash, hash), isNull(linkCredentials.revokedAt)));
  return row ?? null;
};
