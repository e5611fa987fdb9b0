import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, Reply, TurnInput, TurnTools } from '../../ai/assistant.ts';
import { hit } from '../../lib/failpoint.ts';
import { change } from './change.ts';
import type { ConversationContext, Deadline, Ports } from './context.ts';
import type { TurnError } from './events.ts';
import { readBurst, readMemory, readUnheard } from './memory.ts';
import { recall } from './recall.ts';
import { toTurnRecord } from './record.ts';
import { bantOf } from './score.ts';
import type { RunningTurn } from './state.ts';
import { learnPlaybook } from './signals.ts';
import { planTurn } from './turn.ts';
import { OutOfTime, withinTime, withTime } from './within-time.ts';
import type { Thought } from './thought.ts';
import { failTurn, sayThought } from './turn-end.ts';

const MAX_BUBBLES = 6;
/** WhatsApp's own limit for a text of the Cloud API; a longer one is no answer anyway. */
const MAX_BUBBLE_CHARACTERS = 4_096;
// Spaces, controls and the zero-width and bidirectional marks: a bubble of only these says nothing.
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Zs}\p{Default_Ignorable_Code_Point}]/gu;

class BadReply extends Error {
  override name = 'BadReply';
}

/** Refuses what must never reach a contact raw. Citations of passages that this turn did not retrieve are dropped. */
export const checkReply = (reply: Reply, retrieved: readonly string[]): Reply => {
  const { bubbles } = reply;
  if (!Array.isArray(bubbles) || bubbles.length === 0 || bubbles.length > MAX_BUBBLES)
    throw new BadReply('a reply has one to six bubbles');
  for (const bubble of bubbles) {
    if (typeof bubble !== 'string' || bubble.length > MAX_BUBBLE_CHARACTERS)
      throw new BadReply('a bubble is a text of at most 4,096 characters');
    if (bubble.replace(INVISIBLE, '') === '') throw new BadReply('a bubble says something');
  }
  if (reply.handoff !== null && reply.outcome !== 'handoff') throw new BadReply('a hand-over says so');
  return { ...reply, citations: reply.citations.filter(({ passageId }) => retrieved.includes(passageId)) };
};

/** Begins the turn that is due, if one is, and thinks in the background. Called by the debounce timer and after waking. */
export const startTurn = (ctx: ConversationContext, cause: 'debounce' | 'wake'): void => {
  hit('turn.before_start');
  const state = ctx.store.state();
  const planned = state && planTurn(ctx.identity.contactId, state, ctx.settings, ctx.clock.now());
  if (planned === null) return;
  const turn = change(ctx, (tx) => {
    const { turnId, generation, spans, lastInSeq, attempt, loose, endsAt } = planned;
    if (cause === 'debounce') tx.record('timer.fired', turnId, { timer: 'debounce' });
    const covers = readBurst(ctx.store, planned).map(({ seq }) => seq);
    const messages = tx.state.pending?.count ?? covers.length;
    const snapshot = { turnId, generation, spans, lastInSeq, attempt, loose, ...(endsAt !== undefined && { endsAt }) };
    tx.record('turn.started', turnId, { ...snapshot, covers, messages });
    ctx.store.insertTurn(planned);
    return tx.state.turn;
  });
  hit('turn.started');
  if (turn !== null) ctx.background(think(ctx, turn));
};

/** Thinks one turn to its end: said, thrown away or failed. Never rejects, except where a failpoint kills it. */
export const think = async (ctx: ConversationContext, turn: RunningTurn): Promise<void> => {
  const endsAt = turn.endsAt ?? turn.startedAt + ctx.settings.turnBudgetMs;
  const deadline = ctx.ports.deadline(endsAt - ctx.clock.now());
  let thought: Thought;
  try {
    thought = await askAssistant(ctx, turn, deadline, endsAt);
    hit('turn.thought');
  } catch (error) {
    failTurn(ctx, turn, errorCode(error));
    return;
  } finally {
    deadline.done();
  }
  sayThought(ctx, turn, thought);
};

const errorCode = (error: unknown): TurnError =>
  error instanceof OutOfTime ? 'timeout' : error instanceof BadReply ? 'bad_reply' : 'assistant_error';

