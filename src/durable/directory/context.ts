import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { createLogger } from '../../lib/logger.ts';
import { openKit, snapshotKit, type Kit } from '../kit/context.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import { migrations } from './migrations.ts';
import { openStore, type DirectoryStore } from './store.ts';

export type DirectoryPorts = { pushSnapshot(snapshot: ObjectSnapshot): Promise<void> };

/** Everything the Directory's functions work with. */
export type DirectoryContext = Kit & { name: string; store: DirectoryStore };

export const openDirectory = (surroundings: Surroundings, name: string, ports: DirectoryPorts): DirectoryContext => {
  const log = createLogger({ object: name, class: 'Directory' }, surroundings.clock);
  const store = openStore(surroundings.sql);
  const kit = openKit(surroundings, {
    migrations,
    timers: {},
    effects: {},
    snapshot: () => snapshotOf(context),
    pushSnapshot: (snapshot) => ports.pushSnapshot(snapshot),
    onError: (where, error) => log.error({ where, error }, 'will be tried again'),
  });
  const context: DirectoryContext = { ...kit, name, store };
  return context;
};

/** What the inspector lists of the Directory. */
export const snapshotOf = (context: DirectoryContext): ObjectSnapshot => {
  const { contacts, conflicts } = context.store.size();
  return {
    class: 'Directory',
    name: context.name,
    label: null,
    state: `${contacts} contacts${conflicts > 0 ? ` · ${conflicts} conflicts` : ''}`,
    sockets: 0,
    errors: 0,
    ...snapshotKit(context),
  };
};
