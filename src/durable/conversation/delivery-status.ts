import type { DeliveryStatus } from '@oconnector/protocol/model/message.ts';
import type { ConversationState, OpenCommand } from './state.ts';

/**
 * A status changes only to a higher rank. Ends without a send rank below `accepted`: that WhatsApp has taken a message is
 * a fact, whatever was believed before.
 */
const RANK: Record<DeliveryStatus, number> = {
  queued: 0,
  dispatched: 1,
  unknown: 2,
  failed: 3,
  cancelled: 3,
  expired: 3,
  accepted: 4,
  delivered: 5,
  read: 6,
};

/** Whether a report of `to` changes a command that stands at `from`. */
export const advances = (from: DeliveryStatus, to: DeliveryStatus): boolean => RANK[to] > RANK[from];

/** Ended without having been sent, as far as anybody can prove. */
export const neverLeft = (status: DeliveryStatus): boolean => status === 'cancelled' || status === 'expired';

/** Said by nobody: what a fence stops. */
export const isAutomatic = (command: Pick<OpenCommand, 'class'>): boolean => command.class !== 'human';

/** Automatic commands older than the control's generation that have not been handed to the Gateway. */
export const fencedCommands = (state: ConversationState): string[] =>
  Object.entries(state.open)
    .filter(
      ([, command]) =>
        command.status === 'queued' && isAutomatic(command) && command.generation < state.control.generation,
    )
    .map(([commandId]) => commandId);

/** Messages after silence that the contact has broken before they were handed over. */
export const stoppedFollowUps = (state: ConversationState): string[] =>
  Object.entries(state.open)
    .filter(([, { status, seq, isFollowUp }]) => isFollowUp && status === 'queued' && state.lastInSeq > seq)
    .map(([commandId]) => commandId);

/** Commands whose time ran out before they were ever handed over. */
export const expiredCommands = (state: ConversationState, now: number): string[] =>
  Object.entries(state.open)
    .filter(([, { status, notAfter }]) => status === 'queued' && notAfter !== null && notAfter <= now)
    .map(([commandId]) => commandId);

/** Longest time between two questions about the same command. */
const MAX_REPORT_MS = 15 * 60_000;

/** When a command without a report is handed over again: 1, 2, 4, 8, then every 15 minutes; null while it was never handed over. */
export const askAgainAt = (
  { askedAt, asks = 0 }: Pick<OpenCommand, 'askedAt' | 'asks'>,
  { reportMs }: { reportMs: number },
): number | null => (askedAt === null ? null : askedAt + Math.min(reportMs * 2 ** asks, MAX_REPORT_MS));

/** The command to hand over now: the oldest, and only when no other one is under way. */
export const nextToDispatch = (state: ConversationState): string | null => {
  const open = Object.entries(state.open);
  if (open.some(([, { status }]) => status === 'dispatched')) return null;
  return open.toSorted(([, a], [, b]) => a.seq - b.seq)[0]?.[0] ?? null;
};