const askAssistant = async (
  ctx: ConversationContext,
  turn: RunningTurn,
  deadline: Deadline,
  endsAt: number,
): Promise<Thought> => {
  const began = ctx.clock.now();
  const found = new Map<string, ScoredPassage>();
  let searchMs = 0;
  const input = await withinTime(readInput(ctx, turn), deadline);
  const tools: TurnTools = {
    signal: deadline.signal,
    endsAt,
    now: () => ctx.clock.now(),
    search: async (question, limit) => {
      const at = ctx.clock.now();
      const passages = await ask(ctx, (knowledge) => knowledge.search(question, limit));
      hit('turn.retrieved');
      searchMs += ctx.clock.now() - at;
      for (const passage of passages) found.set(passage.passageId, passage);
      return passages;
    },
    recall: async (words, limit) => recall(ctx, [...input.burst, ...input.memory.window], words, limit),
    budget: {
      left: () => ask(ctx, (knowledge) => knowledge.spend(0)),
      // Told, not waited for: what a model has answered is not held back by a count.
      spent: async (tokens) => ctx.background(ask(ctx, (knowledge) => knowledge.spend(tokens)).catch(() => {})),
    },
  };
  hit('turn.before_think');
  const reply = await withinTime(ctx.ports.assistant.reply(input, tools), deadline);
  const analysis = reply.analysis ?? (await analyse(ctx, input, tools));
  const passages = [...found.values()].map(({ passageId, score }) => ({ passageId, score }));
  return {
    unheard: input.unheard,
    playbook: input.playbook,
    unknown: input.record.unknown,
    reply: checkReply(reply, [...found.keys()]),
    analysis,
    retrieval: passages.length > 0 || searchMs > 0 ? { passages, ms: searchMs } : null,
    ms: ctx.clock.now() - began,
  };
};

/** Asks the Knowledge object, and does not wait for ever. */
const ask = <T>(
  { ports, settings }: ConversationContext,
  question: (knowledge: ReturnType<Ports['knowledge']>) => Promise<T>,
): Promise<T> => withTime(ports, settings.askMs, () => question(ports.knowledge()));

/** A lesson not learnt is no reason to be silent: an analysis that fails or takes too long is left out. */
const analyse = async (ctx: ConversationContext, input: TurnInput, tools: TurnTools): Promise<Analysis | null> => {
  try {
    return await withTime(ctx.ports, ctx.settings.analysisBudgetMs, (signal) =>
      ctx.ports.assistant.analyse(input, { ...tools, signal }),
    );
  } catch {
    return null;
  }
};

const readInput = async (ctx: ConversationContext, turn: RunningTurn): Promise<TurnInput> => {
  const state = ctx.store.state();
  if (state === null) throw new Error('a turn without a conversation');
  const playbook = await ctx.playbook();
  learnPlaybook(ctx, playbook);
  const burst = readBurst(ctx.store, turn);
  if (burst.length === 0) throw new Error('a turn without a question');
  const clienteName = await nameOfNumber(ctx, state.numberId);
  const memory = readMemory(ctx.store, state, turn);
  return {
    turnId: turn.turnId,
    clienteName,
    contactName: ctx.store.contact()?.name ?? null,
    burst,
    memory,
    unheard: readUnheard(ctx.store, turn),
    record: toTurnRecord(state.record, {
      unknown: bantOf(
        state.score?.counted ?? {},
        memory.facts.map(({ key }) => key),
        playbook,
      ).unknown,
      timezone: playbook.timezone,
      humanEndedAt: state.humanEnded?.at ?? null,
      now: ctx.clock.now(),
    }),
    playbook,
  };
};

/** The business goes by its number's name; asked once, then remembered. A turn does not fail for want of a name. */
const nameOfNumber = async (ctx: ConversationContext, numberId: string): Promise<string> => {
  const known = ctx.store.numberName(numberId);
  if (known !== null) return known;
  try {
    const { name } = await withTime(ctx.ports, ctx.settings.askMs, () => ctx.ports.gateway(numberId).status());
    ctx.store.saveNumberName(numberId, name);
    return name;
  } catch {
    return '';
  }
};
