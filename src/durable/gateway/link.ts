import * as z from 'zod/mini';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { NackCode } from '@oconnector/protocol/link/nack.ts';
import type { CloseReason } from '@oconnector/protocol/close-codes.ts';
import { SYNC_EVERY_MS } from '@oconnector/protocol/link/heartbeat.ts';
import { newId } from '../../lib/random.ts';
import { attachmentOf, closeQuietly, sendQuietly, type Socket } from '../kit/sockets.ts';
import type { GatewayContext } from './context.ts';
import { forgetPairing } from './pairing.ts';
import { noteReach } from './reach.ts';
import { closeOf, HELLO_WITHIN_MS, isSilent, SILENT_AFTER_MS } from './session.ts';

export const HELLO_TIMER = 'hello';
export const LIVENESS_TIMER = 'liveness';
/** Just after the agent's own rare beat, which wakes the object anyway. */
const LIVENESS_EVERY_MS = SYNC_EVERY_MS + 30_000;
/**
 * A link that carried something within this time is watched closely: its death is found, and told, as soon as silence can
 * be told from patience. An idle one is not woken for that; whoever asks for its status gets the truth from the beats.
 */
const BUSY_MS = 5 * 60_000;
/** Events kept: the state is not their fold, they only tell the inspector what happened lately. */
export const KEPT_EVENTS = 5_000;

/** What a Gateway must know of a socket after it slept. `lease` null = no `hello` yet. */
export const LinkAttachment = z.object({
  id: z.string(),
  since: z.int(),
  lease: z.nullable(z.int()),
  botId: z.nullable(z.string()),
  boot: z.nullable(z.string()),
  journalEpoch: z.nullable(z.string()),
  /** What the agent speaks; absent in attachments from before it was noted, which is 1. */
  proto: z.optional(z.int()),
});
export type LinkAttachment = z.infer<typeof LinkAttachment>;
export const attachment = attachmentOf(LinkAttachment);

/** A socket whose agent said hello. */
export type Link = { socket: Socket; lease: number; journalEpoch: string; since: number; proto: number };

/** The link of this socket; null when it was never welcomed. */
export const linkOf = (socket: Socket): Link | null => {
  const known = attachment.read(socket);
  if (known === null || known.lease === null || known.journalEpoch === null) return null;
  return { socket, lease: known.lease, journalEpoch: known.journalEpoch, since: known.since, proto: known.proto ?? 1 };
};

/** The link that has the lease. */
export const currentLink = (context: GatewayContext): Link | null => {
  const lease = context.store.lease();
  for (const socket of context.links.all()) {
    const link = linkOf(socket);
    if (link?.lease === lease) return link;
  }
  return null;
};

/** Sends a frame; false when the socket is gone. */
export const tell = (socket: Socket, frame: DownFrame): boolean => sendQuietly(socket, frame);

/** Refuses an item (`s`) or a whole frame, by its `t` where that is known. */
export const nack = (
  socket: Socket,
  s: number | null,
  code: NackCode,
  fatal: boolean,
  message: string,
  frame?: string,
): void => void tell(socket, { t: 'nack', s, code, fatal, message, ...(frame === undefined ? {} : { frame }) });

/** Closes with a code of ours. */
export const closeFor = (socket: Socket, why: CloseReason): void => {
  const { code, reason } = closeOf(why);
  closeQuietly(socket, code, reason);
};

/** A socket came in. It has ten seconds to say hello. */
export const opened = (context: GatewayContext, socket: Socket): void => {
  const now = context.clock.now();
  const id = newId(context.random, 'sock');
  attachment.write(socket, { id, since: now, lease: null, botId: null, boot: null, journalEpoch: null });
  context.commit(() => {
    context.timers.set(HELLO_TIMER, id, now + HELLO_WITHIN_MS);
    context.journal.append('socket_opened', id, {});
    context.journal.keepLast(KEPT_EVENTS);
  });
};

/** The timer of a socket that has not said hello. */
export const closeUngreeted = (context: GatewayContext, socketId: string): void => {
  for (const socket of context.links.all()) {
    const known = attachment.read(socket);
    if (known?.id === socketId && known.lease === null) closeFor(socket, 'helloTimeout');
  }
};

/** A socket is gone. Called by both handlers of the runtime, in any order and number. */
export const closed = (context: GatewayContext, socket: Socket, code: number): void => {
  const known = attachment.read(socket);
  closeQuietly(socket, code);
  const current = currentLink(context);
  const lost = current === null || current.socket === socket;
  context.commit(() => {
    if (known?.lease === null) context.timers.clear(HELLO_TIMER, known.id);
    if (lost) wentOffline(context, `closed ${code}`);
  });
};

/** The number has no agent any more. Inside a transaction; does nothing when that is known. */
const wentOffline = (context: GatewayContext, why: string): void => {
  const link = context.store.link();
  if (link === null || link.state === 'offline') return;
  context.store.setLink({ ...link, state: 'offline', since: context.clock.now() });
  context.timers.clear(LIVENESS_TIMER, '');
  context.journal.append('link_lost', `lease:${link.lease}`, { why });
  noteReach(context);
  forgetPairing(context);
  context.outbox.put('status', '');
};

/** Takes the link down: the agent is silent, or its credential was revoked. */
export const dropLink = (context: GatewayContext, why: CloseReason): void => {
  for (const socket of context.links.all()) {
    const known = attachment.read(socket);
    if (known !== null) attachment.write(socket, { ...known, lease: null });
    closeFor(socket, why);
  }
  context.commit(() => wentOffline(context, why));
};

/** When anything was last heard over this link: a frame, or a beat that the runtime answered without waking us. */
export const lastHeardAt = (context: GatewayContext, link: Link): number =>
  Math.max(link.since, context.links.lastBeatAt(link.socket) ?? 0, context.memory.heardAt.get(link.socket) ?? 0);

/** The link that has the lease, unless nothing was heard over it for so long that it must be dead. */
export const livingLink = (context: GatewayContext): Link | null => {
  const link = currentLink(context);
  return link === null || isSilent(lastHeardAt(context, link), context.clock.now()) ? null : link;
};

/** Whether something is under way or was a moment ago; asked of what is stored, for the object may just have woken. */
const isBusy = (context: GatewayContext, now: number): boolean =>
  context.store.countPending() > 0 || (context.journal.last()?.at ?? 0) > now - BUSY_MS;

/** Sets the watch over the link anew: close while it is in use, after the agent's rare beat when it is idle. */
export const watchLiveness = (context: GatewayContext): void => {
  const now = context.clock.now();
  const link = currentLink(context);
  const close = (link === null ? now : lastHeardAt(context, link)) + SILENT_AFTER_MS + 1;
  context.timers.set(LIVENESS_TIMER, '', isBusy(context, now) ? Math.max(close, now + 1) : now + LIVENESS_EVERY_MS);
};

/** Something goes over the link: from now on it is watched closely. Writes only when it was not. */
export const watchClosely = (context: GatewayContext): void => {
  const due = context.timers.get(LIVENESS_TIMER, '');
  if (due !== null && due > context.clock.now() + SILENT_AFTER_MS + 1)
    context.timers.set(LIVENESS_TIMER, '', context.clock.now() + SILENT_AFTER_MS + 1);
};

/** The timer that finds a half-open link when nothing else does. */
export const checkLiveness = (context: GatewayContext): void => {
  if (livingLink(context) === null) dropLink(context, 'goingAway');
  else watchLiveness(context);
};
