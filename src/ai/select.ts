import type { Assistant } from './assistant.ts';
import { embeddedAssistant } from './embedded/embedded.ts';

const ASSISTANTS: Readonly<Record<string, Assistant>> = { embedded: embeddedAssistant };

/**
 * The assistant that `AI_PROVIDER` names.
 *
 * @throws Error naming the known providers when it names none of them: a wrong setting must not answer customers.
 */
export const selectAssistant = (provider: string | null): Assistant => {
  const assistant = provider !== null && Object.hasOwn(ASSISTANTS, provider) ? ASSISTANTS[provider] : undefined;
  if (assistant === undefined) throw new Error(`AI_PROVIDER must be one of: ${Object.keys(ASSISTANTS).join(', ')}`);
  return assistant;
};

/** The same, looked for when a turn thinks: a wrong setting fails that turn, and never the object that takes messages in. */
export const assistantOnUse = (provider: string | null): Assistant => ({
  reply: async (input, tools) => selectAssistant(provider).reply(input, tools),
  analyse: async (input, tools) => selectAssistant(provider).analyse(input, tools),
});
