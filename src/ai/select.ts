import type { Assistant } from './assistant.ts';
import { embeddedAssistant } from './embedded/embedded.ts';

const ASSISTANTS: Readonly<Record<string, Assistant>> = { embedded: embeddedAssistant };

/**
 * The assistant that `AI_PROVIDER` names.
 *
 * @throws Error naming the known providers when it names none of them: a wrong setting must not answer customers.
 */
export const selectAssistant = (provider: string): Assistant => {
  const assistant = Object.hasOwn(ASSISTANTS, provider) ? ASSISTANTS[provider] : undefined;
  if (assistant === undefined) throw new Error(`AI_PROVIDER is "${provider}"; it must be one of: ${Object.keys(ASSISTANTS).join(', ')}`);
  return assistant;
};
