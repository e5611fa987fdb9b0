import type { Report } from '@oconnector/protocol/link/report.ts';
import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import { hit } from '../../../lib/failpoint.ts';
import type { Socket } from '../../kit/sockets.ts';
import { withRetry } from '../../stubs.ts';
import type { GatewayContext } from '../context.ts';
import { tell, watchClosely } from '../link.ts';
import { push } from '../push.ts';

type Item = { r: number; report: CommandReport };

/**
 * What became of commands: told to their conversations, then forgotten here, then confirmed to the agent, which repeats
 * what is not confirmed. Facts about WhatsApp are taken from any agent, also one that lost its lease.
 */
export const onReport = async (context: GatewayContext, socket: Socket, { items }: Report): Promise<void> => {
  const byContact = new Map<string, Item[]>();
  for (const item of items)
    byContact.set(item.report.contactId, [...(byContact.get(item.report.contactId) ?? []), item]);
  const told = await Promise.all(
    [...byContact].map(([contactId, own]) => context.memory.slots(() => tellConversation(context, contactId, own))),
  );
  const reported = told.flat();
  if (reported.length === 0) return;
  context.commit(() => {
    for (const { report } of reported) {
      // Whatever the state, the contact is free for its next command: `delivered` and `read` imply that it was accepted.
      context.store.remove(report.commandId);
      context.journal.append('reported', report.commandId, { state: report.state, reason: report.reason });
    }
    watchClosely(context);
  });
  hit('gateway.report.committed');
  tell(socket, { t: 'reported', r: reported.map(({ r }) => r) });
  push(context);
};

/** The items, once their conversation has them; none when it failed. */
const tellConversation = async (context: GatewayContext, contactId: string, items: Item[]): Promise<Item[]> => {
  try {
    await withRetry(
      () => context.ports.conversation(contactId).report(items.map(({ report }) => report)),
      3,
      (ms) => context.sleep(ms),
    );
    return items;
  } catch (error) {
    context.memory.errors++;
    context.log.warn({ contactId, error }, 'a report was not taken; the agent repeats it');
    return [];
  }
};
