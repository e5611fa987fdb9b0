import { createLogger } from '../../lib/logger.ts';
import { systemRandom } from '../../lib/random.ts';
import type { Assistant } from '../assistant.ts';
import { embeddedAssistant } from '../embedded/embedded.ts';
import { createBreaker, type Breaker } from './breaker.ts';
import { LLM_TIMES, llmAssistant } from './llm.ts';
import { askModel, type Model } from './models.ts';

const log = createLogger({ part: 'llm' });
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const nonce = (): string => Array.from(systemRandom.bytes(24), (byte) => ALPHABET[byte % ALPHABET.length]).join('');

/** One for each provider and isolate: all conversations of an isolate learn from each other that a model is down. */
const breakers = new Map<string, Breaker>();

/** The assistant over a chain of models, with the clock, the randomness and the network of this isolate. */
export const openLlm = (provider: string, models: readonly Model[]): Assistant => {
  const breaker = breakers.get(provider) ?? createBreaker();
  breakers.set(provider, breaker);
  return llmAssistant({
    models,
    breaker,
    ask: askModel,
    fallback: embeddedAssistant,
    nonce,
    times: LLM_TIMES,
    timeout: (ms) => AbortSignal.timeout(ms),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    alert: (what) => log.error(what, 'a model cannot be used; the configuration or the account needs a person'),
  });
};
