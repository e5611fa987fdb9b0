import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { BantField } from '@oconnector/protocol/model/score.ts';
import type { Analysis, Reply } from '../../ai/assistant.ts';
import { composeHandoff } from '../../ai/embedded/compose/handoff.ts';
import { hit } from '../../lib/failpoint.ts';
import { uuidv7 } from '../../lib/random.ts';
import { change } from './change.ts';
import { queueCommand, type CommandRequest } from './commands.ts';
import type { Change, ConversationContext } from './context.ts';
import { giveToPerson } from './control-change.ts';
import type { StaleReason, TurnError } from './events.ts';
import { learnFacts } from './facts.ts';
import { learnSignals, scoreFacts, standingOf } from './signals.ts';
import { followUpAt, isEarned } from './follow-up.ts';
import { lessonOf } from './record.ts';
import { bantOf, fadedTo, temperatureOf } from './score.ts';
import type { RunningTurn } from './state.ts';
import { rememberOlder } from './summary.ts';
import { afterFailure, judgeThought } from './turn.ts';
import { UNANSWERED } from './unanswered.ts';
import { BOT_FAILED_NOTICE } from './wording.ts';

/** What a turn came to. */
export type Thought = {
  reply: Reply;
  /** Null when the analysis failed: a lesson not learnt is no reason to be silent. */
  analysis: Analysis | null;
  /** What its searches found, and their time in all; null when it asked for nothing. */
  retrieval: { passages: { passageId: string; score: number }[]; ms: number } | null;
  ms: number;
  /** Under which it was thought, and what nobody knew then. */
  playbook: Playbook;
  unknown: BantField[];
};

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
  const { reply, analysis, retrieval, ms, unknown, playbook } = thought;
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
  const temperature = temperatureOf(fadedTo(standingOf(tx), tx.now));
  const hot = temperature === 'hot';
  const becameHot = reply.handoff === null && playbook.handOverHot && hot && !tx.state.record.wasHot;
  const reason = reply.handoff?.reason ?? (becameHot ? 'hot_lead' : null);
  const handoff = reason !== null;
  const bubbles = becameHot ? [...reply.bubbles, ...hotLeadNotice(ctx, tx, playbook)] : reply.bubbles;
  const followUp = !handoff && isEarned(reply, temperature) ? followUpOf(tx, playbook) : null;
  tx.record('turn.replied', turnId, {
    turnId,
    outcome: reply.outcome,
    handoff,
    coveredSeq: lastInSeq,
    bubbles: bubbles.length,
    ms,
    lesson: lessonOf(tx.state.record, reply, analysis, { unknown, learnt: learntBy(analysis, playbook), hot }),
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
  if (reason !== null) giveToPerson(ctx, tx, reason, turnId);
  bubbles.forEach((text, part) =>
    queueCommand(
      ctx,
      tx,
      botCommand(ctx, tx, text, { turnId, part, citations: part === 0 ? reply.citations : [] }, handoff),
    ),
  );
  rememberOlder(ctx, tx, turnId, lastInSeq);
};

/** That a person goes on, and when, as far as the business's hours tell. */
const hotLeadNotice = (ctx: ConversationContext, tx: Change, playbook: Playbook): string[] =>
  composeHandoff('hot_lead', ctx.store.language(), { burst: [], playbook }, tx.now).bubbles;

const followUpOf = (tx: Change, playbook: Playbook): { at: number; wroteAt: number } | null => {
  const wroteAt = tx.state.pending?.lastAt ?? tx.now;
  const at = followUpAt(playbook, wroteAt, tx.now);
  return at === null ? null : { at, wroteAt };
};

const learntBy = (analysis: Analysis | null, playbook: Playbook): BantField[] => {
  const keys = analysis?.facts.map(({ key }) => key) ?? [];
  return bantOf({}, keys, playbook).known;
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
    const next = afterFailure(tx.state, error, tx.now);
    ctx.store.endTurn(turnId, { state: error === 'lost' ? 'lost' : 'failed', error }, tx.now);
    if (error === 'lost') tx.record('turn.lost', turnId, { turnId });
    else tx.record('turn.failed', turnId, { turnId, error, retryAt: 'retryAt' in next ? next.retryAt : null });
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
  if (turn !== null && turn.startedAt + ctx.settings.turnBackstopMs <= ctx.clock.now()) failTurn(ctx, turn, 'timeout');
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
