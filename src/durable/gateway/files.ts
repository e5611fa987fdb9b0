import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { MEDIA_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { IngestResult } from '../rpc/conversation.ts';
import type { GatewayContext } from './context.ts';
import { ended } from './endings.ts';

/**
 * Remembers whose conversation has the files of these messages, before the agent is told that the messages are held. One
 * that was stored before stays with who had it first: where its contact was merged into another one, it tells that one.
 */
export const announceFiles = (
  context: GatewayContext,
  contactId: string,
  items: readonly Pick<UpItem, 'message'>[],
  results: readonly IngestResult[],
): void => {
  const announced = items.flatMap(({ message: { content } }, i) => {
    const outcome = results[i]?.outcome;
    return content.type === 'media' && (outcome === 'stored' || outcome === 'duplicate')
      ? [{ mediaId: content.media.mediaId, isNew: outcome === 'stored' }]
      : [];
  });
  if (announced.length === 0) return;
  const now = context.clock.now();
  context.commit(() => {
    for (const { mediaId, isNew } of announced)
      if (isNew || context.store.contactOfFile(mediaId) === null) context.store.announceFile(mediaId, contactId, now);
  });
};

/**
 * An agent that cannot read files must not be sent any: it would refuse the whole frame. What an abler one may have got before is not
 * known to have failed.
 */
export const endUnreadable = (context: GatewayContext, proto: number): void => {
  if (proto >= MEDIA_SINCE_PROTOCOL) return;
  const unreadable = context.store.withFile().filter(({ dSeq }) => dSeq === null);
  if (unreadable.length === 0) return;
  context.commit(() => {
    for (const command of unreadable) {
      context.store.remove(command.commandId);
      ended(context, command, command.pushes === 0 ? 'failed' : 'unknown', 'agent_too_old');
    }
  });
};
