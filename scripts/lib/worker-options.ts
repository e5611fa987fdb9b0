/** Vars of wrangler.toml that the environment may override for one run. */
const OVERRIDABLE = [
  'ENVIRONMENT',
  'AI_PROVIDER',
  'AI_MODELS',
  'AI_SPEECH_MODEL',
  'AI_BASE_URL',
  'AI_API_KEY',
  'AI_EMBEDDER',
  'KNOWLEDGE_URLS',
  'DEBOUNCE_QUIET_MS',
  'DEBOUNCE_MAX_MS',
  'MEDIA_KEPT_DAYS',
] as const;

// A person who tries the demo should not wait four seconds for each answer.
export const DEMO_VARS = { DEBOUNCE_QUIET_MS: '400', DEBOUNCE_MAX_MS: '2000' };

/** The Worker's vars and secrets: wrangler.toml, then the demo's, then the environment's, then the secrets. */
export const workerBindings = (
  toml: Record<string, unknown>,
  env: Record<string, string | undefined>,
  secrets: Record<string, string>,
): Record<string, unknown> => {
  const overridden = OVERRIDABLE.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  return { ...toml, ...DEMO_VARS, ...Object.fromEntries(overridden), ...secrets };
};
