import type { Contact } from '@oconnector/protocol/model/contact.ts';
import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import { createLogger, type Logger } from '../../lib/logger.ts';
import { openKit, type Kit } from '../kit/context.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import type { Socket } from '../kit/sockets.ts';
import { parseObjectName } from '../stubs.ts';
import { limiter, type Flow, type Limiter } from './flow.ts';
import { closeUngreeted, LIVENESS_TIMER, HELLO_TIMER, checkLiveness } from './link.ts';
import { migrations } from './migrations.ts';
import type { GatewayPorts, Links } from './ports.ts';
import { CHECKUP_TIMER, goRound } from './checkups.ts';
import { FENCE_TIMER, repeatFence } from './commands.ts';
import { EXPIRY_TIMER, expire } from './endings.ts';
import { forgetPairing, PAIRING_TIMER } from './pairing.ts';
import { tellQuarantine } from './quarantine.ts';
import { push, REPUSH_TIMER, repush } from './push.ts';
import { snapshotOf, statusOf } from './status.ts';
import { openStore, type GatewayStore } from './store.ts';

/** Conversations that are written to at the same time (DELIVERY §2.4). */
const PARALLEL_CONVERSATIONS = 32;

/** What is only remembered while the object is awake; all of it can be rebuilt or is asked for again. */
export type Memory = {
  /** Aliases as agents send them → contact; bounded. */
  contacts: Map<string, Contact>;
  /** When `contacts` was last empty. */
  contactsSince: number;
  /** By bot journal epoch. */
  flows: Map<string, Flow>;
  /** By contact: the end of its queue. */
  tails: Map<string, Promise<void>>;
  slots: Limiter;
  heardAt: WeakMap<Socket, number>;
  errors: number;
};

/** Everything a Gateway's functions work with. */
export type GatewayContext = Kit & {
  name: string;
  clienteId: string;
  numberId: string;
  store: GatewayStore;
  ports: GatewayPorts;
  links: Links;
  memory: Memory;
  log: Logger;
};

export const openGateway = (
  surroundings: Surroundings,
  name: string,
  ports: GatewayPorts,
  links: Links,
): GatewayContext => {
  const { clienteId, key } = parseObjectName(name);
  if (key === null) throw new Error(`a Gateway is opened by cliente and number, not by ${name}`);
  const log = createLogger({ object: name, class: 'Gateway' }, surroundings.clock);
  const kit = openKit(surroundings, {
    migrations,
    timers: {
      [HELLO_TIMER]: (socketId) => closeUngreeted(context, socketId),
      [LIVENESS_TIMER]: () => checkLiveness(context),
      [REPUSH_TIMER]: () => repush(context),
      [EXPIRY_TIMER]: () => {
        expire(context);
        push(context);
      },
      [FENCE_TIMER]: (contactId) => repeatFence(context, contactId),
      [CHECKUP_TIMER]: () => goRound(context),
      [PAIRING_TIMER]: () => context.commit(() => forgetPairing(context)),
    },
    effects: {
      // A telling that was on its way when its Gateway died may arrive after those of the next one.
      status: () =>
        context.ports.inbox().numberChanged(statusOf(context), context.store.nextTelling(context.clock.now())),
      // What is true of a command that never reached an agent, or that the agent could not read.
      report: async ({ payload }) => {
        const report = payload as CommandReport;
        await context.ports.conversation(report.contactId).report([report]);
      },
      quarantine: (effect) => tellQuarantine(context, effect),
      fenced: async ({ payload }) => {
        const { contactId, generation, inFlight } = payload as {
          contactId: string;
          generation: number;
          inFlight: string[];
        };
        await context.ports.conversation(contactId).fenced(generation, inFlight, context.numberId);
      },
    },
    snapshot: () => snapshotOf(context),
    pushSnapshot: (snapshot) => context.ports.pushSnapshot(snapshot),
    onError: (where, error) => {
      context.memory.errors++;
      log.error({ where, error }, 'will be tried again');
    },
  });
  const context: GatewayContext = {
    ...kit,
    name,
    clienteId,
    numberId: key,
    store: openStore(surroundings.sql, kit.meta, surroundings.random),
    ports,
    links,
    memory: {
      contacts: new Map(),
      contactsSince: surroundings.clock.now(),
      flows: new Map(),
      tails: new Map(),
      slots: limiter(PARALLEL_CONVERSATIONS),
      heardAt: new WeakMap(),
      errors: 0,
    },
    log,
  };
  return context;
};
