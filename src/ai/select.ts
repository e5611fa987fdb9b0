import type { Assistant } from './assistant.ts';
import { embeddedAssistant } from './embedded/embedded.ts';
import { compatibleSpeech, workersSpeech } from './llm/speech.ts';
import type { Speech } from './speech.ts';

/** What the configuration says of the assistant. */
export type AssistantSettings = {
  /** Null when it names none that exists. */
  provider: 'embedded' | 'workers-ai' | 'openai-compatible' | null;
  /** Model ids, tried in this order; empty: the provider's own. */
  models: readonly string[];
  speechModel: string | null;
  /** Of the compatible server, with its `/v1`. */
  baseUrl: string | null;
  apiKey: string | null;
  /** The binding of Workers AI, where there is one. */
  ai: Ai | undefined;
};

/** The default first model has JSON mode; the second is six times cheaper and faster. Ids are retired within weeks, so both are only defaults. */
export const DEFAULT_MODELS = ['@cf/meta/llama-3.3-70b-instruct-fp8-fast', '@cf/meta/llama-3.1-8b-instruct-fast'];
const DEFAULT_SPEECH = { workers: '@cf/openai/whisper-large-v3-turbo', compatible: 'whisper-1' };

const wrong = (what: string): Error =>
  new Error(`AI_PROVIDER must be one of: embedded, workers-ai, openai-compatible${what}`);

/**
 * The assistant that the configuration names. Models are loaded when one is first asked: who stays offline never pays for them.
 *
 * @throws Error naming the known providers, or what the named one lacks: a wrong setting must not answer customers.
 */
export const selectAssistant = async (settings: AssistantSettings): Promise<Assistant> => {
  const { provider, models, baseUrl, apiKey, ai } = settings;
  if (provider === 'embedded') return embeddedAssistant;
  if (provider === null) throw wrong('');
  if (provider === 'workers-ai' && ai === undefined) throw wrong('; workers-ai needs the binding AI');
  if (provider === 'openai-compatible' && (baseUrl === null || models.length === 0))
    throw wrong('; openai-compatible needs AI_BASE_URL and AI_MODELS');
  const [{ openLlm }, { compatibleModels, workersModels }] = await Promise.all([
    import('./llm/open.ts'),
    import('./llm/models.ts'),
  ]);
  if (ai !== undefined && provider === 'workers-ai')
    return openLlm(provider, workersModels(ai, models.length > 0 ? models : DEFAULT_MODELS));
  return openLlm(`${provider} ${baseUrl ?? ''}`, compatibleModels(baseUrl ?? '', apiKey, models));
};

/** The same, looked for when a turn thinks: a wrong setting fails that turn, and never the object that takes messages in. */
export const assistantOnUse = (settings: AssistantSettings): Assistant => {
  let selected: Promise<Assistant> | null = null;
  const assistant = (): Promise<Assistant> => (selected ??= selectAssistant(settings));
  return {
    reply: async (input, tools) => (await assistant()).reply(input, tools),
    analyse: async (input, tools) => (await assistant()).analyse(input, tools),
  };
};

/** Who turns voice notes into text; null where nobody does. */
export const speechOnUse = ({ provider, speechModel, baseUrl, apiKey, ai }: AssistantSettings): Speech | null => {
  if (provider === 'workers-ai' && ai !== undefined) return workersSpeech(ai, speechModel ?? DEFAULT_SPEECH.workers);
  if (provider === 'openai-compatible' && baseUrl !== null)
    return compatibleSpeech(baseUrl, apiKey, speechModel ?? DEFAULT_SPEECH.compatible);
  return null;
};
