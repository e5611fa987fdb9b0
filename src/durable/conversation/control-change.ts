import type { PersonReason } from '@oconnector/protocol/model/awaits-person.ts';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Notice } from '@oconnector/protocol/model/message.ts';
import type { Change, ConversationContext } from './context.ts';
import { handOver } from './control.ts';
import { isAutomatic } from './delivery-status.ts';
import type { ControlCause } from './events.ts';

export const CANCEL = 'cancel';

export type ControlChange = {
  control: Control;
  cause: Exclude<ControlCause, 'merge' | 'unmerge'>;
  /** Whose doing it was, as the thread names it. */
  by: string;
  releaseAfterMs?: number | null;
  note?: string | null;
  correlation?: string | null;
};

/** Automatic commands that the change stops before they were handed over. */
const countStopped = (tx: Change): number =>
  Object.values(tx.state.open).filter((command) => command.status === 'queued' && isAutomatic(command)).length;

const noticeOf = (tx: Change, { control, cause, by, note }: ControlChange): Notice => {
  switch (cause) {
    case 'takeover':
    case 'send':
    case 'phone':
      return { event: 'takeover', by, via: cause === 'phone' ? 'phone' : 'dashboard', cancelled: countStopped(tx) };
    case 'release':
    case 'timer':
    case 'resolve': {
      const why = cause === 'release' ? 'button' : cause === 'timer' ? 'timer' : 'resolved';
      return { event: 'release', by, why, ...(note ? { note } : {}) };
    }
    case 'handoff':
    case 'bot_failed':
      return { event: 'handoff', reason: control.holder.kind === 'paused' ? control.holder.reason : cause };
    case 'reopen':
      return { event: 'reopened' };
    case 'optout':
      return { event: 'opted_out', cancelled: countStopped(tx) };
    case 'optin':
      return { event: 'opted_in', by: null };
  }
};

/** A line of the thread that nobody wrote. Returns its number. */
export const addNotice = (ctx: ConversationContext, tx: Change, notice: Notice, correlation: string | null): number => {
  const seq = tx.state.lastSeq + 1;
  const version = tx.record('notice.added', correlation, { seq, event: notice.event });
  ctx.store.insertNotice({ seq, at: tx.now, version, numberId: tx.state.numberId, notice });
  return seq;
};

/**
 * Gives control to somebody else: the line in the thread, the new generation, and the fence for every number the contact
 * writes to. What the fence stops is cancelled with the change (`settleCommands`).
 */
export const changeControl = (ctx: ConversationContext, tx: Change, request: ControlChange): void =>
  setControl(ctx, tx, {
    ...request,
    noticeSeq: addNotice(ctx, tx, noticeOf(tx, request), request.correlation ?? null),
  });

/** The same, where the line that says so is another one. */
export const setControl = (
  ctx: ConversationContext,
  tx: Change,
  request: Pick<ControlChange, 'control' | 'releaseAfterMs' | 'correlation'> & {
    cause: ControlCause;
    noticeSeq: number;
  },
): void => {
  const { control, cause, noticeSeq, releaseAfterMs = null, correlation = null } = request;
  tx.record('control.changed', correlation, { control, cause, releaseAfterMs, noticeSeq });
  for (const numberId of tx.state.numbers) ctx.outbox.put(CANCEL, numberId);
};

/** The bot falls silent until a person gives the conversation back. What it still says carries the new generation. */
export const giveToPerson = (ctx: ConversationContext, tx: Change, reason: PersonReason, turnId: string): void =>
  changeControl(ctx, tx, {
    control: handOver(tx.state.control, { kind: 'paused', reason }, tx.now, null),
    cause: reason === 'bot_failed' ? 'bot_failed' : 'handoff',
    by: 'Bot',
    correlation: turnId,
  });
