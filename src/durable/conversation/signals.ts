import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { Fact } from '@oconnector/protocol/model/fact.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Analysis } from '../../ai/assistant.ts';
import { fold } from '../../ai/embedded/normalize.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { isQuoted } from './facts.ts';
import { DAY_MS, fadesAt, newStanding, tuningOf, type Standing } from './score.ts';
import { countFact, countSignal, type Move } from './score-move.ts';
import type { ScoreLine } from './score-table.ts';
import type { FactReason, Subject } from './score-weights.ts';
import type { ConversationState, RunningTurn } from './state.ts';

/** What moves the score: what the assistant read, how the contact behaved, what the facts say. */

/** An answer within this is a fast one. */
const FAST_MS = 5 * 60_000;

type Cause = Pick<ScoreLine, 'messageSeq' | 'quote' | 'source'> &
  Partial<Pick<ScoreLine, 'factId' | 'by' | 'note'>> & { correlation?: string | null };

export const playbookOf = (ctx: ConversationContext): Playbook => ctx.store.playbook() ?? DEFAULT_PLAYBOOK;

export const standingOf = (tx: Pick<Change, 'now' | 'state'>): Standing =>
  tx.state.score ?? { ...newStanding(tx.now), frozen: tx.state.optedOut !== null };

/** The score fades and is judged by the playbook as it is known here. */
const tune = (ctx: ConversationContext, tx: Change): void => {
  const tuning = tuningOf(playbookOf(ctx));
  if (standingOf(tx).tuning.version !== tuning.version) tx.record('score.tuned', null, tuning);
};

/** Remembers the playbook that a turn, or a reader, found: what moves the score between turns is weighed by it. */
export const learnPlaybook = (ctx: ConversationContext, playbook: Playbook): void => {
  if (ctx.store.playbook()?.version === playbook.version) return;
  change(ctx, (tx) => {
    ctx.store.savePlaybook(playbook);
    if (tx.opened && tx.state.score !== null) tune(ctx, tx);
  });
};

/** Adds a line to the ledger, without the words of a message of which a person had something forgotten: a turn may have been reading it. */
export const addLine = (ctx: ConversationContext, tx: Change, move: Move, cause: Cause): void => {
  tune(ctx, tx);
  const { messageSeq, source, factId = null, by, note = null, correlation = null } = cause;
  const isForgotten = messageSeq !== null && cause.quote !== null && ctx.store.unremembered().has(messageSeq);
  const quote = isForgotten ? null : cause.quote;
  const line = { ...move, id: standingOf(tx).lines + 1, messageSeq, source, weightsVersion: playbookOf(ctx).version };
  tx.record('score.moved', correlation, { ...line, ...(by !== undefined && { by }) });
  ctx.store.insertScoreLine({ ...line, at: tx.now, quote, factId, note, ...(by !== undefined && { by }) });
};

/** Counts a signal, if it says something new. */
export const noteSignal = (ctx: ConversationContext, tx: Change, kind: SignalKind, cause: Cause): void => {
  const move = countSignal(standingOf(tx), kind, playbookOf(ctx).weights, tx.now);
  if (move !== null) addLine(ctx, tx, move, cause);
};

/** Counts what a turn read in the messages that it answers. A signal whose words are not in them is rejected (rule L1). */
export const learnSignals = (
  ctx: ConversationContext,
  tx: Change,
  turn: RunningTurn,
  signals: Analysis['signals'],
): void => {
  for (const { kind, quote, messageSeq } of signals)
    if (isQuoted(ctx, turn, { quote, messageSeq }))
      noteSignal(ctx, tx, kind, { messageSeq, quote, source: 'ai', correlation: turn.turnId });
};

/** Counts how a contact behaves, as its message comes in. `before`: as it stood without the message. */
export const noteBehaviour = (
  ctx: ConversationContext,
  tx: Change,
  before: ConversationState,
  { content }: Pick<ReceivedMessage, 'content'>,
): void => {
  const messageSeq = tx.state.lastSeq;
  const heard = (kind: SignalKind): void => noteSignal(ctx, tx, kind, { messageSeq, quote: null, source: 'rule' });
  if (before.inboundCount > 0 && before.spokenAt > 0 && tx.now - before.spokenAt >= DAY_MS) heard('came_back');
  if (isFastAnswer(ctx, before, tx.now)) heard('answered_fast');
  if (content.type === 'media' && content.media.kind !== 'sticker') heard('sent_file');
};

/** Whether the last thing said was a question of the bot or a person, a few minutes ago. */
const isFastAnswer = (ctx: ConversationContext, before: ConversationState, now: number): boolean => {
  if (before.pending !== null || before.answeredAt === null || now - before.answeredAt >= FAST_MS) return false;
  const last = ctx.store.before(before.lastSeq + 1, 1)[0];
  return last?.direction === 'out' && contentText(last.content).includes('?');
};

/** A line for who asked to be left alone: it counts nothing, and says why the score stands still. */
export const noteOptOut = (ctx: ConversationContext, tx: Change, seq: number): void => {
  if (tx.state.score === null) return;
  addLine(
    ctx,
    tx,
    { axis: 'intent', delta: 0, reason: 'opted_out', counts: null },
    {
      messageSeq: seq,
      quote: null,
      source: 'rule',
    },
  );
};

/** Counts what the facts say about the playbook's audience, when that has changed. `by`: the person who changed them. */
export const scoreFacts = (ctx: ConversationContext, tx: Change, by?: string): void => {
  const playbook = playbookOf(ctx);
  const facts = ctx.store.facts();
  for (const subject of ['city', 'budget'] as const) {
    const said = verdictOf(subject, facts, playbook.audience);
    const move = countFact(standingOf(tx), subject, said?.reason ?? null, playbook.weights);
    if (move === null) continue;
    const { id = null, messageSeq = null, quote = null } = said?.fact ?? {};
    addLine(ctx, tx, move, {
      messageSeq,
      quote,
      factId: id,
      source: by === undefined ? 'rule' : 'human',
      ...(by && { by }),
    });
  }
};

const verdictOf = (
  subject: Subject,
  facts: readonly Fact[],
  { cities, minBudget }: Playbook['audience'],
): { reason: FactReason; fact: Fact } | null => {
  if (subject === 'city') {
    const fact = facts.findLast(({ key }) => key === 'city');
    if (fact === undefined || cities.length === 0) return null;
    const isServed = cities.some((city) => fold(city).trim() === fold(fact.value).trim());
    return { reason: isServed ? 'city_served' : 'city_not_served', fact };
  }
  const fact = facts.findLast(({ key }) => key === 'budget_max' || key === 'budget');
  const amount = Number(fact?.value);
  if (fact === undefined || minBudget === null || !Number.isFinite(amount)) return null;
  return { reason: amount >= minBudget ? 'budget_enough' : 'budget_too_small', fact };
};

/** Time alone has changed the grade or the temperature. */
export const fadeScore = (ctx: ConversationContext): void => {
  const score = ctx.store.state()?.score ?? null;
  const due = score && fadesAt(score);
  if (due !== null && due <= ctx.clock.now()) change(ctx, (tx) => tx.record('score.faded', null, {}));
};
