import { expect, test } from 'vitest';
import { parseEnv } from '../env.ts';
import { embeddedAssistant } from './embedded/embedded.ts';
import { assistantOnUse, selectAssistant } from './select.ts';
import { toolsOf, turnOf } from './turn.fixture.ts';

test('embedded is the assistant that needs nothing', () => {
  expect(selectAssistant('embedded')).toBe(embeddedAssistant);
});

test.each([null, '', 'gpt', 'workers-ai', 'toString', '__proto__'])(
  'an unknown provider %j is an error that names the known ones',
  (provider) => {
    expect(() => selectAssistant(provider)).toThrow(/AI_PROVIDER.*embedded/u);
  },
);

test('a wrong setting shows when a turn thinks, and not before', async () => {
  const assistant = assistantOnUse('workers-ai');
  await expect(assistant.reply(turnOf([]), toolsOf())).rejects.toThrow('AI_PROVIDER');
  await expect(assistant.analyse(turnOf([]), toolsOf())).rejects.toThrow('AI_PROVIDER');
});

test.each(['workers-ai', 'openai-compatible', '', undefined])(
  'the rest of the configuration is read though AI_PROVIDER is %j',
  (AI_PROVIDER) => {
    const others = {
      ENVIRONMENT: 'production',
      DEBOUNCE_QUIET_MS: '4000',
      DEBOUNCE_MAX_MS: '15000',
      JWT_SECRET: 'x'.repeat(32),
    };
    expect(parseEnv({ ...others, AI_PROVIDER })).toMatchObject({ AI_PROVIDER: null, DEBOUNCE_QUIET_MS: 4_000 });
    expect(parseEnv({ ...others, AI_PROVIDER: 'embedded' }).AI_PROVIDER).toBe('embedded');
  },
);
