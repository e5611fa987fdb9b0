import type { Role } from '@oconnector/protocol/model/user.ts';
import { and, eq } from 'drizzle-orm';
import type { Database } from './client.ts';
import { audit, clientes, memberships, numbers, users } from './schema.ts';

type NewCliente = { clienteId: string; clienteName: string; numberId: string; numberName: string };
type NewMember = { userId: string; name: string; email: string; roles: readonly Role[]; passwordHash: string };

/** Whether this was ever written down for a cliente. */
export const hasAudited = async (db: Database, clienteId: string, action: string): Promise<boolean> => {
  const rows = await db
    .select({ id: audit.id })
    .from(audit)
    .where(and(eq(audit.clienteId, clienteId), eq(audit.action, action)))
    .limit(1);
  return rows.length > 0;
};

/** The statements that create a cliente with its users, their roles, and one number. */
export const demoRows = (db: Database, cliente: NewCliente, members: readonly NewMember[], createdAt: number) => {
  const { clienteId } = cliente;
  return [
    db.insert(clientes).values({ id: clienteId, name: cliente.clienteName, createdAt }),
    db
      .insert(users)
      .values(
        members.map(({ userId, email, name, passwordHash }) => ({ id: userId, email, name, passwordHash, createdAt })),
      ),
    db
      .insert(memberships)
      .values(members.flatMap(({ userId, roles }) => roles.map((role) => ({ userId, clienteId, role, createdAt })))),
    db.insert(numbers).values({ id: cliente.numberId, clienteId, name: cliente.numberName, createdAt }),
  ] as const;
};
