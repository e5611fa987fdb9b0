import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { GatewayContext } from './context.ts';

/** How commands end without an agent: dropped behind a fence, past their time, or unreadable. */

export const EXPIRY_TIMER = 'expiry';

/** Owes the conversation the end of a command that has certainly not left. Inside a transaction. */
export const ended = (
  context: GatewayContext,
  command: { commandId: string; contactId: string },
  state: CommandReport['state'],
  reason: string,
): void => {
  const report: CommandReport = {
    commandId: command.commandId,
    contactId: command.contactId,
    state,
    reason,
    waId: null,
    at: context.clock.now(),
  };
  context.outbox.put(`report/${command.contactId}`, command.commandId, report);
  context.journal.append(state, command.commandId, { reason });
};

/** Ends what is past its time and has never been pushed. What was pushed is the agent's to expire. */
export const expire = (context: GatewayContext): void => {
  const { store, clock } = context;
  const late = store.expired(clock.now());
  // The timer may stand for a command that has left meanwhile.
  if (late.length === 0) return settleExpiry(context);
  context.commit(() => {
    for (const command of late) {
      store.remove(command.commandId);
      ended(context, command, 'expired', 'not_after');
    }
    settleExpiry(context);
  });
};

/** Sets the expiry timer for a command that was taken on. Inside a transaction. */
export const noteExpiry = ({ timers }: GatewayContext, { notAfter }: { notAfter: number | null }): void => {
  const due = timers.get(EXPIRY_TIMER, '');
  if (notAfter !== null && (due === null || notAfter + 1 < due)) timers.set(EXPIRY_TIMER, '', notAfter + 1);
};

/** Keeps the expiry timer on the next command that would expire here. Inside a transaction. */
export const settleExpiry = ({ store, timers }: GatewayContext): void => {
  const next = store.nextExpiry();
  if (next === null) timers.clear(EXPIRY_TIMER, '');
  // One past: a command lives through the millisecond it names.
  else timers.set(EXPIRY_TIMER, '', next + 1);
};

/** The agent cannot read a command: nobody ever will. Inside a transaction. */
export const refusedByAgent = (context: GatewayContext, s: number, code: string): void => {
  const command = context.store.commandAt(s);
  if (command === null) return;
  context.store.remove(command.commandId);
  ended(context, command, 'failed', `refused_by_agent:${code}`);
};
