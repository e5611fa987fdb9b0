import { asc, gte } from 'drizzle-orm';
import type { Database } from './client.ts';
import { clientes } from './schema.ts';

/** The ids of the first two clientes from this id on: the one to work on, and the one after it. */
export const clienteAndNext = async (db: Database, from: string): Promise<[string | null, string | null]> => {
  const rows = await db
    .select({ id: clientes.id })
    .from(clientes)
    .where(gte(clientes.id, from))
    .orderBy(asc(clientes.id))
    .limit(2);
  return [rows[0]?.id ?? null, rows[1]?.id ?? null];
};
