import type { Control, Holder } from '@oconnector/protocol/model/control.ts';
import type { Actor } from '../rpc/common.ts';
import type { ConversationState } from './state.ts';

/**
 * Who may speak: decisions only. Every change of holder raises the generation, and nothing automatic that was decided
 * under an older one may leave afterwards.
 */

type Verdict = { kind: 'same' } | { kind: 'stale' } | { kind: 'change'; control: Control };

/** The control after `holder` got it. The fence counts as open until the bot agent says that it has stored it. */
export const handOver = (control: Control, holder: Holder, now: number, releaseAfterMs: number | null): Control => ({
  holder,
  generation: control.generation + 1,
  since: now,
  releaseAt: holder.kind === 'human' && releaseAfterMs !== null ? now + releaseAfterMs : null,
  fence: { confirmed: false, inFlight: 0 },
});

const heldBy = (control: Control, userId: string): boolean =>
  control.holder.kind === 'human' && control.holder.userId === userId;

export const humanHolder = (actor: Actor): Holder => ({
  kind: 'human',
  userId: actor.userId,
  name: actor.name,
  via: 'dashboard',
});

/** A person wants the conversation. Who has it already keeps it, so that a repeated request does no harm. */
export const decideTakeover = (
  control: Control,
  actor: Actor,
  generation: number,
  now: number,
  releaseAfterMs: number | null,
): Verdict => {
  if (heldBy(control, actor.userId)) return { kind: 'same' };
  if (generation !== control.generation) return { kind: 'stale' };
  return { kind: 'change', control: handOver(control, humanHolder(actor), now, releaseAfterMs) };
};

export const OPTED_OUT: Holder = { kind: 'paused', reason: 'opted_out' };
export const RESOLVED: Holder = { kind: 'paused', reason: 'resolved' };
const GROUP: Holder = { kind: 'paused', reason: 'group' };

export const isOptedOut = ({ holder }: Control): boolean => holder.kind === 'paused' && holder.reason === 'opted_out';

/** Who has the conversation when no person has it: never the bot in a group, or where the contact wants nothing automatic. */
export const restingHolder = (state: Pick<ConversationState, 'optedOut' | 'group'>): Holder =>
  state.group ? GROUP : state.optedOut === null ? { kind: 'bot' } : OPTED_OUT;

/**
 * A person gives the conversation back, or closes it. Where the contact opted out it comes to rest there; only giving it to
 * the bot from that rest is a decision that automatic messages may go again.
 */
export const decideRelease = (
  control: Control,
  generation: number,
  resolve: boolean,
  now: number,
  optedOut = false,
  group = false,
): Verdict => {
  const wanted: Holder = resolve
    ? RESOLVED
    : group
      ? GROUP
      : optedOut && !isOptedOut(control)
        ? OPTED_OUT
        : { kind: 'bot' };
  const { holder } = control;
  const held =
    holder.kind === wanted.kind &&
    (holder.kind !== 'paused' || wanted.kind !== 'paused' || holder.reason === wanted.reason);
  if (held) return { kind: 'same' };
  if (generation !== control.generation) return { kind: 'stale' };
  return { kind: 'change', control: handOver(control, wanted, now, null) };
};

/** A person writes: whoever else holds control loses it, if the writer saw who that was. */
export const decideSend = decideTakeover;

/** The owner typed on the phone: it cannot be refused, for it has been said. A colleague at the dashboard keeps control. */
export const decidePhone = (control: Control, now: number, releaseAfterMs: number | null): Verdict =>
  control.holder.kind === 'human'
    ? { kind: 'same' }
    : {
        kind: 'change',
        control: handOver(control, { kind: 'human', userId: null, name: 'Celular', via: 'phone' }, now, releaseAfterMs),
      };

/** The moment at which a person's silence ends their control, counted from now; null when it never does or nobody has it. */
export const extendedRelease = (state: ConversationState, now: number): number | null =>
  state.control.holder.kind === 'human' && state.releaseAfterMs !== null ? now + state.releaseAfterMs : null;
