import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { canonical } from '../../lib/canonical-alias.ts';
import { hit } from '../../lib/failpoint.ts';
import type { IngestBatch, IngestResult } from '../rpc/conversation.ts';
import { reworded } from './aftermath.ts';
import { change } from './change.ts';
import type { Target } from './change-table.ts';
import type { Change, ConversationContext } from './context.ts';
import { decidePhone, handOver, restingHolder } from './control.ts';
import { changeControl } from './control-change.ts';
import { adoptFile } from './adopt-file.ts';
import { heedLateAnswer } from './follow-up-ignored.ts';
import { applyEarlierChanges, isChange, storeChange } from './message-change.ts';
import { heedConsent, heedEarlierEdits } from './opt-out.ts';
import { extendControl } from './send.ts';
import { noteBehaviour } from './signals.ts';
import { contentJson } from './store.ts';
import { replyAt } from './turn.ts';
import { leaveOutForgotten } from './unremembered.ts';
import { oweTranscript } from './voice.ts';

type Item = IngestBatch['items'][number];

/**
 * Stores a batch in one transaction: each message once by (number, direction, id), with the next number of the thread.
 * See `ConversationRpc.ingest`.
 *
 * @throws when the batch is for another contact: the caller resolved it wrongly.
 */
export const ingest = (ctx: ConversationContext, batch: IngestBatch): IngestResult[] => {
  const { clienteId, contactId } = ctx.identity;
  if (batch.clienteId !== clienteId || batch.contact.contactId !== contactId)
    throw new Error(`a batch for another contact came to ${ctx.identity.name}`);
  if (ctx.store.moved() !== null && batch.mergeId === undefined)
    return batch.items.map(({ message }) => ({ waId: message.waId, seq: 0, outcome: 'moved' }));
  hit('ingest.before_commit');
  const results = change(ctx, (tx) => {
    const stored = batch.items.map((item) => storeItem(ctx, tx, batch, item));
    if (batch.mergeId !== undefined) return stored;
    if (stored.some(({ outcome, seq }) => outcome === 'stored' && seq > 0)) rememberContact(ctx, tx, batch);
    // Last, for the confirmation needs to know whom to write to.
    batch.items.forEach(({ message }, i) => {
      const { outcome, seq = 0 } = stored[i] ?? {};
      if (outcome === 'stored' && seq > 0 && !message.fromMe && !tx.state.group) heedConsent(ctx, tx, { message, seq });
    });
    return stored;
  });
  hit('ingest.committed');
  return results;
};

/**
 * Known keys are answered from the thread: the same again, or another body under the same id. A message that was edited
 * comes with its newest words when it is read from WhatsApp's history.
 */
const findKnown = (ctx: ConversationContext, batch: IngestBatch, { message }: Item): IngestResult | null => {
  const { waId, fromMe, content } = message;
  const known = ctx.store.known(batch.numberId, fromMe ? 'out' : 'in', waId);
  if (known === null) return null;
  const [first = '', ...later] = ctx.store.wordings(known.seq);
  const asFirstSaid = later.includes(contentText(content)) ? reworded(content, first) : content;
  const isKnown = known.content === contentJson(asFirstSaid);
  return { waId, seq: known.seq, outcome: isKnown ? 'duplicate' : 'conflict' };
};

