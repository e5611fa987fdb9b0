import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import { hit } from '../../lib/failpoint.ts';
import { change } from './change.ts';
import { moveCommand } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { endLook } from './settle.ts';
import { advances } from './delivery-status.ts';

/** See `ConversationRpc.report`. Reports may come twice and in any order; a report about a command of nobody is dropped. */
export const report = (ctx: ConversationContext, reports: readonly CommandReport[]): void => {
  if (ctx.store.state() === null) return;
  hit('report.before_commit');
  change(ctx, (tx) => {
    for (const one of reports) if (one.contactId === ctx.identity.contactId) applyReport(ctx, tx, one);
  });
  hit('report.committed');
};

const applyReport = (
  ctx: ConversationContext,
  tx: Change,
  { commandId, state, reason, waId, at }: CommandReport,
): void => {
  const command = ctx.store.commandStatus(commandId);
  if (command === null) return;
  if (waId !== null && command.waId === null && !ctx.store.saveWaId(commandId, waId)) {
    // The echo of this very command was stored first, as typed on the phone: the thread keeps both lines and says why.
    if (advances(command.status, state))
      tx.record('command.echoed', command.turnId ?? commandId, { commandId, seq: command.seq });
  }
  if (state === 'unknown' && command.look?.endedAt === null) return endLook(ctx, tx, commandId, reason);
  if (advances(command.status, state)) moveCommand(ctx, tx, commandId, state, reason, at);
};

/** What the Gateway dropped at a fence had not left: it is cancelled, if nobody knows better. */
export const markDropped = (ctx: ConversationContext, commandIds: readonly string[]): void => {
  if (commandIds.length === 0) return;
  change(ctx, (tx) => {
    for (const commandId of commandIds) {
      const command = ctx.store.commandStatus(commandId);
      if (command !== null && advances(command.status, 'cancelled'))
        moveCommand(ctx, tx, commandId, 'cancelled', 'control changed', tx.now);
    }
  });
};
