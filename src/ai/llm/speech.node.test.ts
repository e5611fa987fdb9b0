import { afterEach, beforeEach, expect, test } from 'vitest';
import { startModelServer, type ModelServer } from '../../../test/support/model-server.ts';
import { compatibleSpeech } from './speech.ts';

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.kill());

const voice = { bytes: new Uint8Array([79, 103, 103, 83]), mime: 'audio/ogg; codecs=opus', durationMs: 2_000 };
const hear = (signal = AbortSignal.timeout(10_000)) =>
  compatibleSpeech(server.url, 'key', 'whisper-1').transcribe(voice, 'pt', signal);

test('a voice note becomes words', async () => {
  let form: FormData | null = null;
  server.hear = (sent) => {
    form = sent;
    return ' quanto custa o vaso? ';
  };
  expect(await hear()).toEqual({ text: 'quanto custa o vaso?', language: null });
  const sent = form as FormData | null;
  expect(Object.fromEntries(['model', 'language', 'response_format'].map((name) => [name, sent?.get(name)]))).toEqual({
    model: 'whisper-1',
    language: 'pt',
    response_format: 'json',
  });
  const file = sent?.get('file');
  expect(file instanceof File ? await file.text() : null).toBe('OggS');
});

test('silence has no words', async () => {
  server.hear = () => '  ';
  expect(await hear()).toBeNull();
});

test('a language is heard by its name', async () => {
  server.hear = () => ({ status: 200, body: '{"text":"hola","language":"spanish"}' });
  expect(await hear()).toEqual({ text: 'hola', language: 'es' });
});

test.each([
  ['an error', { status: 500, body: 'no' }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['another shape', { status: 200, body: '{"words":[]}' }],
  ['a broken line', { cut: '{"te' }],
  ['more than anybody says', { status: 200, body: JSON.stringify({ text: 'a'.repeat(300_000) }) }],
])('%s is a failure', async (_, answer) => {
  server.hear = () => answer;
  await expect(hear()).rejects.toThrow();
});

test('who is not answered in time waits no longer', async () => {
  server.hear = () => ({ hang: true });
  await expect(hear(AbortSignal.timeout(200))).rejects.toThrow();
});

test('a voice note that is too long is not sent', async () => {
  const long = { ...voice, bytes: new Uint8Array(13 * 1_024 * 1_024) };
  await expect(
    compatibleSpeech(server.url, null, 'm').transcribe(long, null, AbortSignal.timeout(10_000)),
  ).rejects.toThrow('too long');
});