const storeItem = (ctx: ConversationContext, tx: Change, batch: IngestBatch, item: Item): IngestResult => {
  if (isApart(ctx, item.message)) return { waId: item.message.waId, seq: 0, outcome: 'moved' };
  if (isChange(item.message)) {
    isLate(ctx, batch.journalEpoch, item.s);
    return storeChange(ctx, tx, batch.numberId, item.message);
  }
  const known = findKnown(ctx, batch, item);
  if (known !== null) {
    if (item.was) leaveOutForgotten(ctx, [{ seq: known.seq, was: item.was }]);
    return known;
  }
  if (!tx.opened)
    tx.record('conversation.opened', null, { numberId: batch.numberId, ...(isGroup(batch) && { group: true }) });
  const { waId, fromMe, content, sentAt, old, speaker, quoted, forwarded } = item.message;
  const late = isLate(ctx, batch.journalEpoch, item.s);
  const before = tx.state;
  const seq = before.lastSeq + 1;
  const correlation = correlationOf(waId);
  const isVoice =
    content.type === 'media' && content.media.kind === 'audio' && ctx.ports.speech !== null && !fromMe && !old;
  const version = tx.record('message.received', correlation, {
    seq,
    numberId: batch.numberId,
    fromMe,
    late,
    old,
    ...(old && { sentAt }),
    ...(isVoice && { voice: content.media.mediaId }),
  });
  const media = adoptFile(ctx, tx, content, item.file);
  const placed = { seq, at: tx.now, version, numberId: batch.numberId, waId, content, media, old, quoted, forwarded };
  const inserted = fromMe
    ? ctx.store.insertPhone(placed)
    : ctx.store.insertInbound({ ...placed, sentAt, late, ...(speaker && { speaker }) });
  if (!inserted) throw new Error(`message ${seq} was not stored`);
  if (batch.mergeId !== undefined) ctx.store.saveOrigin(seq, batch.mergeId);
  else if (!fromMe) {
    if (!old && !before.group) noteBehaviour(ctx, tx, before, item.message);
    heedLateAnswer(ctx, tx, before, { sentAt, correlation });
  }
  if (isVoice) oweTranscript(ctx, tx, seq);
  if (!old && !(fromMe && tx.state.group))
    (fromMe ? afterPhone : afterInbound)(ctx, tx, correlation, before.pending === null);
  else if (!fromMe && tx.state.previewSeq === seq) reopen(ctx, tx, correlation);
  const target: Target = { numberId: batch.numberId, direction: fromMe ? 'out' : 'in', waId };
  applyEarlierChanges(ctx, tx, target, seq);
  if (batch.mergeId !== undefined) heedEarlierEdits(ctx, tx, ctx.store.toldOf(target), seq);
  if (item.was) leaveOutForgotten(ctx, [{ seq, was: item.was }]);
  return { waId, seq, outcome: 'stored' };
};

const isGroup = ({ contact }: IngestBatch): boolean => contact.aliases.some(({ kind }) => kind === 'group');

/** Whether it came by names of which a person said that they are not this contact's: who sent it here remembers too much. */
const isApart = (ctx: ConversationContext, { contact }: Item['message']): boolean => {
  const apart = ctx.store.apart();
  return apart.length > 0 && contact.every((alias) => apart.includes(aliasKey(canonical(alias))));
};

/** A number below the highest one of its journal, under a key that was unknown: it was overtaken on the way. */
const isLate = (ctx: ConversationContext, epoch: string | null, s: number | null): boolean => {
  if (epoch === null || s === null) return false;
  return s < ctx.store.moveJournalHead(epoch, s);
};

/** Who writes again to a conversation that was closed opens it. */
const reopen = (ctx: ConversationContext, tx: Change, correlation: string): void => {
  if (tx.state.status !== 'resolved' || ctx.store.moved() !== null) return;
  changeControl(ctx, tx, {
    control: handOver(tx.state.control, restingHolder(tx.state), tx.now, null),
    cause: 'reopen',
    by: '',
    correlation,
  });
};

const afterInbound = (ctx: ConversationContext, tx: Change, correlation: string, first: boolean): void => {
  reopen(ctx, tx, correlation);
  const { pending, control, lastSeq } = tx.state;
  // One event a burst: every further message moves the deadline, and says so by having been received.
  if (first && pending !== null && control.holder.kind === 'bot') {
    const { settings } = ctx;
    tx.record('debounce.armed', correlation, {
      seq: lastSeq,
      dueAt: replyAt(pending, settings),
      latestAt: pending.firstAt + settings.debounceMaxMs,
    });
  }
};

/** The owner answered on the phone itself: that is a takeover, whoever was about to speak. */
const afterPhone = (ctx: ConversationContext, tx: Change, correlation: string): void => {
  const releaseAfterMs = ctx.settings.autoReleaseMs;
  const verdict = decidePhone(tx.state.control, tx.now, releaseAfterMs);
  if (verdict.kind === 'change')
    changeControl(ctx, tx, { control: verdict.control, cause: 'phone', by: 'Celular', releaseAfterMs, correlation });
  else extendControl(tx);
};

const rememberContact = (ctx: ConversationContext, tx: Change, batch: IngestBatch): void => {
  const known = ctx.store.contact();
  if (JSON.stringify(known) !== JSON.stringify(batch.contact)) {
    ctx.store.saveContact(batch.contact);
    if (known !== null) tx.record('contact.changed', null, {});
  }
  const news = batch.items.some(({ message }) => !message.old);
  const before = ctx.store.replyTo();
  if (before === null || (news && aliasKey(before) !== aliasKey(batch.replyTo))) ctx.store.saveReplyTo(batch.replyTo);
};

/** An id from outside as a key of the log: what SQLite cannot keep is replaced, for it only groups. */
const correlationOf = (waId: string): string => waId.replaceAll('\0', '').toWellFormed();
