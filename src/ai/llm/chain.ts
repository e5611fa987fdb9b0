import type { TraceStep } from '../assistant.ts';
import { MAX_PROMPT_TOKENS } from '../budget.ts';
import type { Breaker } from './breaker.ts';
import { failureOf, type Failure } from './failure.ts';
import type { Model, Question, Written } from './models.ts';
import { readOutput, type ModelOutput } from './output.ts';

/** What a chain is asked with. Time is the caller's. */
export type ChainParts = {
  models: readonly Model[];
  breaker: Breaker;
  ask(model: Model, question: Question, signal: AbortSignal): Promise<Written>;
  now(): number;
  /** The whole turn's. */
  signal: AbortSignal;
  /** A signal that aborts after so many milliseconds. */
  timeout(ms: number): AbortSignal;
  wait(ms: number): Promise<void>;
  /** What a person should know of: a model that is gone, an account that is empty. */
  alert(what: { model: string; code: string; kind: Failure['kind'] }): void;
  /** Counted after every call that was answered. */
  spent(tokens: number): Promise<void>;
};

/** Milliseconds. `until`: since the epoch, when no model is asked any more; `callMs`: the longest that one may take. */
export type ChainTime = { until: number; callMs: number };

export type Chained = { output: ModelOutput; model: string } | null;

/** A call shorter than this answers nothing. */
const LEAST_CALL_MS = 1_500;
/** Calls of one model in a turn: the second mends what the first one said was wrong. */
const CALLS_PER_MODEL = 2;
const BUSY_WAIT_MS = { usual: 1_000, longest: 3_000 };
const REPAIR =
  '\n\nSua resposta anterior não era o objeto JSON pedido. Responda de novo, só com o objeto JSON, sem nenhuma palavra fora dele.';

/** How the next call to the same model differs; null: it is the next model's turn. */
type Mend = { json?: false; repair?: true; max?: number; waitMs?: number } | null;

const mendOf = (failure: Failure, lastModel: boolean): Mend => {
  if (failure.kind === 'again') return {};
  if (failure.kind === 'mode') return { json: false };
  if (failure.kind === 'trim') return { max: MAX_PROMPT_TOKENS / 2 };
  if (failure.kind === 'busy' && lastModel) {
    const waitMs = failure.retryAfterMs ?? BUSY_WAIT_MS.usual;
    return waitMs <= BUSY_WAIT_MS.longest ? { waitMs } : null;
  }
  return null;
};

const ALERTS: ReadonlySet<Failure['kind']> = new Set(['gone', 'paid', 'denied', 'stop']);

/**
 * Asks one model after the other until one answers in the agreed form: one repair in the turn, one more call where that may
 * help, then the next model. Null when none did in time. Every call is a step of `trace`.
 */
export const askChain = async (
  prompt: (max?: number) => Question,
  parts: ChainParts,
  time: ChainTime,
  trace: TraceStep[],
): Promise<Chained> => {
  let repaired = false;
  for (const [i, model] of parts.models.entries()) {
    if (!parts.breaker.allows(model.id, parts.now())) {
      trace.push({ step: 'model', ms: 0, data: { model: model.id, asked: false, why: 'breaker' } });
      continue;
    }
    let mend: Mend = {};
    for (let call = 1; call <= CALLS_PER_MODEL && mend !== null; call++) {
      const change: NonNullable<Mend> = mend;
      if (change.waitMs !== undefined) await parts.wait(change.waitMs);
      const left = time.until - parts.now();
      if (left < LEAST_CALL_MS || parts.signal.aborted) return null;
      const { system, user } = prompt(change.max);
      const question = { system, user: change.repair ? user + REPAIR : user };
      const asked = { ...model, json: model.json && change.json !== false };
      const result = await tryModel(asked, question, call, parts, Math.min(left, time.callMs), trace);
      if ('output' in result) return { output: result.output, model: model.id };
      if ('unreadable' in result) {
        mend = repaired ? null : { repair: true, json: false };
        repaired = true;
      } else if (result.failure.kind === 'stop') return null;
      else mend = mendOf(result.failure, i === parts.models.length - 1);
    }
  }
  return null;
};

type Tried = { output: ModelOutput } | { unreadable: true } | { failure: Failure };

const tryModel = async (
  model: Model,
  question: Question,
  call: number,
  parts: ChainParts,
  ms: number,
  trace: TraceStep[],
): Promise<Tried> => {
  const began = parts.now();
  const step = (data: TraceStep['data']): void =>
    void trace.push({ step: 'model', ms: parts.now() - began, data: { model: model.id, asked: true, call, ...data } });
  try {
    const signal = AbortSignal.any([parts.signal, parts.timeout(ms)]);
    const { text, inputTokens, outputTokens } = await parts.ask(model, question, signal);
    await parts.spent(inputTokens + outputTokens);
    parts.breaker.succeeded(model.id);
    const output = readOutput(text);
    step({ ok: output !== null, inputTokens, outputTokens, ...(output === null && { why: 'unreadable' }) });
    return output === null ? { unreadable: true } : { output };
  } catch (error) {
    const failure = failureOf(error);
    parts.breaker.failed(model.id, failure, parts.now());
    step({ ok: false, why: failure.kind, code: failure.code });
    if (ALERTS.has(failure.kind)) parts.alert({ model: model.id, code: failure.code, kind: failure.kind });
    return { failure };
  }
};
