import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { Socket } from '../kit/sockets.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import type { DirectoryRpc } from '../rpc/directory.ts';
import type { InboxRpc } from '../rpc/inbox.ts';
import { conversationStub, directoryStub, inboxStub, registryStub, type ObjectBindings } from '../stubs.ts';

/** Whom a Gateway talks to. The simulation and the tests bring their own. */
export type GatewayPorts = {
  directory: () => Pick<DirectoryRpc, 'resolve'>;
  conversation: (contactId: string) => Pick<ConversationRpc, 'ingest' | 'report' | 'fenced' | 'quarantine' | 'checkup'>;
  inbox: () => Pick<InboxRpc, 'numberChanged' | 'typing' | 'checkup'>;
  pushSnapshot: (snapshot: ObjectSnapshot) => Promise<void>;
};

/** The sockets of this object, asleep or awake. */
export type Links = {
  all: () => Socket[];
  /** When the runtime last answered a beat of this socket by itself; null = never. */
  lastBeatAt: (socket: Socket) => number | null;
};

/** A stub is broken after an infrastructure error, so each call opens its own. */
export const durablePorts = (env: ObjectBindings, clienteId: string): GatewayPorts => ({
  directory: () => directoryStub(env, clienteId),
  conversation: (contactId) => conversationStub(env, clienteId, contactId),
  inbox: () => inboxStub(env, clienteId),
  pushSnapshot: (snapshot) => registryStub(env, clienteId).push([snapshot]),
});

export const durableLinks = (ctx: DurableObjectState): Links => ({
  all: () => ctx.getWebSockets(),
  lastBeatAt: (socket) => ctx.getWebSocketAutoResponseTimestamp(socket as WebSocket)?.getTime() ?? null,
});
