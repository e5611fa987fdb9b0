import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, Output, type JSONSchema7, type LanguageModel } from 'ai';
import { createWorkersAI } from 'workers-ai-provider';
import { tokensOf } from '../budget.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { OUTPUT_SCHEMA } from './output.ts';
import { unlessAborted } from './unless-aborted.ts';

/** A model that can be asked. `json`: it can be held to a schema. */
export type Model = { id: string; json: boolean; model: LanguageModel };
export type Question = { system: string; user: string };
/** What a model wrote, unread, and what it cost: as the provider counted, else by characters. */
export type Written = { text: string; inputTokens: number; outputTokens: number };

/**
 * A reply of 200 tokens, and what was learnt beside it. Always said: Workers AI stops at 256 otherwise, and writes at a
 * temperature of 0.6.
 */
export const MAX_OUTPUT_TOKENS = 480;
const TEMPERATURE = 0.2;
/** Of the models of Workers AI in use, the ones that its JSON mode names (workers-ai/features/json-mode). The others are asked in words. */
const WORKERS_JSON: ReadonlySet<string> = new Set(['@cf/meta/llama-3.3-70b-instruct-fp8-fast']);

/** The chain of Workers AI models behind a binding. */
export const workersModels = (binding: Ai, ids: readonly string[]): Model[] => {
  const provider = createWorkersAI({ binding });
  return ids.map((id) => ({ id, json: WORKERS_JSON.has(id), model: provider(id) }));
};

/** The chain of models of a server that speaks the protocol of OpenAI. */
export const compatibleModels = (baseUrl: string, apiKey: string | null, ids: readonly string[]): Model[] => {
  const provider = createOpenAICompatible({
    name: 'compatible',
    baseURL: baseUrl,
    ...(apiKey !== null && { apiKey }),
    supportsStructuredOutputs: true,
    fetch: boundedFetch,
  });
  return ids.map((id) => ({ id, json: true, model: provider(id) }));
};

/** Asks for the schema where a model has it, and takes the text as it is: it is read by `readOutput`, which forgives more. */
const asSchema = {
  ...Output.text(),
  responseFormat: Promise.resolve({
    type: 'json' as const,
    schema: OUTPUT_SCHEMA as unknown as JSONSchema7,
    name: 'reply',
  }),
};

/** One call, without a repetition. Throws what the provider throws. */
export const askModel = async (
  { model, json }: Model,
  { system, user }: Question,
  signal: AbortSignal,
): Promise<Written> => {
  const result = await unlessAborted(
    generateText({
      model,
      instructions: system,
      prompt: user,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      temperature: TEMPERATURE,
      maxRetries: 0,
      abortSignal: signal,
      ...(json && { output: asSchema }),
    }),
    signal,
  );
  return {
    text: result.text,
    inputTokens: result.usage.inputTokens ?? tokensOf(system + user),
    outputTokens: result.usage.outputTokens ?? tokensOf(result.text),
  };
};
