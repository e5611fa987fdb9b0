import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import { change } from './change.ts';
import { queueCommand, type CommandRequest } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { giveToPerson } from './control-change.ts';
import type { StaleReason, TurnError } from './events.ts';
import { learnFacts } from './facts.ts';
import { learnSignals, scoreFacts, standingOf } from './signals.ts';
import { fadedTo, temperatureOf } from './score.ts';
import type { RunningTurn } from './state.ts';
import { rememberOlder } from './summary.ts';
import { decideReply, type Thought } from './thought.ts';
import { afterFailure, judgeThought } from './turn.ts';
import { isTooLate, overdueAt } from './turn-time.ts';
import { UNANSWERED } from './unanswered.ts';
import { BOT_FAILED_NOTICE } from './wording.ts';

/** Says what was thought, only if the fence still holds; otherwise the thought is logged and forgotten. */
export const sayThought = (ctx: ConversationContext, turn: RunningTurn, thought: Thought): void => {
  hit('turn.before_commit');
  change(ctx, (tx) => {
    const verdict = judgeThought(tx.state, turn);
    if (verdict.ok) commitReply(ctx, tx, turn, thought);
    else dropThought(ctx, tx, turn, verdict.why);
  });
  hit('turn.committed');
};

const dropThought = (
  ctx: ConversationContext,
  tx: Change,
  { turnId }: Pick<RunningTurn, 'turnId'>,
  why: StaleReason,
): void => {
  ctx.store.endTurn(turnId, { state: 'stale', error: why }, tx.now);
  tx.record('turn.stale', turnId, { turnId, why });
};

const commitReply = (ctx: ConversationContext, tx: Change, turn: RunningTurn, thought: Thought): void => {
  const { turnId, lastInSeq } = turn;
  const { reply, analysis, retrieval, ms } = thought;
  if (retrieval !== null) {
    const passages = retrieval.passages.map(({ passageId }) => passageId);
    const scores = retrieval.passages.map(({ score }) => Math.round(score * 1000) / 1000);
    tx.record('turn.retrieved', turnId, { turnId, passages, scores, ms: retrieval.ms });
  }
  if (analysis !== null) {
    ctx.store.saveLanguage(analysis.language);
    learnFacts(ctx, tx, turn, analysis.facts);
    learnSignals(ctx, tx, turn, analysis.signals);
    scoreFacts(ctx, tx);
  }
  const { bubbles, handoff, followUp, lesson } = decideReply(tx.state, thought, {
    temperature: temperatureOf(fadedTo(standingOf(tx), tx.now)),
    language: ctx.store.language(),
    now: tx.now,
  });
  tx.record('turn.replied', turnId, {
    turnId,
    outcome: reply.outcome,
    handoff: handoff !== null,
    coveredSeq: lastInSeq,
    bubbles: bubbles.length,
    ms,
    lesson,
    ...(followUp !== null && { followUp }),
  });
  ctx.store.endTurn(
    turnId,
    {
      state: 'replied',
      coveredSeq: lastInSeq,
      outcome: reply.outcome,
      trace: [...reply.trace, ...(analysis?.trace ?? [])],
    },
    tx.now,
  );
  if (reply.outcome === 'unknown') ctx.outbox.put(UNANSWERED, turnId);
  if (handoff !== null) giveToPerson(ctx, tx, handoff, turnId);
  bubbles.forEach((text, part) =>
    queueCommand(
      ctx,
      tx,
      botCommand(ctx, tx, text, { turnId, part, citations: part === 0 ? reply.citations : [] }, handoff !== null),
    ),
  );
  rememberOlder(ctx, tx, turnId, lastInSeq);
};

const botCommand = (
  ctx: ConversationContext,
  tx: Change,
  text: string,
  turn: CommandRequest['turn'],
  notice: boolean,
): CommandRequest => ({
  commandId: uuidv7(ctx.random, tx.now),
  class: notice ? 'notice' : 'reply',
  author: { kind: 'bot' },
  content: { type: 'text', text },
  notAfter: tx.now + ctx.settings.replyLifeMs,
  turn,
});

/** The assistant failed: once more after a pause, then a person. A turn that was overtaken meanwhile is only logged. */
export const failTurn = (ctx: ConversationContext, turn: RunningTurn, error: TurnError): void =>
  change(ctx, (tx) => {
    const { turnId } = turn;
    if (tx.state.turn?.turnId !== turnId) {
      dropThought(ctx, tx, turn, tx.state.control.generation === turn.generation ? 'superseded' : 'generation');
      return;
    }
    const next = afterFailure(tx.state, error, ctx.settings, tx.now);
    ctx.store.endTurn(turnId, { state: error === 'lost' ? 'lost' : 'failed', error }, tx.now);
    const { pending } = tx.state;
    if (error === 'lost') {
      const isLate = pending !== null && isTooLate(pending, tx.now, ctx.settings);
      tx.record('turn.lost', turnId, { turnId, ...(isLate && { anew: true }) });
    } else tx.record('turn.failed', turnId, { turnId, error, retryAt: 'retryAt' in next ? next.retryAt : null });
    if (!('giveUp' in next)) return;
    giveToPerson(ctx, tx, 'bot_failed', turnId);
    queueCommand(
      ctx,
      tx,
      botCommand(ctx, tx, BOT_FAILED_NOTICE[ctx.store.language()], { turnId, part: 0, citations: [] }, true),
    );
  });

/** The backstop: a turn that has not ended by now never will, for instance because an assistant swallowed its time. */
export const endOverdueTurn = (ctx: ConversationContext): void => {
  const turn = ctx.store.state()?.turn ?? null;
  if (turn !== null && overdueAt(turn, ctx.settings) <= ctx.clock.now()) failTurn(ctx, turn, 'timeout');
};

/** After waking: nobody thinks any more about turns that were left thinking. */
export const endLostTurns = (ctx: ConversationContext): void => {
  const left = ctx.store.thinkingTurns();
  if (left.length === 0) return;
  const running = ctx.store.state()?.turn ?? null;
  change(ctx, (tx) => {
    for (const turnId of left) if (turnId !== running?.turnId) dropThought(ctx, tx, { turnId }, 'superseded');
  });
  if (running !== null) failTurn(ctx, running, 'lost');
};
