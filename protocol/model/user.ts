import * as z from 'zod/mini';
import { ClienteId, UserId } from './ids.ts';

/** What a user may do for one cliente. A user holds a set of them. */
export const Role = z.enum(['owner', 'agent', 'viewer', 'ops']);
export type Role = z.infer<typeof Role>;

/** The signed-in user, within the cliente that the session is for. */
export const SessionUser = z.object({
  userId: UserId,
  email: z.string(),
  name: z.string(),
  clienteId: ClienteId,
  clienteName: z.string(),
  roles: z.array(Role),
});
export type SessionUser = z.infer<typeof SessionUser>;
