import { expect, test } from 'vitest';
import { assistantSettings, parseEnv } from '../env.ts';
import { embeddedAssistant } from './embedded/embedded.ts';
import { assistantOnUse, selectAssistant, speechOnUse, type AssistantSettings } from './select.ts';
import { toolsOf, turnOf } from './turn.fixture.ts';

const settings = (more: Partial<AssistantSettings>): AssistantSettings => ({
  provider: 'embedded',
  models: [],
  speechModel: null,
  baseUrl: null,
  apiKey: null,
  ai: undefined,
  ...more,
});

test('embedded is the assistant that needs nothing', async () => {
  expect(await selectAssistant(settings({}))).toBe(embeddedAssistant);
});

test.each([
  { provider: null },
  { provider: 'workers-ai' },
  { provider: 'openai-compatible', models: ['m'] },
  { provider: 'openai-compatible', baseUrl: 'http://127.0.0.1:1/v1' },
] as const)('%j is an error that names the known providers', async (wrong) => {
  await expect(selectAssistant(settings(wrong))).rejects.toThrow(/AI_PROVIDER.*embedded/u);
});

test('a wrong setting shows when a turn thinks, and not before', async () => {
  const assistant = assistantOnUse(settings({ provider: 'workers-ai' }));
  await expect(assistant.reply(turnOf([]), toolsOf())).rejects.toThrow('AI_PROVIDER');
  await expect(assistant.analyse(turnOf([]), toolsOf())).rejects.toThrow('AI_PROVIDER');
});

const others = {
  ENVIRONMENT: 'production',
  DEBOUNCE_QUIET_MS: '4000',
  DEBOUNCE_MAX_MS: '15000',
  JWT_SECRET: 'x'.repeat(32),
};

test.each(['gpt', '', undefined, 'toString'])(
  'the rest of the configuration is read though AI_PROVIDER is %j',
  (AI_PROVIDER) => {
    expect(parseEnv({ ...others, AI_PROVIDER })).toMatchObject({ AI_PROVIDER: null, DEBOUNCE_QUIET_MS: 4_000 });
  },
);

test('what the configuration says of the assistant', () => {
  const AI = {
    AI_PROVIDER: 'openai-compatible',
    AI_MODELS: ' a, b ,,',
    AI_BASE_URL: 'http://127.0.0.1:8080/v1',
    AI_API_KEY: 'k',
  };
  expect(assistantSettings({ ...others, ...AI })).toEqual({
    provider: 'openai-compatible',
    models: ['a', 'b'],
    speechModel: null,
    baseUrl: 'http://127.0.0.1:8080/v1',
    apiKey: 'k',
    ai: undefined,
  });
});

test.each(['', 'nowhere', 'ftp://host/v1', 'javascript:alert(1)'])('an AI_BASE_URL %j is none', (AI_BASE_URL) => {
  expect(assistantSettings({ ...others, AI_PROVIDER: 'openai-compatible', AI_BASE_URL }).baseUrl).toBeNull();
});

test('offline nobody hears', () => {
  expect(speechOnUse(settings({}))).toBeNull();
  expect(speechOnUse(settings({ provider: 'workers-ai' }))).toBeNull();
});
