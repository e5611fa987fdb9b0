import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { Forgotten, MovedLine, Parted } from '../rpc/conversation.ts';
import type { Change, ConversationContext } from './context.ts';
import { forgottenAs, forgottenOf, saysForgotten } from './forgotten.ts';
import { toLine } from './memory.ts';
import { matchOf } from './recall.ts';
import { scoreFacts } from './signals.ts';
import { summariseAgain } from './summary.ts';
import { takeBackQuestions } from './unanswered.ts';

/**
 * What the assistant is not reminded of: the lines in which something was said that a person had it forget. They stay in the thread, which is
 * the business's; only no window, no summary and no search tells the assistant of them again, under whatever name the contact goes on.
 */

/** Lines that are looked at for each value. */
const LOOKED_AT = 500;

/** Who has a fact forgotten: a person, or a merge with a contact of whom it was. */
type Cause = { by: string; at: number; userId?: string; correlation: string | null };

/** These lines are told no more, and the ledger quotes them no more. Inside a transaction. */
const leaveOut = (ctx: Pick<ConversationContext, 'store' | 'outbox'>, seqs: readonly number[]): void => {
  const { store } = ctx;
  if (seqs.length === 0) return;
  store.unremember(seqs);
  store.unquoteLines(seqs);
  for (const seq of seqs) store.indexLine(seq, '');
  summariseAgain(store);
  takeBackQuestions(ctx, seqs);
};

const saysIn = (
  { store }: Pick<ConversationContext, 'store'>,
  forgotten: readonly Forgotten[],
  seq: number,
  at?: number,
): boolean => {
  const message = store.message(seq);
  const line = message && toLine(message);
  return line !== null && saysForgotten(forgotten, line.text, at ?? line.at);
};

/** Lines that say a forgotten fact: its own, and whichever repeats its value or its words. The index has every line by now. */
const linesSaying = (ctx: Pick<ConversationContext, 'store'>, fact: Fact, forgotten: Forgotten): number[] => {
  const repeated = [fact.value, fact.quote ?? '']
    .flatMap((text) => matchOf(text) ?? [])
    .flatMap((match) => ctx.store.linesMatching(match, LOOKED_AT))
    .filter((seq) => saysIn(ctx, [forgotten], seq));
  return [...(fact.messageSeq === null ? [] : [fact.messageSeq]), ...repeated];
};

/** Erases a fact, and what it superseded, with its words in the ledger. Inside a transaction. */
const erase = (ctx: ConversationContext, tx: Change, factId: number, cause: Cause): Fact[] => {
  const { by, at, userId, correlation } = cause;
  const gone = ctx.store.forget(factId, (fact) => forgottenOf(fact, { by, at }));
  for (const fact of gone) {
    ctx.store.eraseScoreQuotes(fact);
    tx.record('fact.forgotten', correlation, { id: fact.id, ...(userId !== undefined && { by: userId }) });
  }
  return gone;
};

/** A person has the assistant forget a fact. The index has every line by now. Inside a transaction. */
export const forgetWith = (ctx: ConversationContext, tx: Change, factId: number, cause: Cause): void => {
  const gone = erase(ctx, tx, factId, cause);
  leaveOut(ctx, [...new Set(gone.flatMap((fact) => linesSaying(ctx, fact, forgottenOf(fact, cause))))]);
};

/** Lines of a thread that are read at once. */
const READ_AT_ONCE = 500;

const allSaying = (ctx: ConversationContext, tx: Change, forgotten: readonly Forgotten[]): number[] => {
  const before = ctx.store.unremembered();
  const found: number[] = [];
  for (let first = 1; first <= tx.state.lastSeq; first += READ_AT_ONCE)
    for (const { seq } of ctx.store.between(first, first + READ_AT_ONCE - 1))
      if (!before.has(seq) && saysIn(ctx, forgotten, seq)) found.push(seq);
  return found;
};

/**
 * What was forgotten of a contact who is this one too, or was: forgotten here as if it had been said and forgotten here. `origin`: the merge
 * that brought it, with which it goes. Inside a transaction.
 */
export const forgetToo = (
  ctx: ConversationContext,
  tx: Change,
  forgotten: readonly Forgotten[],
  { mergeId, origin }: { mergeId: string; origin: string | null },
): void => {
  if (forgotten.length === 0) return;
  for (const one of forgotten) ctx.store.insertForgotten(one, origin);
  for (const fact of ctx.store.allFacts()) {
    const as = forgottenAs(forgotten, fact);
    if (as !== null) erase(ctx, tx, fact.id, { by: as.by, at: as.at, correlation: mergeId });
  }
  leaveOut(ctx, allSaying(ctx, tx, forgotten));
  scoreFacts(ctx, tx);
};

/** A line of another conversation, as far as the assistant may be told of it there. */
export type Was = Pick<MovedLine, 'at' | 'unremembered'>;

/** Lines that a merge has just brought: what is forgotten there or here stays so. Inside a transaction. */
export const leaveOutForgotten = (ctx: ConversationContext, lines: readonly { seq: number; was: Was }[]): void => {
  const forgotten = ctx.store.forgotten();
  const gone = lines.filter(({ seq, was }) => was.unremembered || saysIn(ctx, forgotten, seq, was.at));
  leaveOut(
    ctx,
    gone.map(({ seq }) => seq),
  );
};

/** What was forgotten while two contacts were one, for the one who goes: each was meant. */
export const partedOf = (ctx: ConversationContext, mergeId: string, joinedAt: number): Parted => {
  const gone = ctx.store.unremembered();
  return {
    forgotten: ctx.store.forgotten().filter(({ at }) => at >= joinedAt),
    lines: ctx.store.linesOf(mergeId).flatMap(({ seq, target }) => (target !== null && gone.has(seq) ? [target] : [])),
  };
};

/** A contact is on its own again: what was forgotten while it was not is forgotten here. Inside a transaction. */
export const forgetParted = (
  ctx: ConversationContext,
  tx: Change,
  mergeId: string,
  { forgotten, lines }: Parted,
): void => {
  leaveOut(
    ctx,
    lines.flatMap(({ numberId, direction, waId }) => ctx.store.known(numberId, direction, waId)?.seq ?? []),
  );
  forgetToo(ctx, tx, forgotten, { mergeId, origin: null });
};
