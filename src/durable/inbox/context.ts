import { createLogger, type Logger } from '../../lib/logger.ts';
import { openKit, type Kit } from '../kit/context.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import { parseObjectName } from '../stubs.ts';
import { closeEnded, SESSION_TIMER } from './live.ts';
import { migrations } from './migrations.ts';
import type { Clients, InboxPorts } from './ports.ts';
import { project, PROJECTION_TIMER } from './project.ts';
import { snapshotOf } from './detail.ts';
import { openStore, type InboxStore } from './store.ts';

/** Only remembered while awake. */
export type Memory = { projectionFailures: number; errors: number };

/** Everything an Inbox's functions work with. */
export type InboxContext = Kit & {
  name: string;
  clienteId: string;
  store: InboxStore;
  ports: InboxPorts;
  clients: Clients;
  memory: Memory;
  log: Logger;
};

export const openInbox = (
  surroundings: Surroundings,
  name: string,
  ports: InboxPorts,
  clients: Clients,
): InboxContext => {
  const log = createLogger({ object: name, class: 'Inbox' }, surroundings.clock);
  const kit = openKit(surroundings, {
    migrations,
    timers: {
      [PROJECTION_TIMER]: () => project(context),
      [SESSION_TIMER]: () => closeEnded(context),
    },
    effects: {},
    snapshot: () => snapshotOf(context),
    pushSnapshot: (snapshot) => context.ports.pushSnapshot(snapshot),
    onError: (where, error) => {
      context.memory.errors++;
      log.error({ where, error }, 'will be tried again');
    },
  });
  const context: InboxContext = {
    ...kit,
    name,
    clienteId: parseObjectName(name).clienteId,
    store: openStore(surroundings.sql, kit.meta, surroundings.random),
    ports,
    clients,
    memory: { projectionFailures: 0, errors: 0 },
    log,
  };
  return context;
};
