import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import { audited } from '../db/audit.ts';
import { listNumbers } from '../db/numbers.ts';
import { findSettings, setSettings } from '../db/settings.ts';
import { gatewayStub, withRetry } from '../durable/stubs.ts';
import type { ServiceContext } from './context.ts';

/** What a cliente chose; before they chose anything, all is off. */
export const settingsOf = (ctx: ServiceContext, clienteId: string): Promise<AgentSettings> =>
  findSettings(ctx.db, clienteId);

/** Tells a number's Gateway, and so its agent, what holds now. */
export const tellSettings = async (ctx: ServiceContext, clienteId: string, numberId: string): Promise<void> => {
  const settings = await settingsOf(ctx, clienteId);
  await withRetry(() => gatewayStub(ctx.env, clienteId, numberId).configure(settings));
};

/** Changes them, with who did it, and tells every number. Repeating it tells whoever was not reached. */
export const changeSettings = async (
  ctx: ServiceContext,
  { clienteId, userId, settings }: { clienteId: string; userId: string; settings: AgentSettings },
): Promise<AgentSettings> => {
  const before = await settingsOf(ctx, clienteId);
  if (before.groups !== settings.groups) {
    const entry = {
      clienteId,
      actor: userId,
      action: 'settings.changed',
      target: clienteId,
      detail: { groups: settings.groups },
      requestId: ctx.requestId,
    };
    await audited(ctx.db, entry, ctx.clock.now(), [setSettings(ctx.db, clienteId, settings)]);
  }
  const numbers = await listNumbers(ctx.db, clienteId);
  await Promise.all(numbers.map(({ id }) => tellSettings(ctx, clienteId, id)));
  return settings;
};
