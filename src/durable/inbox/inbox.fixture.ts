import { env } from 'cloudflare:workers';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import type { LiveEvent } from '@oconnector/protocol/live/events.ts';
import type { LiveDownFrame } from '@oconnector/protocol/live/frames.ts';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { LIVE_SESSION_HEADER, type InboxRpc } from '../rpc/inbox.ts';
import { inboxStub } from '../stubs.ts';
import type { InboxContext } from './context.ts';
import type { Inbox } from './inbox.ts';
import type { LiveSession } from './live.ts';

/** Parts for tests of the Inbox: rows, and a dashboard on a real socket. */

export const row = (
  contactId: string,
  version: number,
  more: Partial<ConversationRow> & { holder?: Holder; name?: string | null; e164?: string; text?: string } = {},
): ConversationRow => {
  const { holder = { kind: 'bot' }, name = contactId, e164, text = 'oi', ...rest } = more;
  return {
    contact: { contactId, name, phone: e164 === undefined ? null : { e164, display: e164 }, aliases: [] },
    numberId: 'num_loja',
    version,
    control: { holder, generation: 1, since: 1, releaseAt: null, fence: { confirmed: true, inFlight: 0 } },
    status: 'open',
    activity: 'idle',
    preview: { direction: 'in', author: 'contact', text, status: null },
    lastSeq: version,
    lastAt: version,
    inboundCount: version,
    waitingSince: null,
    unsettled: 0,
    ...rest,
  };
};

export const line = (seq: number): Message => ({
  direction: 'in',
  seq,
  at: 1,
  waId: `wa-${seq}`,
  author: { kind: 'contact' },
  content: { type: 'text', text: 'oi' },
  sentAt: 1,
  late: false,
  old: false,
});

type Of<T extends LiveDownFrame['t']> = Extract<LiveDownFrame, { t: T }>;

/** A browser: keeps what it hears until the test asks for it. */
export class Dashboard {
  readonly heard: LiveDownFrame[] = [];
  readonly closed: Promise<{ code: number }>;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
    socket.addEventListener('message', ({ data }) => {
      if (String(data).startsWith('{')) this.heard.push(JSON.parse(String(data)) as LiveDownFrame);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) => socket.addEventListener('close', ({ code }) => resolve({ code })));
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' || frame instanceof ArrayBuffer ? frame : JSON.stringify(frame));
  }

  close(): void {
    this.#socket.close(1000);
  }

  frame<T extends LiveDownFrame['t']>(t: T): Promise<Of<T>> {
    return this.until(() => {
      const i = this.heard.findIndex((frame) => frame.t === t);
      return i < 0 ? undefined : (this.heard.splice(i, 1)[0] as Of<T>);
    });
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Events up to this number, in the order they came; acknowledges each frame when `ack`. */
  async eventsUpTo(seq: number, ack = true): Promise<LiveEvent[]> {
    const all: LiveEvent[] = [];
    while ((all.at(-1)?.seq ?? 0) < seq) {
      const { events } = await this.frame('events');
      all.push(...events);
      if (ack) this.send({ t: 'ack', seq: all.at(-1)?.seq ?? 0 });
    }
    return all;
  }

  /** Whatever was sent before has been handled when this resolves. */
  async settle(): Promise<void> {
    this.send({ t: 'nonsense' });
    await this.frame('refused');
  }
}

/** A fresh cliente with its real Inbox. */
export const openInbox = () => {
  const clienteId = `cli_${crypto.randomUUID()}`;
  const stub = inboxStub(env, clienteId);
  const raw = stub as unknown as DurableObjectStub<Inbox>;
  const session = (more: Partial<LiveSession> = {}): LiveSession => ({
    userId: 'usr_ana',
    clienteId,
    roles: ['agent'],
    expiresAt: Date.now() + 600_000,
    ...more,
  });
  const upgrade = (query: string, header: string | null): Promise<Response> =>
    stub.fetch(
      new Request(`http://inbox/live${query}`, {
        headers: { Upgrade: 'websocket', ...(header !== null && { [LIVE_SESSION_HEADER]: header }) },
      }),
    );
  const connect = async (
    at: { since: number; epoch: string } | null = null,
    who: Partial<LiveSession> = {},
  ): Promise<Dashboard> => {
    const query = at === null ? '' : `?since=${at.since}&epoch=${at.epoch}`;
    const { webSocket, status } = await upgrade(query, JSON.stringify(session(who)));
    if (!webSocket) throw new Error(`no socket: ${status}`);
    return new Dashboard(webSocket);
  };
  const inside = <T>(body: (context: InboxContext, state: DurableObjectState) => T | Promise<T>): Promise<T> =>
    runInDurableObject(raw, (inbox, state) => body(inbox.context, state));
  const list = (more: Partial<Parameters<InboxRpc['list']>[0]> = {}) =>
    stub.list({ view: 'all', userId: 'usr_ana', search: null, sort: 'recent', cursor: null, limit: 50, ...more });
  const evict = () => evictDurableObject(raw);
  return { clienteId, stub, evict, session, upgrade, connect, inside, list };
};
