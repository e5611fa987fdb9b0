import { eq } from 'drizzle-orm';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import type { Database } from './client.ts';
import { clientes } from './schema.ts';

export const findSettings = async (db: Database, clienteId: string): Promise<AgentSettings> => {
  const [row] = await db.select({ groups: clientes.groups }).from(clientes).where(eq(clientes.id, clienteId));
  return { groups: row?.groups ?? false };
};

/** The statement that changes them. */
export const setSettings = (db: Database, clienteId: string, { groups }: AgentSettings) =>
  db.update(clientes).set({ groups }).where(eq(clientes.id, clienteId));
