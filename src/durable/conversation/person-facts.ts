import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Refused } from '../rpc/common.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { indexLines } from './recall.ts';
import { scoreFacts } from './signals.ts';
import { forgetWith } from './unremembered.ts';

/** What a person writes down, corrects, pins or erases of what is held true of a contact. */

type In<Method extends keyof ConversationRpc> = Parameters<ConversationRpc[Method]>[0];
type Out<Method extends keyof ConversationRpc> = Awaited<ReturnType<ConversationRpc[Method]>>;

const NOT_FOUND: Refused<'not_found'> = { ok: false, code: 'not_found', message: 'no such fact' };

const isHere = (ctx: ConversationContext): boolean => ctx.store.state() !== null && ctx.store.moved() === null;

const heldAs = (ctx: ConversationContext, id: number): Fact => {
  const fact = ctx.store.fact(id);
  if (fact === null) throw new Error(`fact ${id} was not kept`);
  return fact;
};

type Written = Pick<In<'writeFact'>, 'actor' | 'key' | 'value' | 'pinned'>;

/** A person's word in the place of whatever was held under the key. */
const write = (ctx: ConversationContext, tx: Change, { actor, key, value, pinned }: Written): number => {
  const held = ctx.store.facts().find((fact) => fact.key === key);
  const by = actor.name;
  const said = { key, value, quote: null, messageSeq: null, validFrom: tx.now, by };
  const id = ctx.store.insertFact({ ...said, ...(pinned && { pinned: { by, at: tx.now } }) }, null);
  if (held) ctx.store.supersede(held.id, id);
  const supersedes = held?.id ?? null;
  tx.record('fact.learnt', null, { id, key: key.toWellFormed(), messageSeq: null, supersedes, by: actor.userId });
  scoreFacts(ctx, tx, by);
  return id;
};

/** See `ConversationRpc.writeFact`. */
export const writeFact = (ctx: ConversationContext, input: In<'writeFact'>): Out<'writeFact'> => {
  if (!isHere(ctx)) return NOT_FOUND;
  const id = change(ctx, (tx) => write(ctx, tx, input));
  return { ok: true, fact: heldAs(ctx, id) };
};

/** See `ConversationRpc.changeFact`. */
export const changeFact = (
  ctx: ConversationContext,
  { actor, factId, value, pinned }: In<'changeFact'>,
): Out<'changeFact'> => {
  const held = isHere(ctx) ? ctx.store.fact(factId) : null;
  if (held === null) return NOT_FOUND;
  const id = change(ctx, (tx) => {
    const isPinned = pinned ?? held.pinned !== undefined;
    if (value !== null && value !== held.value)
      return write(ctx, tx, { actor, key: held.key, value, pinned: isPinned });
    if (isPinned !== (held.pinned !== undefined)) {
      ctx.store.pin(factId, isPinned ? { by: actor.name, at: tx.now } : null);
      tx.record('fact.pinned', null, { id: factId, pinned: isPinned, by: actor.userId });
    }
    return factId;
  });
  return { ok: true, fact: heldAs(ctx, id) };
};

/** See `ConversationRpc.forgetFact`. */
export const forgetFact = (ctx: ConversationContext, { actor, factId }: In<'forgetFact'>): Out<'forgetFact'> => {
  if (!isHere(ctx) || ctx.store.fact(factId) === null) return NOT_FOUND;
  indexLines(ctx);
  change(ctx, (tx) => {
    forgetWith(ctx, tx, factId, { by: actor.name, at: tx.now, userId: actor.userId, correlation: null });
    scoreFacts(ctx, tx, actor.name);
  });
  return { ok: true };
};
