import { Role } from '@oconnector/protocol/model/user.ts';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Database } from './client.ts';
import { clientes, memberships, users } from './schema.ts';

/** A user within a cliente, with the roles held there: never none. */
export type Member = {
  userId: string;
  email: string;
  name: string;
  clienteId: string;
  clienteName: string;
  roles: Role[];
};

/** Whom an address belongs to, unless the user is disabled. */
export const findUserByEmail = async (
  db: Database,
  email: string,
): Promise<{ id: string; passwordHash: string } | null> => {
  const [user] = await db
    .select({ id: users.id, passwordHash: users.passwordHash })
    .from(users)
    .where(and(eq(users.email, email.trim().toLowerCase()), isNull(users.disabledAt)));
  return user ?? null;
};

/** The user as a member of this cliente, or of the first one joined when none is named. Null for nobody, or disabled. */
export const findMember = async (db: Database, userId: string, clienteId: string | null): Promise<Member | null> => {
  const rows = await db
    .select({
      userId: users.id,
      email: users.email,
      name: users.name,
      clienteId: clientes.id,
      clienteName: clientes.name,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoin(clientes, eq(clientes.id, memberships.clienteId))
    .where(
      and(eq(users.id, userId), isNull(users.disabledAt), clienteId === null ? undefined : eq(clientes.id, clienteId)),
    )
    .orderBy(asc(memberships.createdAt), asc(memberships.clienteId));
  const first = rows[0];
  if (!first) return null;
  const held = new Set(rows.filter((row) => row.clienteId === first.clienteId).map((row) => row.role));
  const { role: _, ...member } = first;
  return { ...member, roles: Role.options.filter((role) => held.has(role)) };
};

export const setPasswordHash = async (db: Database, userId: string, passwordHash: string): Promise<void> => {
  await db.update(users).set({ passwordHash }).where(eq(users.id, userId));
};
