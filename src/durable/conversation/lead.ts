import type { Axis, Score, ScoreEntry } from '@oconnector/protocol/model/score.ts';
import type { Actor, Refused } from '../rpc/common.ts';
import type { ConversationRpc, ScoreView } from '../rpc/conversation.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { fadedTo, fitOf, fitting, gradeOf, newStanding, readScore, tuningOf, type Standing } from './score.ts';
import { replayScore } from './score-replay.ts';
import { addLine, learnPlaybook, playbookOf, standingOf } from './signals.ts';

/** What a person sees of a lead's score, and what they say about it. */

type In<Method extends keyof ConversationRpc> = Parameters<ConversationRpc[Method]>[0];
type Out<Method extends keyof ConversationRpc> = Awaited<ReturnType<ConversationRpc[Method]>>;

const NOT_FOUND: Refused<'not_found'> = { ok: false, code: 'not_found', message: 'no such conversation' };

/** Whether there is a conversation that a person may say something about: not where it has gone on elsewhere. */
const isHere = (ctx: ConversationContext): boolean => ctx.store.state() !== null && ctx.store.moved() === null;

const scoreOf = (ctx: ConversationContext, standing: Standing, playbook = playbookOf(ctx)): Score =>
  readScore(
    standing,
    ctx.store.facts().map(({ key }) => key),
    playbook,
    ctx.clock.now(),
  );

const viewOf = (ctx: ConversationContext): ScoreView => ({
  score: scoreOf(ctx, ctx.store.state()?.score ?? newStanding(ctx.clock.now(), tuningOf(playbookOf(ctx)))),
  ledger: ctx.store.scoreLines().filter(({ delta, reason }) => delta !== 0 || reason === 'opted_out'),
  outcome: ctx.store.outcome(),
});

/** The playbook may have changed since the last turn; where it cannot be asked, the one of then counts. */
const askPlaybook = async (ctx: ConversationContext): Promise<void> => {
  try {
    learnPlaybook(ctx, await ctx.ports.knowledge().playbook());
  } catch (error) {
    ctx.onError('playbook', error);
  }
};

/** See `ConversationRpc.score`. */
export const describeScore = async (ctx: ConversationContext): Promise<Out<'score'>> => {
  if (ctx.store.state() === null) return null;
  await askPlaybook(ctx);
  return viewOf(ctx);
};

/** See `ConversationRpc.correctScore`. */
export const correctScore = async (
  ctx: ConversationContext,
  { actor, request }: In<'correctScore'>,
): Promise<Out<'correctScore'>> => {
  if (!isHere(ctx)) return NOT_FOUND;
  await askPlaybook(ctx);
  change(ctx, (tx) => {
    switch (request.action) {
      case 'correct':
        return correct(ctx, tx, actor, request);
      case 'lock': {
        const { fit, intent, note } = request;
        const now = fadedTo(standingOf(tx), tx.now);
        if (fit !== undefined) correct(ctx, tx, actor, { axis: 'fit', delta: fit - fitOf(now), note });
        if (intent !== undefined) correct(ctx, tx, actor, { axis: 'intent', delta: intent - now.intent, note });
        tx.record('score.locked', null, { by: actor.userId });
        return;
      }
      case 'unlock':
        tx.record('score.unlocked', null, { by: actor.userId });
        return;
    }
  });
  return { ok: true, view: viewOf(ctx) };
};

const correct = (
  ctx: ConversationContext,
  tx: Change,
  { name }: Actor,
  { axis, delta, note }: { axis: Axis; delta: number; note?: string | undefined },
): void => {
  const now = fadedTo(standingOf(tx), tx.now);
  // From what is read: nobody corrects a sum that they do not see.
  const fits = axis === 'fit' ? fitOf(now) + fitting(fitOf(now), delta) - now.fit : fitting(now.intent, delta);
  if (fits === 0) return;
  const cause = { messageSeq: null, quote: null, source: 'human' as const, by: name, note: note ?? null };
  addLine(ctx, tx, { axis, delta: fits, reason: 'corrected', counts: null }, cause);
};

/** See `ConversationRpc.whatIf`. */
export const whatIf = async (ctx: ConversationContext, other: In<'whatIf'>): Promise<Out<'whatIf'>> => {
  if (ctx.store.state() === null) return null;
  await askPlaybook(ctx);
  const playbook = playbookOf(ctx);
  const imagined = {
    ...playbook,
    weights: { ...playbook.weights, ...other.weights },
    halfLifeDays: other.halfLifeDays ?? playbook.halfLifeDays,
    temperature: other.temperature ?? playbook.temperature,
  };
  const tuning = tuningOf(imagined);
  const { standing, deltas } = replayScore(ctx.store.scoreEvents(), { weights: imagined.weights, tuning });
  const ledger = ctx.store.scoreLines().flatMap((line): ScoreEntry[] => {
    const move = deltas.get(line.id);
    return move === undefined || move.delta === 0 ? [] : [{ ...line, axis: move.axis, delta: move.delta }];
  });
  const replayed = scoreOf(ctx, standing ?? newStanding(ctx.clock.now(), tuning), imagined);
  return { current: viewOf(ctx).score, replayed, ledger };
};

/** See `ConversationRpc.recordOutcome`. */
export const recordOutcome = (
  ctx: ConversationContext,
  { actor, result, reason }: In<'recordOutcome'>,
): Out<'recordOutcome'> => {
  if (!isHere(ctx)) return NOT_FOUND;
  return change(ctx, (tx) => {
    const grade = gradeOf(fadedTo(standingOf(tx), tx.now));
    const outcome = { result, reason, by: actor.name, at: tx.now, grade };
    ctx.store.saveOutcome(outcome);
    tx.record('outcome.recorded', null, { result, grade, by: actor.userId });
    return { ok: true, outcome };
  });
};
