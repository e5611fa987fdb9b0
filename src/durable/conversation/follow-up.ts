import type { Hours, Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { Temperature } from '@oconnector/protocol/model/score.ts';
import type { Reply } from '../../ai/assistant.ts';
import { nextOpening } from '@oconnector/protocol/model/hours.ts';
import type { ConversationState } from './state.ts';

/** One message after silence, where it was earned (rule T18). Decisions only. */

const HOUR_MS = 3_600_000;
/**
 * Latest time after the contact's last message. WhatsApp lets a business write freely for 24 hours after it; an hour of them is left
 * for a send that waits.
 */
const LATEST_MS = 23 * HOUR_MS;
const STEP_MS = 15 * 60_000;

/** When nobody said when people answer, nobody is written to at night either. */
const WAKING = [{ from: '09:00', to: '20:00' }];
const WAKING_HOURS: Hours = {
  mon: WAKING,
  tue: WAKING,
  wed: WAKING,
  thu: WAKING,
  fri: WAKING,
  sat: WAKING,
  sun: WAKING,
};

/** Whether the business is open at a moment, by its own hours or by daylight. */
export const isOpen = (playbook: Pick<Playbook, 'hours' | 'holidays' | 'timezone'>, at: number): boolean =>
  nextOpening({ ...playbook, hours: playbook.hours ?? WAKING_HOURS }, at)?.kind === 'now';

/** When the follow-up leaves: as long after the contact's last message as the playbook says, or at the next opening; null: never. */
export const followUpAt = (
  playbook: Pick<Playbook, 'followUp' | 'hours' | 'holidays' | 'timezone'>,
  wroteAt: number,
  now: number,
): number | null => {
  const { enabled, afterHours } = playbook.followUp;
  if (!enabled) return null;
  const wanted = Math.max(now, wroteAt + Math.min(afterHours * HOUR_MS, LATEST_MS));
  for (let at = wanted; at <= wroteAt + LATEST_MS; at += STEP_MS) if (isOpen(playbook, at)) return at;
  return null;
};

/** Whether a reply is worth coming back to: it asked something, or the lead is warm. One that gives the word away never is. */
export const isEarned = (
  { handoff, asks, bubbles }: Pick<Reply, 'handoff' | 'asks' | 'bubbles'>,
  temperature: Temperature,
): boolean =>
  handoff === null && (asks !== null || temperature !== 'cold' || (bubbles.at(-1) ?? '').trim().endsWith('?'));

/**
 * When it is due; null when it is not: nothing was earned, something is still on its way, there was any sign since, or a voice note is
 * still to be heard, which may ask for no more messages (rule C16).
 */
export const followUpDueAt = ({
  control,
  hearing,
  pending,
  turn,
  open,
  followUp,
  optedOut,
  status,
}: ConversationState): number | null => {
  const isWaiting = Object.keys(open).length > 0 || Object.keys(hearing).length > 0;
  const isQuiet = pending === null && turn === null && optedOut === null && !isWaiting;
  return isQuiet && control.holder.kind === 'bot' && status === 'open' ? (followUp?.at ?? null) : null;
};

/** What becomes of a follow-up that is due: it goes, waits for the next opening, or is dropped for good. */
export const decideFollowUp = (
  { followUp }: Pick<ConversationState, 'followUp'>,
  playbook: Pick<Playbook, 'followUp' | 'hours' | 'holidays' | 'timezone'>,
  now: number,
): { kind: 'say' } | { kind: 'wait'; at: number } | { kind: 'drop' } => {
  const at = followUp && followUpAt(playbook, followUp.wroteAt, now);
  if (at === null) return { kind: 'drop' };
  return at > now ? { kind: 'wait', at } : { kind: 'say' };
};

type Silence = Pick<ConversationState, 'followedUp'>;
type Patience = { ignoredAfterMs: number };

/** When the message after silence counts as ignored (rule L11); null while it is on its way, and once that is settled. */
export const ignoredAt = ({ followedUp }: Silence, { ignoredAfterMs }: Patience): number | null =>
  followedUp === null || followedUp.leftAt === null || followedUp.ignored ? null : followedUp.leftAt + ignoredAfterMs;

/** Whether what counted as ignored was answered in time after all, by a message that came later than it was written. */
export const wasAnsweredInTime = ({ followedUp }: Silence, writtenAt: number, { ignoredAfterMs }: Patience): boolean =>
  followedUp?.ignored === true && followedUp.leftAt !== null && writtenAt <= followedUp.leftAt + ignoredAfterMs;
