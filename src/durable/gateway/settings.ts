import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import type { GatewayContext } from './context.ts';
import { currentLink, tell } from './link.ts';

/** Keeps what the cliente chose and tells the agent; one that is away learns it from its `welcome`. */
export const configure = (context: GatewayContext, settings: AgentSettings): void => {
  const { store, journal } = context;
  if (JSON.stringify(store.settings()) === JSON.stringify(settings)) return;
  context.commit(() => {
    store.setSettings(settings);
    journal.append('configured', null, { ...settings });
  });
  const link = currentLink(context);
  if (link !== null) tell(link.socket, { t: 'sync', h: store.up(link.journalEpoch).held.h, settings });
};
