import { aliasKey } from '@oconnector/protocol/model/alias.ts';
import type { Holder } from '@oconnector/protocol/model/control.ts';
import { hit } from '../../lib/failpoint.ts';
import type { ConversationRpc, Forgotten, MovedLine, MovedState, Parted } from '../rpc/conversation.ts';
import { adoptFile, disownFile } from './adopt-file.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { handOver } from './control.ts';
import { addNotice, changeControl, type ControlChange } from './control-change.ts';
import { learnStanding } from './files.ts';
import { forgottenAs, saysForgotten } from './forgotten.ts';
import { inheritedHolder } from './merge.ts';
import { applyEarlierChanges, takeChange, tellQuotes } from './message-change.ts';
import { heedEarlierEdits, returnOptOut } from './opt-out.ts';
import { inheritSignals } from './merge-score.ts';
import { withdrawLines } from './score-withdraw.ts';
import { scoreFacts } from './signals.ts';
import { forgetToo, leaveOutForgotten, partedOf } from './unremembered.ts';
import { oweTranscript } from './voice.ts';

/** Another contact turned out to be this one: its thread comes here (rules M1 to M4). */

type Input = Parameters<ConversationRpc['inherit']>[0];

/**
 * See `ConversationRpc.inherit`. A line whose key is known here stays as it is. Of a merge that was given back nothing is taken: the other goes on
 * carrying until it is told.
 */
export const inherit = (ctx: ConversationContext, { mergeId, from, contact, page }: Input): void => {
  hit('merge.before_inherit');
  if (ctx.store.parted(mergeId) !== null) return;
  change(ctx, (tx) => {
    if (!tx.opened) tx.record('conversation.opened', null, { numberId: page.state.numberId });
    if (ctx.store.joinedAt(mergeId) === null) {
      ctx.store.saveJoined(mergeId, tx.now);
      if (contact !== null) rememberContact(ctx, tx, contact);
      join(ctx, tx, { mergeId, from, theirs: page.state });
      forgetToo(ctx, tx, page.state.forgotten ?? [], { mergeId, origin: mergeId });
    }
    const forgotten = ctx.store.forgotten();
    const taken = page.lines.map((was) => ({ was, seq: takeLine(ctx, tx, { mergeId, forgotten }, was) }));
    leaveOutForgotten(ctx, taken);
  });
  hit('merge.inherited');
};

const rememberContact = (ctx: ConversationContext, tx: Change, contact: NonNullable<Input['contact']>): void => {
  ctx.store.saveContact(contact);
  tx.record('contact.changed', null, {});
  const own = new Set(contact.aliases.map(aliasKey));
  ctx.store.saveApart(ctx.store.apart().filter((key) => !own.has(key)));
};

/** Where both go on: the numbers that a fence must reach, where the contact wrote last, and who has control. */
const join = (
  ctx: ConversationContext,
  tx: Change,
  { mergeId, from, theirs }: { mergeId: string; from: string; theirs: MovedState },
): void => {
  const isNewer = theirs.spokenAt > tx.state.spokenAt;
  if (theirs.replyTo !== null && (isNewer || ctx.store.replyTo() === null)) ctx.store.saveReplyTo(theirs.replyTo);
  tx.record('thread.joined', mergeId, {
    mergeId,
    from,
    numbers: theirs.numbers,
    numberId: isNewer ? theirs.numberId : tx.state.numberId,
  });
  const seq = addNotice(ctx, tx, { event: 'merged', contactId: from }, mergeId);
  const holder = inheritedHolder(tx.state, theirs);
  if (theirs.optedOut && (tx.state.optedOut === null || tx.state.optedOut.inherited))
    tx.record('optout.recorded', mergeId, { seq, mergeId });
  if (holder !== null) changeControl(ctx, tx, controlOf(tx, holder, theirs, mergeId));
};

const controlOf = (tx: Change, holder: Holder, theirs: MovedState, mergeId: string): ControlChange => {
  const releaseAfterMs = holder.kind === 'human' ? theirs.releaseAfterMs : null;
  return {
    control: handOver(tx.state.control, holder, tx.now, releaseAfterMs),
    cause:
      holder.kind === 'human'
        ? holder.via === 'phone'
          ? 'phone'
          : 'takeover'
        : holder.kind === 'paused' && holder.reason === 'opted_out'
          ? 'optout'
          : 'handoff',
    by: holder.kind === 'human' ? holder.name : 'Bot',
    releaseAfterMs,
    correlation: mergeId,
  };
};

