import { audited } from '../../db/audit.ts';
import { demoRows, hasAudited } from '../../db/demo.ts';
import { findUserByEmail, setPasswordHash } from '../../db/users.ts';
import { hashPassword, verifyPassword } from '../../lib/password.ts';
import type { ServiceContext } from '../context.ts';
import { DEMO } from './cast.ts';

const COMPLETED = 'demo.completed';

const entry = (ctx: ServiceContext, action: string) => ({
  clienteId: DEMO.clienteId,
  actor: 'setup',
  action,
  target: DEMO.clienteId,
  detail: {},
  requestId: ctx.requestId,
});

/** Whether a run before this one reached its end. */
export const demoIsComplete = (ctx: ServiceContext): Promise<boolean> => hasAudited(ctx.db, DEMO.clienteId, COMPLETED);

/** Says that nothing is left to seed. */
export const finishDemo = async (ctx: ServiceContext): Promise<void> => {
  await audited(ctx.db, entry(ctx, COMPLETED), ctx.clock.now(), []);
};

/** Creates cliente, users, roles and number; where they are, only passwords that no longer fit the setup token are set again. */
export const ensureDemoCliente = async (
  ctx: ServiceContext,
  passwords: { owner: string; agent: string },
): Promise<void> => {
  const people = [
    { ...DEMO.owner, password: passwords.owner },
    { ...DEMO.agent, password: passwords.agent },
  ];
  const known = await Promise.all(people.map(({ email }) => findUserByEmail(ctx.db, email)));
  if (known.every((user) => user === null)) {
    const members = await Promise.all(
      people.map(async ({ password, ...person }) => ({
        ...person,
        passwordHash: await hashPassword(password, ctx.random),
      })),
    );
    const now = ctx.clock.now();
    await audited(ctx.db, entry(ctx, 'demo.created'), now, demoRows(ctx.db, DEMO, members, now));
    return;
  }
  // The setup token is written anew when a person deletes it; the printed password must still open the door.
  await Promise.all(
    people.map(async ({ userId, password }, i) => {
      const { right } = await verifyPassword(password, known[i]?.passwordHash ?? null);
      if (!right) await setPasswordHash(ctx.db, userId, await hashPassword(password, ctx.random));
    }),
  );
};
