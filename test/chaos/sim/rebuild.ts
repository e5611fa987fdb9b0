import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { buildRow } from '../../../src/durable/conversation/row.ts';
import { rebuild } from '../../../src/durable/inbox/publish.ts';
import { CLIENTE } from './worker.ts';
import type { World } from './world.ts';

const ROUNDS = 200;

/**
 * `npm run rebuild-projection`, as the service does it (`services/projection/rebuild.ts`): rows as the conversations have them, into D1
 * and the Inbox, again until all went through.
 */
export const rebuildProjection = (world: World): void => {
  const { worker, d1, scheduler } = world;
  const round = async (): Promise<void> => {
    const found: { row: ConversationRow; told: boolean }[] = [];
    for (const conversation of worker.conversations.values()) {
      const one = await worker.ask(conversation, ({ store }) => {
        const row = buildRow(store);
        return row && { row, told: store.published() >= row.version };
      });
      if (one !== null) found.push(one);
    }
    await d1.rewrite(
      CLIENTE,
      found.map(({ row }) => row),
    );
    const rows = found.filter(({ told }) => told).map(({ row }) => row);
    await worker.ask(worker.inbox, (inbox) => rebuild(inbox, { rows, after: '', upTo: null }));
    world.count('projection rebuilt');
  };
  const attempt = (left: number): void => {
    const again = (): void => void (left > 0 && world.later(1_000, () => attempt(left - 1)));
    scheduler.after(0, () => void round().catch(again));
  };
  attempt(ROUNDS);
};
