import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { Analysis, Assistant, MemoryLine, Reply, TraceStep, TurnInput, TurnTools } from '../assistant.ts';
import { readable } from '../embedded/read.ts';
import { mayGiveOrders } from '../guards/orders.ts';
import { buildPrompt, type Prompt } from '../prompt.ts';
import { askChain, type ChainParts, type ChainTime, type Chained } from './chain.ts';
import { asksMemory, gate, isNear } from './gate.ts';
import { judge, learnt } from './judge.ts';
import { MAX_OUTPUT_TOKENS } from './models.ts';

/** What the assistant is made of. */
export type LlmParts = Pick<ChainParts, 'models' | 'breaker' | 'ask' | 'timeout' | 'wait' | 'alert'> & {
  /** Answers whenever no model does, and is what a model's answer has to be better than. */
  fallback: Assistant;
  /** Fresh letters and digits, unguessable. */
  nonce(): string;
  times: LlmTimes;
};

/** Milliseconds. `modelsMs`: for all models together; `callMs`: for one; `reserveMs`: what is left when the turn's time is known. */
export type LlmTimes = { modelsMs: number; callMs: number; reserveMs: number };

/** Of the 40 s of a turn, reading took some and the answer that needs no model is ready; so models have 34 s. */
export const LLM_TIMES: LlmTimes = { modelsMs: 34_000, callMs: 16_000, reserveMs: 3_000 };

const RECALLED = 4;

/** What was found out before a model is asked. */
type Prepared = { input: TurnInput; first: Reply; rules: Analysis; found: ScoredPassage[]; recalled: MemoryLine[] };

/** Near enough, and nothing in it that could be taken for an order. */
const isForModel = (passage: ScoredPassage): boolean =>
  isNear(passage) && !mayGiveOrders(`${passage.title}\n${passage.text}`);

/** The tools, with a record of what was found, best first and each once. */
const recording = (tools: TurnTools): { tools: TurnTools; found: () => ScoredPassage[] } => {
  const found = new Map<string, ScoredPassage>();
  return {
    tools: {
      ...tools,
      search: async (question, limit) => {
        const passages = await tools.search(question, limit);
        for (const passage of passages) {
          const before = found.get(passage.passageId);
          if (before === undefined || before.confidence < passage.confidence) found.set(passage.passageId, passage);
        }
        return passages;
      },
    },
    found: () =>
      [...found.values()].toSorted(
        (l, r) => r.confidence - l.confidence || r.coverage - l.coverage || r.score - l.score,
      ),
  };
};

const recall = async (input: TurnInput, tools: TurnTools): Promise<MemoryLine[]> => {
  if (!asksMemory(input)) return [];
  const words = input.burst.map(({ text }) => text).join(' ');
  return tools.recall(words, RECALLED).catch(() => []);
};

/** Whether the cliente may still spend what a call costs at most. A count that cannot be read spends nothing. */
const affords = async (prompt: Prompt, { budget }: TurnTools): Promise<boolean> => {
  const left = await budget.left().catch(() => 0);
  return left === null || left >= prompt.tokens + MAX_OUTPUT_TOKENS;
};

const asking = async (
  parts: LlmParts,
  prepared: Prepared,
  tools: TurnTools,
  began: number,
  trace: TraceStep[],
): Promise<Reply> => {
  const { input, rules, found, recalled } = prepared;
  const passages = found.filter(isForModel);
  const nonce = parts.nonce();
  const material = { passages, recalled, language: rules.language, nonce };
  const prompt = buildPrompt(input, material);
  const { tokens, dropped } = prompt;
  trace.push({
    step: 'prompt',
    ms: 0,
    data: {
      tokens,
      dropped,
      retrieved: found.map(({ passageId }) => passageId),
      used: prompt.passages.map(({ passageId }) => passageId),
    },
  });
  if (!(await affords(prompt, tools))) return without(prepared, 'budget', trace);
  const { modelsMs, callMs, reserveMs } = parts.times;
  const time: ChainTime = {
    callMs,
    until: Math.min(began + modelsMs, (tools.endsAt ?? Number.POSITIVE_INFINITY) - reserveMs),
  };
  const asked: { prompt: Prompt } = { prompt };
  const chained = await askChain(
    (max) => (max === undefined ? asked.prompt : (asked.prompt = buildPrompt(input, material, max))),
    {
      ...parts,
      now: () => tools.now(),
      signal: tools.signal,
      spent: (count) => tools.budget.spent(count).catch(() => {}),
    },
    time,
    trace,
  );
  return chained === null
    ? without(prepared, 'no_model', trace)
    : spoken(parts, prepared, chained, asked.prompt, tools, trace);
};

const without = ({ first, rules }: Prepared, why: string, trace: TraceStep[]): Reply => ({
  ...first,
  analysis: rules,
  trace: [...first.trace, ...trace, { step: 'fallback', ms: 0, data: { why } }],
});

const spoken = async (
  { fallback }: LlmParts,
  prepared: Prepared,
  { output, model }: NonNullable<Chained>,
  prompt: Prompt,
  tools: TurnTools,
  trace: TraceStep[],
): Promise<Reply> => {
  const { input, first, rules, recalled } = prepared;
  const analysis = learnt(output, rules, input);
  const judged = judge(output, input, prompt, recalled, rules);
  if (judged.said !== null) {
    const { said, acted, cited } = judged;
    return {
      ...said,
      analysis,
      trace: [...first.trace, ...trace, { step: 'guards', ms: 0, data: { model, acted, cited } }],
    };
  }
  const why = Array.isArray(judged.why) ? judged.why : [judged.why];
  const guarded: TraceStep[] = [...trace, { step: 'guards', ms: 0, data: { model, acted: why, cited: [] } }];
  // The passages do not answer it: nobody quotes them as if they did.
  const abstains = judged.why === 'unknown' && first.outcome === 'answered';
  const reply = abstains ? await fallback.reply(input, { ...tools, search: async () => [] }) : first;
  return { ...without({ ...prepared, first: reply }, 'guards', guarded), analysis };
};

/**
 * The assistant that asks a language model, once for each turn, for reply, citations and what it learnt. The embedded one thinks
 * first: it decides who must go on, answers where no model is needed, and is what the customer gets when none answers in time or
 * when one says what its sources do not bear. So a model can make an answer better and never make one up.
 */
export const llmAssistant = (parts: LlmParts): Assistant => ({
  async reply(whole, given) {
    const began = given.now();
    const input = readable(whole);
    const { tools, found } = recording(given);
    const rules = await parts.fallback.analyse(input, tools);
    const first = await parts.fallback.reply(input, tools);
    const prepared = { input, first, rules, found: found(), recalled: [] };
    const gated = gate(input, first, rules, prepared.found.some(isForModel));
    if (gated !== null) return without(prepared, gated, []);
    return asking(parts, { ...prepared, recalled: await recall(input, tools) }, tools, began, []);
  },
  analyse: (input, tools) => parts.fallback.analyse(input, tools),
});
