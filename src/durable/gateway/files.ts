import { MEDIA_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { hit } from '../../lib/failpoint.ts';
import type { IngestBatch, IngestResult } from '../rpc/conversation.ts';
import { withRetry } from '../stubs.ts';
import type { GatewayContext } from './context.ts';
import { ended } from './endings.ts';

/**
 * Hands a batch to its conversation. Whose files come with it is written down before, for the Gateway may die right after the
 * conversation has stored the message, and by the time the agent repeats it the contact may be another one's.
 */
export const ingestWithFiles = async (context: GatewayContext, batch: IngestBatch): Promise<IngestResult[]> => {
  const { contactId } = batch.contact;
  const announced = announceFiles(context, batch);
  const results = await withRetry(
    () => context.ports.conversation(contactId).ingest(batch),
    3,
    (ms) => context.sleep(ms),
  );
  hit('gateway.up.ingested');
  settleAnnounced(context, batch, results, announced);
  return results;
};

const mediaOf = ({ content }: ReceivedMessage): string | null =>
  content.type === 'media' ? content.media.mediaId : null;

/** Returns those that nobody had announced yet. Whoever had one first keeps it: merged into another contact, it tells that one. */
const announceFiles = (context: GatewayContext, { contact, items }: IngestBatch): ReadonlySet<string> => {
  const { store, clock } = context;
  const all = items.flatMap(({ message }) => mediaOf(message) ?? []);
  const fresh = new Set(all.filter((mediaId) => store.contactOfFile(mediaId) === null));
  if (fresh.size > 0)
    context.commit(() => fresh.forEach((mediaId) => store.announceFile(mediaId, contact.contactId, clock.now())));
  return fresh;
};

/** What was stored is this contact's whoever was thought to have it; what was not taken is announced to nobody. */
const settleAnnounced = (
  context: GatewayContext,
  { contact: { contactId }, items }: IngestBatch,
  results: readonly IngestResult[],
  announced: ReadonlySet<string>,
): void => {
  const { store, clock } = context;
  const isTaken = (i: number): boolean => results[i]?.outcome === 'stored' || results[i]?.outcome === 'duplicate';
  const taken = new Set(items.flatMap(({ message }, i) => (isTaken(i) ? (mediaOf(message) ?? []) : [])));
  const changes = items.flatMap(({ message }, i) => {
    const mediaId = mediaOf(message);
    const outcome = results[i]?.outcome;
    if (mediaId === null) return [];
    if (outcome === 'stored' && store.contactOfFile(mediaId) !== contactId)
      return [() => store.announceFile(mediaId, contactId, clock.now())];
    const isRefused = outcome === 'moved' || outcome === 'conflict';
    // Another batch may have told it of the right contact meanwhile.
    return isRefused && announced.has(mediaId) && !taken.has(mediaId) && store.contactOfFile(mediaId) === contactId
      ? [() => store.forgetFile(mediaId)]
      : [];
  });
  if (changes.length > 0) context.commit(() => changes.forEach((apply) => apply()));
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
