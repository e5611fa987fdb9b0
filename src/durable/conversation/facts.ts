import { contentText } from '@oconnector/protocol/model/content.ts';
import type { Analysis } from '../../ai/assistant.ts';
import type { Change, ConversationContext } from './context.ts';
import { includes } from './span.ts';
import type { RunningTurn } from './state.ts';

const MAX_KEY = 64;
const MAX_VALUE = 512;

type Claim = Analysis['facts'][number];

/** Whether the contact really said it: the quote stands word for word in a message that this turn answers. */
const isSaid = (ctx: ConversationContext, turn: RunningTurn, { key, value, quote, messageSeq }: Claim): boolean => {
  if (key === '' || key.length > MAX_KEY || value.length > MAX_VALUE || quote.trim() === '') return false;
  if (!includes(turn.spans, messageSeq)) return false;
  const message = ctx.store.message(messageSeq);
  return message?.direction === 'in' && contentText(message.content).includes(quote);
};

/** Keeps what a turn learnt. A new value supersedes the old one, which stays; the same value again changes nothing. */
export const learnFacts = (ctx: ConversationContext, tx: Change, turn: RunningTurn, claims: readonly Claim[]): void => {
  for (const claim of claims) {
    if (!isSaid(ctx, turn, claim)) continue;
    const held = ctx.store.facts().find(({ key }) => key === claim.key);
    if (held?.value === claim.value) continue;
    const { key, value, quote, messageSeq } = claim;
    const id = ctx.store.insertFact({ key, value, quote, messageSeq, validFrom: tx.now }, turn.turnId);
    if (held) ctx.store.supersede(held.id, id);
    tx.record('fact.learnt', turn.turnId, { id, key: key.toWellFormed(), messageSeq, supersedes: held?.id ?? null });
  }
};
