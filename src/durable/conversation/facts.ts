import { contentText } from '@oconnector/protocol/model/content.ts';
import type { Analysis } from '../../ai/assistant.ts';
import type { Change, ConversationContext } from './context.ts';
import { includes } from './span.ts';
import type { RunningTurn } from './state.ts';

const MAX_KEY = 64;
const MAX_VALUE = 512;

type Claim = Analysis['facts'][number];

/** Whether the contact really said it: the quote stands word for word in a message that this turn answers. */
export const isQuoted = (
  ctx: ConversationContext,
  turn: RunningTurn,
  { quote, messageSeq }: Pick<Claim, 'quote' | 'messageSeq'>,
): boolean => {
  if (quote.trim() === '' || !includes(turn.spans, messageSeq)) return false;
  const message = ctx.store.message(messageSeq);
  return (
    message?.direction === 'in' &&
    (contentText(message.content).includes(quote) || message.transcript?.text?.includes(quote) === true)
  );
};

const isClaim = ({ key, value }: Claim): boolean => key !== '' && key.length <= MAX_KEY && value.length <= MAX_VALUE;

/**
 * Keeps what a turn learnt. A new value supersedes the old one, which stays; the same value again changes nothing, and neither
 * does another one than a person has pinned (rule L7).
 */
export const learnFacts = (ctx: ConversationContext, tx: Change, turn: RunningTurn, claims: readonly Claim[]): void => {
  const gone = ctx.store.unremembered();
  for (const claim of claims) {
    // What a line said that was forgotten is not learnt of it again, should it have to be answered again.
    if (!isClaim(claim) || gone.has(claim.messageSeq) || !isQuoted(ctx, turn, claim)) continue;
    const held = ctx.store.facts().find(({ key }) => key === claim.key);
    if (held?.value === claim.value || held?.pinned !== undefined) continue;
    const { key, value, quote, messageSeq } = claim;
    const id = ctx.store.insertFact({ key, value, quote, messageSeq, validFrom: tx.now }, turn.turnId);
    if (held) ctx.store.supersede(held.id, id);
    tx.record('fact.learnt', turn.turnId, { id, key: key.toWellFormed(), messageSeq, supersedes: held?.id ?? null });
  }
};
