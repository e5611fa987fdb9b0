import type { ObjectDetail, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { describeKit, snapshotKit } from '../kit/context.ts';
import type { InboxContext } from './context.ts';
import { client } from './live.ts';
import { backlog } from './project.ts';

export const snapshotOf = (context: InboxContext): ObjectSnapshot => {
  const { epoch: _, head } = context.store.feed();
  const { pending, lagMs } = backlog(context);
  const sockets = context.clients.all().length;
  return {
    class: 'Inbox',
    name: context.name,
    label: null,
    state: `feed ${head}${pending > 0 ? ` · D1 behind by ${pending} rows, ${Math.round(lagMs / 1000)} s` : ''}`,
    sockets,
    errors: context.memory.errors + context.memory.projectionFailures,
    ...snapshotKit(context),
  };
};

export const detailOf = (context: InboxContext): ObjectDetail => ({
  snapshot: snapshotOf(context),
  state: {
    rows: context.store.countRows(),
    feed: context.store.feed(),
    projection: { ...backlog(context), failures: context.memory.projectionFailures },
    clients: context.clients.all().map((socket) => {
      const known = client.read(socket);
      return (
        known && {
          id: known.id,
          userId: known.session.userId,
          expiresAt: known.session.expiresAt,
          sent: known.sent,
          acked: known.acked,
          catchingUp: known.catchingUp,
        }
      );
    }),
  },
  ...describeKit(context),
});
