import { DurableObject } from 'cloudflare:workers';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import { LINK_PING, LINK_PONG } from '@oconnector/protocol/link/heartbeat.ts';
import type { Command } from '@oconnector/protocol/model/command.ts';
import type { ObjectDetail, ObjectEvent } from '@oconnector/protocol/model/inspector.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import type { GatewayRpc } from '../rpc/gateway.ts';
import { parseObjectName, type ObjectBindings } from '../stubs.ts';
import { cancel, enqueue, look } from './commands.ts';
import { requeueDeadLetters } from './dead-letters.ts';
import { openGateway, type GatewayContext } from './context.ts';
import { receive } from './frames/receive.ts';
import { closed, dropLink, opened } from './link.ts';
import { durableLinks, durablePorts } from './ports.ts';
import { register } from './register.ts';
import { simulatorOf } from './simulator.ts';
import { detailOf, pairingOf, statusOf } from './status.ts';

/** One WhatsApp number: the link of its bot agent, and the commands on their way down. Sleeps between frames. */
export class Gateway extends DurableObject<ObjectBindings> implements GatewayRpc {
  // Own fields are not reachable by RPC, only methods of the class are; tests reach in here to replace ports.
  readonly context: GatewayContext;

  constructor(ctx: DurableObjectState, env: ObjectBindings) {
    super(ctx, env);
    const name = ctx.id.name ?? '';
    const ports = durablePorts(env, parseObjectName(name).clienteId);
    this.context = openGateway(durableSurroundings(ctx), name, ports, durableLinks(ctx));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LINK_PING, LINK_PONG));
    void ctx.blockConcurrencyWhile(() => this.context.timers.ensure());
  }

  /** The link's upgrade. The Worker has checked the credential. */
  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket')
      return new Response(null, { status: 426, headers: { Upgrade: 'websocket' } });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    opened(this.context, server);
    return new Response(null, { status: 101, webSocket: client });
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    await receive(this.context, socket, message);
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    closed(this.context, socket, code);
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    closed(this.context, socket, 1006);
  }

  override async alarm(): Promise<void> {
    await this.context.runTimers();
  }

  async enqueue(commands: Command[]): Promise<void> {
    enqueue(this.context, commands);
  }

  async cancel(fence: Fence): Promise<{ dropped: string[]; agent: 'told' | 'offline' }> {
    return cancel(this.context, fence);
  }

  async look(command: Command): Promise<'told' | 'offline' | 'too_old'> {
    return look(this.context, command);
  }

  async status(): Promise<NumberStatus> {
    return statusOf(this.context);
  }

  async register(input: { clienteId: string; numberId: string; name: string }): Promise<void> {
    register(this.context, input);
  }

  async disconnect(): Promise<void> {
    dropLink(this.context, 'unauthorised');
  }

  async requeueDeadLetters(): Promise<{ requeued: number; kept: number }> {
    return await requeueDeadLetters(this.context);
  }

  async simulator(): Promise<{ url: string; token: string } | null> {
    return await simulatorOf(this.context);
  }

  async pairing(): Promise<Pairing | null> {
    return pairingOf(this.context);
  }

  async contactOfFile(mediaId: string): Promise<string | null> {
    return this.context.store.contactOfFile(mediaId);
  }

  async sendsFile(mediaId: string): Promise<boolean> {
    return this.context.store.sendsFile(mediaId);
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
