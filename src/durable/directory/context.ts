import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { createLogger } from '../../lib/logger.ts';
import { openKit, snapshotKit, type Kit } from '../kit/context.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import { carryOut, MERGE } from './merge.ts';
import { migrations } from './migrations.ts';
import { openStore, type DirectoryStore } from './store.ts';

export type DirectoryPorts = {
  pushSnapshot(snapshot: ObjectSnapshot): Promise<void>;
  conversation(contactId: string): Pick<ConversationRpc, 'moveOut' | 'movedOut' | 'inherit' | 'disown' | 'moveBack'>;
};

/** Everything the Directory's functions work with. */
export type DirectoryContext = Kit & {
  name: string;
  store: DirectoryStore;
  ports: DirectoryPorts;
  /** Merges that are being carried out, or back, just now. */
  carrying: Map<string, Promise<void>>;
};

export const openDirectory = (surroundings: Surroundings, name: string, ports: DirectoryPorts): DirectoryContext => {
  const log = createLogger({ object: name, class: 'Directory' }, surroundings.clock);
  const store = openStore(surroundings.sql);
  const kit = openKit(surroundings, {
    migrations,
    timers: {},
    effects: { [MERGE]: ({ ref }) => carryOut(context, ref) },
    snapshot: () => snapshotOf(context),
    pushSnapshot: (snapshot) => ports.pushSnapshot(snapshot),
    onError: (where, error) => log.error({ where, error }, 'will be tried again'),
  });
  const context: DirectoryContext = { ...kit, name, store, ports, carrying: new Map() };
  return context;
};

/** What the inspector lists of the Directory. */
export const snapshotOf = (context: DirectoryContext): ObjectSnapshot => {
  const { contacts, merges } = context.store.size();
  return {
    class: 'Directory',
    name: context.name,
    label: null,
    state: `${contacts} contacts${merges > 0 ? ` · ${merges} merges` : ''}`,
    sockets: 0,
    errors: 0,
    ...snapshotKit(context),
  };
};
