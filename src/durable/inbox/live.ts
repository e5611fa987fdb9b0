import * as z from 'zod/mini';
import { CLOSE } from '@oconnector/protocol/close-codes.ts';
import { decode, encode } from '@oconnector/protocol/codec.ts';
import { MAX_LIVE_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import type { LiveEvent, PassingEvent } from '@oconnector/protocol/live/events.ts';
import { LiveUpFrame, type LiveDownFrame } from '@oconnector/protocol/live/frames.ts';
import { LIVE_PROTOCOL } from '@oconnector/protocol/live/version.ts';
import { ClienteId, UserId } from '@oconnector/protocol/model/ids.ts';
import { Role } from '@oconnector/protocol/model/user.ts';
import { hit } from '../../lib/failpoint.ts';
import { newId } from '../../lib/random.ts';
import { attachmentOf, closeQuietly, sendQuietly, sendTextQuietly, type Socket } from '../kit/sockets.ts';
import type { InboxContext } from './context.ts';
import {
  creditOf,
  decideResume,
  decideTell,
  FRAME_BYTES,
  FRAME_EVENTS,
  MAX_UNACKED_BYTES,
  SESSION_GRACE_MS,
} from './feed.ts';

export const SESSION_TIMER = 'session';

/** Who watches, as the Worker says in `LIVE_SESSION_HEADER`. */
export const LiveSession = z.object({ userId: UserId, clienteId: ClienteId, roles: z.array(Role), expiresAt: z.int() });
export type LiveSession = z.infer<typeof LiveSession>;

/** What an Inbox must know of a socket after it slept. */
const Client = z.object({
  id: z.string(),
  session: LiveSession,
  sent: z.int(),
  acked: z.int(),
  ackedAt: z.int(),
  /** Not all of the feed has been sent; more goes as acknowledgements come. */
  catchingUp: z.boolean(),
});
export type Client = z.infer<typeof Client>;
export const client = attachmentOf(Client);

const tell = (socket: Socket, frame: LiveDownFrame): boolean => sendQuietly(socket, frame);

/** A dashboard came in, with what it holds. */
export const opened = (
  context: InboxContext,
  socket: Socket,
  session: LiveSession,
  since: number | null,
  epoch: string | null,
): void => {
  const { store, clock, random } = context;
  const now = clock.now();
  const feed = store.feed();
  const resume = decideResume(since, epoch, feed);
  const sent = resume.do === 'replay' ? resume.after : feed.head;
  const id = newId(random, 'live');
  client.write(socket, { id, session, sent, acked: sent, ackedAt: now, catchingUp: resume.do === 'replay' });
  context.commit(() => {
    watchSession(context, session.expiresAt);
    context.journal.append('feed_opened', session.userId, { id, since, resume: resume.do });
  });
  tell(socket, { t: 'hello', proto: LIVE_PROTOCOL, epoch: feed.epoch, head: feed.head });
  if (resume.do === 'reset') tell(socket, { t: 'reset', head: feed.head });
  if (resume.do === 'replay') pump(context, socket);
};

/** One frame from a dashboard. What it cannot read it refuses; the socket lives. */
export const receive = async (context: InboxContext, socket: Socket, raw: string | ArrayBuffer): Promise<void> => {
  hit('inbox.frame');
  const decoded = decode(LiveUpFrame, raw, MAX_LIVE_FRAME_BYTES);
  if (!decoded.ok) return void tell(socket, { t: 'refused', ...decoded.error });
  if (decoded.frame.t === 'ack') onAck(context, socket, decoded.frame.seq);
  else await onRenew(context, socket, decoded.frame.ticket);
};

const onAck = (context: InboxContext, socket: Socket, seq: number): void => {
  const known = client.read(socket);
  if (known === null) return;
  if (seq > known.sent)
    return void tell(socket, { t: 'refused', code: 'bad_ack', message: 'that number was not sent yet' });
  client.write(socket, { ...known, acked: Math.max(known.acked, seq), ackedAt: context.clock.now() });
  if (known.catchingUp) pump(context, socket);
};

/** Sends on from where the client is, as far as its credit goes. */
const pump = (context: InboxContext, socket: Socket): void => {
  for (;;) {
    const known = client.read(socket);
    if (known === null) return;
    const credit = Math.min(creditOf(known), FRAME_EVENTS);
    if (credit === 0 || context.store.bytesBetween(known.acked, known.sent) > MAX_UNACKED_BYTES) return;
    const events = fitting(context.store.after(known.sent, credit));
    const last = events.at(-1);
    if (last === undefined) return client.write(socket, { ...known, catchingUp: false });
    client.write(socket, { ...known, sent: last.seq });
    if (!tell(socket, { t: 'events', events })) return;
  }
};

/** As many as fit into one frame, at least one. */
const fitting = (found: readonly { event: LiveEvent; bytes: number }[]): LiveEvent[] => {
  let total = 0;
  return found.filter(({ bytes }, i) => (total += bytes) <= FRAME_BYTES || i === 0).map(({ event }) => event);
};

/** Feeds news to everybody who is up to date. Call it after the commit that numbered them, without an await between. */
export const broadcast = (context: InboxContext, events: readonly LiveEvent[]): void => {
  const head = events.at(-1)?.seq;
  const sockets = context.clients.all();
  if (head === undefined || sockets.length === 0) return;
  const text = encode({ t: 'events', events } as LiveDownFrame);
  const now = context.clock.now();
  for (const socket of sockets) {
    const known = client.read(socket);
    if (known === null) continue;
    const unackedBytes = known.sent > known.acked ? context.store.bytesBetween(known.acked, known.sent) : 0;
    const decision = decideTell(known, { events: events.length, bytes: text.length * 3, unackedBytes }, now);
    if (decision === 'close') closeQuietly(socket, CLOSE.slowConsumer.code, 'slowConsumer');
    if (decision === 'send' && sendTextQuietly(socket, text)) client.write(socket, { ...known, sent: head });
    if (decision === 'catch_up') {
      client.write(socket, { ...known, catchingUp: true });
      pump(context, socket);
    }
  }
};

/** Tells everybody what may be missed. */
export const pass = (context: InboxContext, event: PassingEvent): void => {
  const text = encode({ t: 'passing', event } as LiveDownFrame);
  for (const socket of context.clients.all()) sendTextQuietly(socket, text);
};

const refuseRenewal = (socket: Socket, message: string): void =>
  void tell(socket, { t: 'refused', code: 'unauthorised', message });

/** A fresh ticket of the same user lets the socket live on with the renewed session. */
const onRenew = async (context: InboxContext, socket: Socket, ticket: string): Promise<void> => {
  const { store, clock, ports } = context;
  const claims = await ports.verifyTicket(ticket, clock.now());
  const known = client.read(socket);
  if (known === null) return;
  if (claims === null) return refuseRenewal(socket, 'the ticket is not valid');
  const { userId, clienteId, roles, expiresAt, jti, ticketExpiresAt } = claims;
  if (userId !== known.session.userId || clienteId !== context.clienteId)
    return refuseRenewal(socket, 'the ticket is of another session');
  const fresh = context.commit(() => {
    if (!store.useTicket(jti, ticketExpiresAt, clock.now())) return false;
    watchSession(context, expiresAt);
    context.journal.append('feed_renewed', userId, { id: known.id, expiresAt });
    return true;
  });
  if (!fresh) return refuseRenewal(socket, 'the ticket was used before');
  client.write(socket, { ...known, session: { userId, clienteId, roles, expiresAt } });
  tell(socket, { t: 'renewed', expiresAt });
};

/** Inside a transaction: keeps the timer on the session that ends first. */
const watchSession = ({ timers }: InboxContext, expiresAt: number): void => {
  const due = expiresAt + SESSION_GRACE_MS;
  const known = timers.get(SESSION_TIMER, '');
  if (known === null || due < known) timers.set(SESSION_TIMER, '', due);
};

/** The timer: closes whose session has ended and was not renewed. */
export const closeEnded = (context: InboxContext): void => {
  const now = context.clock.now();
  const living: number[] = [];
  for (const socket of context.clients.all()) {
    const known = client.read(socket);
    if (known === null) continue;
    if (known.session.expiresAt + SESSION_GRACE_MS <= now)
      closeQuietly(socket, CLOSE.unauthorised.code, 'unauthorised');
    else living.push(known.session.expiresAt);
  }
  if (living.length > 0) context.timers.set(SESSION_TIMER, '', Math.min(...living) + SESSION_GRACE_MS);
};
