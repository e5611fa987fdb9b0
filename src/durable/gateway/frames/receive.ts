import * as z from 'zod/mini';
import { decode, type DecodeError } from '@oconnector/protocol/codec.ts';
import { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { UpFrame } from '@oconnector/protocol/link/up.ts';
import { MAX_FRAME_ITEMS, MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { hit } from '../../../lib/failpoint.ts';
import type { Socket } from '../../kit/sockets.ts';
import type { GatewayContext } from '../context.ts';
import { linkOf, nack, type Link } from '../link.ts';
import { onAck } from './ack.ts';
import { onFenced } from './fenced.ts';
import { onHello } from './hello.ts';
import { onNack } from './nack.ts';
import { onReport } from './report.ts';
import { onStatus } from './status.ts';
import { onSync } from './sync.ts';
import { onTyping } from './typing.ts';
import { onUp, type Letter } from './up.ts';

/**
 * One frame from an agent. Never rejects and never closes the socket for what a frame says: the peer of a handler that
 * throws would wait for ever, so every refusal is a `nack`.
 */
export const receive = async (context: GatewayContext, socket: Socket, raw: string | ArrayBuffer): Promise<void> => {
  hit('gateway.frame');
  context.memory.heardAt.set(socket, context.clock.now());
  let frame: string | undefined;
  try {
    const decoded = decode(UpFrame, raw, MAX_LINK_FRAME_BYTES);
    frame = decoded.ok ? decoded.frame.t : decoded.error.frame;
    if (decoded.ok) await dispatch(context, socket, decoded.frame);
    else await onUnreadable(context, socket, raw, decoded.error);
  } catch (error) {
    context.memory.errors++;
    context.log.error({ error }, 'a frame failed');
    nack(socket, null, 'overloaded', false, 'the frame could not be handled now', frame);
  }
};

const dispatch = async (context: GatewayContext, socket: Socket, frame: UpFrame): Promise<void> => {
  if (frame.t === 'hello') return onHello(context, socket, frame);
  const link = linkOf(socket);
  if (link === null) return nack(socket, null, 'not_welcomed', false, 'say hello first', frame.t);
  // Facts about WhatsApp, whoever has the lease by now.
  if (frame.t === 'report') return await onReport(context, socket, frame);
  if (!hasLease(context, link))
    return nack(socket, null, 'stale_lease', false, 'another agent has the lease of this number', frame.t);
  switch (frame.t) {
    case 'up':
      return await onUp(context, link.journalEpoch, frame.items);
    case 'ack':
      return onAck(context, link, frame);
    case 'fenced':
      return onFenced(context, link, frame);
    case 'status':
      return onStatus(context, frame);
    case 'typing':
      return onTyping(context, frame);
    case 'sync':
      return onSync(context, link, frame);
    case 'nack':
      return onNack(context, frame);
  }
};

const hasLease = (context: GatewayContext, link: Link): boolean => link.lease === context.store.lease();

const onUnreadable = async (
  context: GatewayContext,
  socket: Socket,
  raw: string | ArrayBuffer,
  error: DecodeError,
): Promise<void> => {
  const link = linkOf(socket);
  const salvaged =
    error.code === 'malformed' && typeof raw === 'string' && link !== null && hasLease(context, link)
      ? salvage(raw)
      : null;
  if (salvaged === null || link === null) {
    context.commit(() =>
      context.journal.append('frame_refused', null, {
        code: error.code,
        bytes: typeof raw === 'string' ? raw.length : raw.byteLength,
      }),
    );
    return nack(socket, null, error.code, true, error.message, error.frame);
  }
  await onUp(context, link.journalEpoch, salvaged.items, salvaged.letters);
};

const RoughUp = z.object({
  t: z.literal('up'),
  items: z.array(z.looseObject({ s: z.int().check(z.minimum(1)) })).check(z.minLength(1), z.maxLength(MAX_FRAME_ITEMS)),
});

/** An `up` frame that failed as a whole, item by item; null when not even the numbers can be read. */
const salvage = (raw: string): { items: UpItem[]; letters: Letter[] } | null => {
  const rough = RoughUp.safeParse(JSON.parse(raw));
  if (!rough.success) return null;
  const items: UpItem[] = [];
  const letters: Letter[] = [];
  for (const item of rough.data.items) {
    const parsed = UpItem.safeParse(item);
    if (parsed.success) items.push(parsed.data);
    else {
      const [issue] = parsed.error.issues;
      const error = `at ${issue?.path.join('.') || '(root)'}: ${issue?.code ?? 'invalid'}`;
      letters.push({ s: item.s, code: 'malformed', error, bytes: JSON.stringify(item) });
    }
  }
  return { items, letters };
};
