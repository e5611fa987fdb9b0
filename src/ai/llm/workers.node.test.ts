import { beforeAll, expect, test } from 'vitest';
import { turnOf } from '../turn.fixture.ts';
import { wellSaid } from '../../../test/support/model-answer.ts';
import { rigOf, shopTools, stepsOf, warmUp } from './llm.fixture.ts';
import { MAX_OUTPUT_TOKENS, workersModels } from './models.ts';
import { DEFAULT_MODELS } from '../select.ts';
import { workersSpeech } from './speech.ts';

type Run = (model: string, inputs: Record<string, unknown>, options: { signal?: AbortSignal }) => unknown;

/** The binding cannot run offline, so this takes its place: same arguments, same shapes, same errors. */
const bindingOf = (run: Run) => {
  const calls: { model: string; inputs: Record<string, unknown> }[] = [];
  const ai = {
    run: async (model: string, inputs: Record<string, unknown>, options: { signal?: AbortSignal }) => {
      calls.push({ model, inputs });
      return run(model, inputs, options);
    },
  } as unknown as Ai;
  return { ai, calls };
};
const QUESTION = turnOf(['qual a taxa de entrega em Campinas?']);
const GOOD = wellSaid('A taxa de entrega em Campinas é R$ 12.');
const usage = { prompt_tokens: 700, completion_tokens: 50, total_tokens: 750 };

beforeAll(() => warmUp(workersModels(bindingOf(() => ({ response: GOOD, usage })).ai, DEFAULT_MODELS)), 90_000);

const ask = (run: Run) => {
  const { ai, calls } = bindingOf(run);
  const rig = rigOf(workersModels(ai, DEFAULT_MODELS));
  return { ...rig, calls, reply: (tools = shopTools()) => rig.assistant.reply(QUESTION, tools) };
};

test.each([
  ['an object, as JSON mode gives it', () => ({ response: JSON.parse(GOOD) as unknown, usage })],
  ['a text', () => ({ response: GOOD, usage })],
  [
    'choices, as newer models give them',
    () => ({ choices: [{ message: { role: 'assistant', content: GOOD }, finish_reason: 'stop' }], usage }),
  ],
])('%s is read', async (_, run) => {
  const { reply, calls } = ask(run);
  const tools = shopTools();
  expect((await reply(tools)).bubbles).toEqual(['A taxa de entrega em Campinas é R$ 12.']);
  expect(tools.cost).toEqual([750]);
  expect(calls).toMatchObject([
    {
      model: DEFAULT_MODELS[0],
      inputs: { max_tokens: MAX_OUTPUT_TOKENS, temperature: 0.2, response_format: { type: 'json_schema' } },
    },
  ]);
});

test('a model without JSON mode is asked in words', async () => {
  const { reply, calls } = ask((model) => {
    if (model === DEFAULT_MODELS[0]) throw new Error('5007: No such model');
    return { response: `Segue: ${GOOD}`, usage };
  });
  expect((await reply()).bubbles).toEqual(['A taxa de entrega em Campinas é R$ 12.']);
  expect(calls[1]).toMatchObject({ model: DEFAULT_MODELS[1] });
  expect(calls[1]?.inputs).not.toHaveProperty('response_format');
});

test('when the day is used up nobody is asked any more, and a person hears of it', async () => {
  const { reply, calls, alerts } = ask(() => {
    throw new Error('3036: you have used up your daily free allocation');
  });
  for (let turn = 0; turn < 3; turn++) expect((await reply()).outcome).toBe('answered');
  expect(calls).toHaveLength(1);
  expect(alerts).toMatchObject([{ kind: 'stop', code: '3036' }]);
});

test.each([
  ['3040: out of capacity', [0, 1]],
  ['3007: timeout', [0, 0, 1, 1]],
  ['5035: paid only', [0, 1]],
  ["JSON Mode couldn't be met", [0, 0, 1, 1]],
  ['3006: too large', [0, 0, 1, 1]],
])('%s', async (message, models) => {
  const { reply, calls } = ask(() => {
    throw new Error(message);
  });
  const answered = await reply();
  const last = message.startsWith('3040') ? [...models, 1] : models;
  expect(calls.map(({ model }) => DEFAULT_MODELS.indexOf(model))).toEqual(last);
  expect(stepsOf(answered, 'fallback')).toMatchObject([{ why: 'no_model' }]);
});

test('a binding that does not listen to the signal costs no more than its time', async () => {
  const { ai } = bindingOf(() => new Promise(() => {}));
  const { assistant } = rigOf(workersModels(ai, DEFAULT_MODELS), { modelsMs: 3_600, callMs: 1_600, reserveMs: 0 });
  expect(stepsOf(await assistant.reply(QUESTION, shopTools()), 'model')[0]).toMatchObject({ why: 'timeout' });
});

test('whisper gets base64 and gives words', async () => {
  const { ai, calls } = bindingOf(() => ({ text: ' Vocês entregam? ', transcription_info: { language: 'pt' } }));
  const voice = { bytes: new Uint8Array([1, 2, 250]), mime: 'audio/ogg; codecs=opus', durationMs: 3_000 };
  const heard = await workersSpeech(ai, '@cf/openai/whisper-large-v3-turbo').transcribe(
    voice,
    'pt',
    AbortSignal.timeout(5_000),
  );
  expect(heard).toEqual({ text: 'Vocês entregam?', language: 'pt' });
  expect(calls).toMatchObject([{ inputs: { audio: btoa('\u0001\u0002\u00FA'), language: 'pt' } }]);
});
