import { contentText } from '@oconnector/protocol/model/content.ts';
import type { MessageChange } from '@oconnector/protocol/model/change.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { IngestResult, ToldChange } from '../rpc/conversation.ts';
import { aftermathOf } from './aftermath.ts';
import type { Change, ConversationContext } from './context.ts';
import type { Target } from './change-table.ts';
import { takeBackQuestions } from './unanswered.ts';

/** Edits, revokes and reactions: they change a line of the thread and make none (rule T8). */

type ChangeOf = ReceivedMessage & { about: MessageChange };

export const isChange = (message: ReceivedMessage): message is ChangeOf => message.about !== undefined;

const toldChange = ({ about, content, sentAt: at, fromMe }: ChangeOf): ToldChange => {
  const by = fromMe ? 'number' : 'contact';
  switch (about.kind) {
    case 'edited':
      return { kind: 'edited', at, by, text: contentText(content) };
    case 'revoked':
      return { kind: 'revoked', at, by };
    case 'reaction':
      return { kind: 'reaction', at, by, emoji: about.emoji };
  }
};

/**
 * Takes a change in, once. One of a message that is not here is kept for it: it may have been overtaken, or be about
 * something that was never told. `seq`: the line it is about; 0 when there is none.
 */
export const storeChange = (
  ctx: ConversationContext,
  tx: Change,
  numberId: string,
  message: ChangeOf,
): IngestResult => {
  const { waId, about } = message;
  const target: Target = { numberId, direction: about.fromMe ? 'out' : 'in', waId: about.waId };
  const seq = ctx.store.known(numberId, target.direction, target.waId)?.seq ?? 0;
  if (!takeChange(ctx, tx, target, waId, toldChange(message))) return { waId, seq, outcome: 'duplicate' };
  if (seq > 0) applyChange(ctx, tx, target, seq, about.kind);
  return { waId, seq, outcome: 'stored' };
};

/**
 * Notes a change, also of a message that is not here; the lines that quote it are told again. False when it is known.
 */
export const takeChange = (
  ctx: ConversationContext,
  tx: Change,
  target: Target,
  waId: string,
  told: ToldChange,
): boolean => {
  if (!ctx.store.insertChange(target, waId, told)) return false;
  if (told.kind !== 'reaction') tellQuotes(ctx, tx, target);
  return true;
};

/** The lines that quote this one are told again. */
export const tellQuotes = (ctx: ConversationContext, tx: Change, target: Target): void => {
  for (const seq of ctx.store.quotesOf(target)) ctx.store.touch(seq, tx.record('quote.changed', null, { seq }));
};

/** A message has just been stored: what is known to have happened to it happens now. */
export const applyEarlierChanges = (ctx: ConversationContext, tx: Change, target: Target, seq: number): void => {
  const kinds = new Set(ctx.store.toldOf(target).map(({ change }) => change.kind));
  for (const kind of kinds) applyChange(ctx, tx, target, seq, kind);
};

const applyChange = (
  ctx: ConversationContext,
  tx: Change,
  target: Target,
  seq: number,
  kind: MessageChange['kind'],
): void => {
  if (kind !== 'reaction' && seq <= tx.state.summarised) ctx.store.forgetSummary();
  const version = tx.record(kind === 'reaction' ? 'message.reacted' : `message.${kind}`, null, { seq });
  if (kind === 'revoked') takeBackQuestions(ctx, [seq]);
  ctx.store.saveAftermath(seq, aftermathOf(ctx.store.toldOf(target).map(({ change }) => change)), version);
};
