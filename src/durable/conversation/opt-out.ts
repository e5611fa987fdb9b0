import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { languageOf } from '../../ai/embedded/language.ts';
import { uuidv7 } from '../../lib/random.ts';
import type { ToldChange } from '../rpc/conversation.ts';
import { queueCommand } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { handOver, isOptedOut, RESOLVED, restingHolder } from './control.ts';
import { addNotice, changeControl, setControl } from './control-change.ts';
import { isChange } from './message-change.ts';
import { noteOptOut } from './signals.ts';
import { asksToComeBack, asksToStop } from './opt-out-words.ts';
import { OPTED_IN_NOTICE, OPTED_OUT_NOTICE } from './wording.ts';

/** Whoever asks for no more automatic messages gets none: decided in the transaction that stores the message. */

/** `seq`: the line it is, or is about. */
type Heard = { message: ReceivedMessage; seq: number };

/** Records an opt-out or its end, if this message of the contact, or an edit of theirs, asks for one. */
export const heedConsent = (ctx: ConversationContext, tx: Change, heard: Heard): void => {
  const { message, seq } = heard;
  if (isChange(message)) return heedEdit(ctx, tx, heard);
  const text = contentText(message.content);
  // An edit may have overtaken what it is about: any of the wordings asks.
  const wordings = ctx.store.hasChanges() ? ctx.store.wordings(seq) : [text];
  const stop = wordings.find(asksToStop);
  if (stop !== undefined) return optOut(ctx, tx, { ...heard, isNew: !message.old }, stop);
  // What a history scan finds later may be older than the opt-out; only words said now end it.
  if (tx.state.optedOut !== null && !message.old && asksToComeBack(text)) optIn(ctx, tx, heard, text);
};

/**
 * Words that were edited count as said at the time of the edit: they take nothing back that was asked for before, and what
 * a history scan finds of them counts unless the contact came back since (rule C12).
 */
const heedEdit = (ctx: ConversationContext, tx: Change, { message, seq }: Heard): void => {
  const { content, sentAt, about } = message;
  const text = contentText(content);
  if (about?.kind !== 'edited' || about.fromMe || seq === 0 || !asksToStop(text)) return;
  heedEditedWords(ctx, tx, { seq, at: sentAt, text });
};

const heedEditedWords = (
  ctx: ConversationContext,
  tx: Change,
  { seq, at, text }: { seq: number; at: number; text: string },
): void => {
  if (at >= tx.state.cameBackAt) optOut(ctx, tx, { seq, isNew: tx.now - at <= ctx.settings.replyLifeMs }, text);
};

/** Words of a voice note, once somebody has heard them: said when they were heard (rule C13). */
export const heedSpoken = (
  ctx: ConversationContext,
  tx: Change,
  { seq, text }: { seq: number; text: string },
): void => {
  if (asksToStop(text)) heedEditedWords(ctx, tx, { seq, at: tx.now, text });
};

/** A line that a merge brings may have been edited here before it came: nobody has heeded that yet. */
export const heedEarlierEdits = (
  ctx: ConversationContext,
  tx: Change,
  earlier: readonly { change: ToldChange }[],
  seq: number,
): void => {
  if (tx.state.group) return;
  for (const { change: told } of earlier)
    if (told.kind === 'edited' && told.by === 'contact' && asksToStop(told.text))
      heedEditedWords(ctx, tx, { seq, at: told.at, text: told.text });
};

const heldByPerson = (tx: Change): boolean => tx.state.control.holder.kind === 'human';

/**
 * A person who holds the conversation keeps it, and answers for themselves; otherwise everything automatic stops here, and
 * one confirmation goes out under the new generation. To what is not new nothing is answered, this neither.
 */
const optOut = (
  ctx: ConversationContext,
  tx: Change,
  { seq, isNew }: { seq: number; isNew: boolean },
  text: string,
): void => {
  const { optedOut } = tx.state;
  if (optedOut !== null && !optedOut.inherited) return;
  tx.record('optout.recorded', null, { seq });
  noteOptOut(ctx, tx, seq);
  // Nothing changes, but that it stays when the contact who brought it goes.
  if (optedOut !== null) return;
  if (heldByPerson(tx)) {
    addNotice(ctx, tx, { event: 'opted_out', cancelled: 0 }, null);
    return;
  }
  const control = handOver(tx.state.control, { kind: 'paused', reason: 'opted_out' }, tx.now, null);
  changeControl(ctx, tx, { control, cause: 'optout', by: '' });
  if (isNew) confirm(ctx, tx, OPTED_OUT_NOTICE[languageFor(ctx, text)]);
};

const optIn = (ctx: ConversationContext, tx: Change, { message, seq }: Heard, text: string): void => {
  tx.record('optin.recorded', null, { seq, saidAt: message.sentAt });
  if (heldByPerson(tx)) {
    addNotice(ctx, tx, { event: 'opted_in', by: null }, null);
    return;
  }
  changeControl(ctx, tx, {
    control: handOver(tx.state.control, { kind: 'bot' }, tx.now, null),
    cause: 'optin',
    by: '',
  });
  confirm(ctx, tx, OPTED_IN_NOTICE[languageFor(ctx, text)]);
};

/**
 * A merge is undone: the opt-out of who it brought goes with them, and the bot has the word again where it had it before
 * (rule M7). A person who has it keeps it.
 */
export const returnOptOut = (ctx: ConversationContext, tx: Change, mergeId: string, noticeSeq: number): void => {
  const inherited = tx.state.optedOut?.inherited;
  if (!inherited?.merges.includes(mergeId)) return;
  const over = inherited.merges.every((other) => other === mergeId);
  const nothingCame = tx.state.pending === null;
  tx.record('optout.returned', mergeId, { mergeId, over });
  if (!over || !isOptedOut(tx.state.control)) return;
  const closed = inherited.resolved && nothingCame && tx.state.waitingSince === null;
  setControl(ctx, tx, {
    control: handOver(tx.state.control, closed ? RESOLVED : restingHolder(tx.state), tx.now, null),
    cause: closed ? 'resolve' : 'unmerge',
    noticeSeq,
    correlation: mergeId,
  });
};

const languageFor = (ctx: ConversationContext, text: string) =>
  ctx.store.knownLanguage() ?? languageOf(text) ?? wordLanguage(text);

/** A single word of the two other languages says which one it is; `languageOf` knows only words of whole sentences. */
const wordLanguage = (text: string): 'pt' | 'en' | 'es' =>
  /\b(?:stop|unsub\w*|start|cancel|opt|remove|leave|resume)\b/iu.test(text)
    ? 'en'
    : /\b(?:baja|salir|basta|volver|dejen?|detener)\b/iu.test(text)
      ? 'es'
      : 'pt';

const confirm = (ctx: ConversationContext, tx: Change, text: string): void =>
  queueCommand(ctx, tx, {
    commandId: uuidv7(ctx.random, tx.now),
    class: 'notice',
    author: { kind: 'bot' },
    content: { type: 'text', text },
    notAfter: tx.now + ctx.settings.replyLifeMs,
    turn: null,
  });
