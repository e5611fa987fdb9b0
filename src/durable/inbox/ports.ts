import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { upsertConversations } from '../../db/conversations.ts';
import type { Env } from '../../env.ts';
import { parseEnv } from '../../env.ts';
import { verifyTicket, type TicketClaims } from '../../lib/tickets.ts';
import type { Socket } from '../kit/sockets.ts';
import { registryStub, type ObjectBindings } from '../stubs.ts';

/** Whom an Inbox talks to. The simulation and the tests bring their own. */
export type InboxPorts = {
  /** Writes rows into D1; older ones lose there. */
  project: (rows: readonly ConversationRow[]) => Promise<void>;
  /** Null for a ticket that is not valid. */
  verifyTicket: (ticket: string, now: number) => Promise<TicketClaims | null>;
  pushSnapshot: (snapshot: ObjectSnapshot) => Promise<void>;
  deadline: (ms: number) => Deadline;
};

/** `expired` rejects after the time; `done` lets go of the timer, which would keep the object awake. */
export type Deadline = { expired: Promise<never>; done: () => void };

/** The sockets of this object, asleep or awake. */
export type Clients = { all: () => Socket[] };

export const durablePorts = (env: ObjectBindings & Pick<Env, 'DB'>, clienteId: string): InboxPorts => ({
  project: (rows) =>
    upsertConversations(
      env.DB,
      rows.map((row) => ({ clienteId, row })),
    ),
  verifyTicket: async (ticket, now) => await verifyTicket(ticket, parseEnv(env).JWT_SECRET, now),
  pushSnapshot: (snapshot) => registryStub(env, clienteId).push([snapshot]),
  deadline,
});

const deadline = (ms: number): Deadline => {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  return { expired: promise, done: () => clearTimeout(timer) };
};
