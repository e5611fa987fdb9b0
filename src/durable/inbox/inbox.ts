import { DurableObject } from 'cloudflare:workers';
import { LIVE_PING, LIVE_PONG } from '@oconnector/protocol/live/version.ts';
import type { ObjectDetail, ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Env } from '../../env.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import { closeQuietly } from '../kit/sockets.ts';
import { LIVE_SESSION_HEADER, type InboxRpc, type InboxUpdate } from '../rpc/inbox.ts';
import { parseObjectName, type ObjectBindings } from '../stubs.ts';
import { openInbox, type InboxContext } from './context.ts';
import { detailOf } from './detail.ts';
import { SESSION_GRACE_MS } from './feed.ts';
import { list, type ListAnswer, type ListQuery } from './list.ts';
import { LiveSession, opened, pass, receive } from './live.ts';
import { durablePorts } from './ports.ts';
import { backlog } from './project.ts';
import { markRead, numberChanged, publish, rebuild } from './publish.ts';

/** Each conversation tells for itself; what comes within this time is one commit, and one frame to each dashboard. */
const GATHER_MS = 20;

/** The read model of a cliente: the rows of the inbox, the live feed, the projection into D1. Sleeps between frames. */
export class Inbox extends DurableObject<ObjectBindings & Pick<Env, 'DB'>> implements InboxRpc {
  // Own fields are not reachable by RPC, only methods of the class are; tests reach in here to replace ports.
  readonly context: InboxContext;
  #news: InboxUpdate[] = [];
  #publishing: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: ObjectBindings & Pick<Env, 'DB'>) {
    super(ctx, env);
    const name = ctx.id.name ?? '';
    const ports = durablePorts(env, parseObjectName(name).clienteId);
    this.context = openInbox(durableSurroundings(ctx), name, ports, { all: () => ctx.getWebSockets() });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LIVE_PING, LIVE_PONG));
    void ctx.blockConcurrencyWhile(() => this.context.timers.ensure());
  }

  /** The live feed's upgrade. The Worker has authenticated the session and put it into the header. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket')
      return new Response(null, { status: 426, headers: { Upgrade: 'websocket' } });
    const session = sessionOf(request.headers.get(LIVE_SESSION_HEADER));
    if (session?.clienteId !== this.context.clienteId) return new Response(null, { status: 403 });
    if (session.expiresAt + SESSION_GRACE_MS <= this.context.clock.now()) return new Response(null, { status: 401 });
    const { searchParams } = new URL(request.url);
    const since = Number(searchParams.get('since') ?? Number.NaN);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    opened(
      this.context,
      server,
      session,
      Number.isSafeInteger(since) && since >= 0 ? since : null,
      searchParams.get('epoch'),
    );
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await receive(this.context, socket, message);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    closeQuietly(socket, code);
    this.context.registry.changed();
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    closeQuietly(socket, 1011);
    this.context.registry.changed();
  }

  override async alarm(): Promise<void> {
    await this.context.runTimers();
  }

  async publish(updates: InboxUpdate[]): Promise<void> {
    this.#news.push(...updates);
    return (this.#publishing ??= this.context.sleep(GATHER_MS).then(() => {
      this.#publishing = null;
      publish(this.context, this.#news.splice(0));
    }));
  }

  async rebuild(input: { rows: ConversationRow[]; after: string; upTo: string | null }): Promise<ConversationRow[]> {
    return rebuild(this.context, input);
  }

  async numberChanged(status: NumberStatus, telling: number): Promise<void> {
    numberChanged(this.context, status, telling);
  }

  async typing(contactId: string, on: boolean): Promise<void> {
    pass(this.context, { kind: 'typing', data: { contactId, on } });
  }

  async list(query: ListQuery): Promise<ListAnswer> {
    return list(this.context, query);
  }

  async readInbound(userId: string, contactId: string): Promise<number> {
    return this.context.store.readInbound(userId, contactId);
  }

  async markRead(userId: string, contactId: string, inboundCount: number): Promise<void> {
    markRead(this.context, userId, contactId, inboundCount);
  }

  async projection(): Promise<{ pending: number; lagMs: number }> {
    return backlog(this.context);
  }

  async checkup(): Promise<number | null> {
    return await this.context.checkup();
  }

  async inspect(): Promise<ObjectDetail> {
    return detailOf(this.context);
  }

  async events(query: {
    before: number | null;
    correlation: string | null;
    limit: number;
  }): Promise<{ events: ObjectEvent[]; hasMore: boolean }> {
    return this.context.journal.page(query);
  }
}

const sessionOf = (header: string | null): LiveSession | null => {
  try {
    const parsed = LiveSession.safeParse(JSON.parse(header ?? ''));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};
