import type { CommandClass } from '@oconnector/protocol/model/command.ts';
import type { Content } from '@oconnector/protocol/model/content.ts';
import type { Author, Citation, DeliveryStatus } from '@oconnector/protocol/model/message.ts';
import type { Change, ConversationContext } from './context.ts';
import { giveToPerson } from './control-change.ts';
import { expiredCommands, fencedCommands, neverLeft, nextToDispatch, stoppedFollowUps } from './delivery-status.ts';
import { adoptFile } from './adopt-file.ts';
import { isUnsayable } from './turn.ts';

export const SEND = 'send';

export type CommandRequest = {
  commandId: string;
  /** The id under which a person's client asked for it. */
  clientId?: string;
  class: CommandClass;
  author: Author;
  content: Content;
  notAfter: number | null;
  turn: { turnId: string; part: number; citations: Citation[] } | null;
  isFollowUp?: true;
};

/** Puts one outbound message into the thread and on its way, under the control of this moment. */
export const queueCommand = (ctx: ConversationContext, tx: Change, request: CommandRequest): void => {
  const { commandId, notAfter, turn } = request;
  const { numberId, control, lastSeq } = tx.state;
  const to = ctx.store.replyTo();
  if (to === null) throw new Error('nobody to answer: the contact never wrote');
  const seq = lastSeq + 1;
  const version = tx.record('command.queued', turn?.turnId ?? commandId, {
    commandId,
    seq,
    class: request.class,
    generation: control.generation,
    turnId: turn?.turnId ?? null,
    part: turn?.part ?? null,
    notAfter,
    numberId,
    ...(request.isFollowUp && { isFollowUp: true }),
  });
  const inserted = ctx.store.insertCommand({
    seq,
    at: tx.now,
    version,
    numberId,
    commandId,
    clientId: request.clientId ?? null,
    class: request.class,
    generation: control.generation,
    to,
    author: request.author,
    content: request.content,
    media: adoptFile(ctx, tx, request.content),
    notAfter,
    turn,
  });
  if (!inserted) throw new Error(`command ${commandId} exists already`);
};

/** Moves a command to a status and tells its story. The caller has checked that this is a step forward. */
export const moveCommand = (
  ctx: ConversationContext,
  tx: Change,
  commandId: string,
  to: Exclude<DeliveryStatus, 'queued' | 'dispatched'>,
  reason: string | null,
  at: number,
): void => {
  const command = ctx.store.commandStatus(commandId);
  if (command === null) return;
  const { status: from, turnId, seq, settled, look } = command;
  const version = tx.record(`command.${to}`, turnId ?? commandId, {
    commandId,
    from,
    seq,
    ...(settled && { settled: true }),
  });
  if (look?.endedAt === null) ctx.store.saveLook(commandId, { ...look, endedAt: tx.now }, version);
  ctx.store.saveStatus({ ...command, status: to, statusAt: { ...command.statusAt, [to]: at } }, reason, version);
  if (turnId !== null && (neverLeft(to) || to === 'failed')) settleTurnEnd(ctx, tx, turnId);
};

/** A part of a reply will not be said: neither will the parts after it. When none was, what it answered waits again. */
const settleTurnEnd = (ctx: ConversationContext, tx: Change, turnId: string): void => {
  const parts = ctx.store.commandsOfTurn(turnId);
  const waiting = parts.find(({ status }) => status === 'queued');
  if (waiting) moveCommand(ctx, tx, waiting.commandId, 'cancelled', 'an earlier part was not sent', tx.now);
  else if (parts.every(({ status }) => neverLeft(status)) && turnId in tx.state.replies) {
    tx.record('turn.unsaid', turnId, { turnId });
    // Without a word to the contact: it would not leave either.
    if (isUnsayable(tx.state)) giveToPerson(ctx, tx, 'bot_failed', turnId);
  }
};

/** Ends what the fence stops and what was never handed over in time. One by one: an end may give the conversation to a person. */
const endOverdue = (ctx: ConversationContext, tx: Change): void => {
  for (;;) {
    const [fenced] = fencedCommands(tx.state);
    const [stopped] = stoppedFollowUps(tx.state);
    const [late] = expiredCommands(tx.state, tx.now);
    const ended = fenced ?? stopped ?? late;
    if (ended === undefined) return;
    if (ended === fenced) moveCommand(ctx, tx, ended, 'cancelled', 'control changed', tx.now);
    else if (ended === stopped) moveCommand(ctx, tx, ended, 'cancelled', 'the contact wrote', tx.now);
    else moveCommand(ctx, tx, ended, 'expired', 'never handed over', tx.now);
    if (ended in tx.state.open) throw new Error(`command ${ended} is open and has no message`);
  }
};

/**
 * Part of every change: cancels what the fence stops, expires what was never handed over in time, and hands over the next
 * command when none is under way. One at a time per contact, so that they arrive in order.
 */
export const settleCommands = (ctx: ConversationContext, tx: Change): void => {
  endOverdue(ctx, tx);
  const next = nextToDispatch(tx.state);
  if (next === null) return;
  const command = ctx.store.commandStatus(next);
  if (command === null) throw new Error(`command ${next} is open and has no message`);
  // Marked before it is handed over: from here on a takeover must assume that it may already be gone.
  const version = tx.record('command.dispatched', command.turnId ?? next, { commandId: next });
  ctx.store.saveStatus(
    { ...command, status: 'dispatched', statusAt: { ...command.statusAt, dispatched: tx.now } },
    null,
    version,
  );
  ctx.outbox.put(SEND, next);
};