/** Where it stands in the thread now. */
const takeLine = (
  ctx: ConversationContext,
  tx: Change,
  { mergeId, forgotten }: { mergeId: string; forgotten: readonly Forgotten[] },
  line: MovedLine,
): number => {
  const { numberId, direction, waId, at } = line;
  const target = { numberId, direction, waId };
  const earlier = ctx.store.toldOf(target);
  for (const { waId: changeId, change: told } of line.changes) takeChange(ctx, tx, target, changeId, told);
  const known = ctx.store.known(numberId, direction, waId);
  if (known !== null) {
    if (line.content.type === 'media' && line.file !== null)
      learnStanding(ctx, tx, line.content.media.mediaId, line.file.standing);
    return known.seq;
  }
  const seq = tx.state.lastSeq + 1;
  const voice = line.unheard && line.content.type === 'media' ? line.content.media.mediaId : undefined;
  const version = tx.record('message.inherited', mergeId, {
    seq,
    direction,
    at,
    ...(voice !== undefined && { voice }),
  });
  ctx.store.insertInherited(line, adoptFile(ctx, tx, line.content, line.file), { seq, version, mergeId });
  applyEarlierChanges(ctx, tx, target, seq);
  heedEarlierEdits(ctx, tx, earlier, seq);
  if (voice !== undefined) oweTranscript(ctx, tx, seq);
  for (const fact of line.facts) {
    if (forgottenAs(forgotten, fact) !== null || ctx.store.facts().some(({ key }) => key === fact.key)) continue;
    const id = ctx.store.insertInheritedFact(fact, seq, mergeId);
    tx.record('fact.learnt', mergeId, { id, key: fact.key.toWellFormed(), messageSeq: seq, supersedes: null });
  }
  const isErased = (quote: string | null) => quote !== null && saysForgotten(forgotten, quote, line.at);
  inheritSignals(
    ctx,
    tx,
    seq,
    line.signals.map((signal) => (isErased(signal.quote) ? { ...signal, quote: null } : signal)),
  );
  return seq;
};

/**
 * See `ConversationRpc.disown`. What the merge brought is forgotten here, with what was learnt from it, so that nothing of
 * it is ever said to this contact; what was written here since stays, for nobody can say whose it is.
 */
export const disown = (
  ctx: ConversationContext,
  { mergeId, from, contact, apart }: Parameters<ConversationRpc['disown']>[0],
): Parted => {
  const parted = ctx.store.parted(mergeId);
  if (parted !== null) return parted;
  const joinedAt = ctx.store.joinedAt(mergeId);
  if (joinedAt === null) return { forgotten: [], lines: [] };
  return change(ctx, (tx) => {
    const left = partedOf(ctx, mergeId, joinedAt);
    ctx.store.saveParted(mergeId, left);
    ctx.store.giveBackForgotten(mergeId, joinedAt);
    ctx.store.saveJoined(mergeId, null);
    ctx.store.saveContact(contact);
    tx.record('contact.changed', null, {});
    ctx.store.saveApart([...new Set([...ctx.store.apart(), ...apart])]);
    const replyTo = ctx.store.replyTo();
    const [first] = contact.aliases;
    if (replyTo !== null && first !== undefined && apart.includes(aliasKey(replyTo))) ctx.store.saveReplyTo(first);
    const lines = ctx.store.linesOf(mergeId);
    withdrawLines(
      ctx,
      tx,
      mergeId,
      lines.map(({ seq }) => seq),
    );
    for (const { seq, mediaId, target } of lines) {
      if (target !== null) tellQuotes(ctx, tx, target);
      ctx.store.giveBack(seq, tx.record('message.disowned', mergeId, { seq }));
      if (mediaId !== null) disownFile(ctx, mediaId);
    }
    scoreFacts(ctx, tx);
    ctx.store.forgetSummary();
    const noticeSeq = addNotice(ctx, tx, { event: 'unmerged', contactId: from }, mergeId);
    returnOptOut(ctx, tx, mergeId, noticeSeq);
    return left;
  });
};
