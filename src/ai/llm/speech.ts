import { Language } from '@oconnector/protocol/model/analysis.ts';
import * as z from 'zod/mini';
import type { Speech, Transcript, Voice } from '../speech.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Bytes: what Workers AI takes in one request is bounded, and a voice note of ten minutes has three million. */
const MAX_BYTES = 12 * 1_024 * 1_024;
/** Characters of a transcript that go on: somebody who speaks for ten minutes says ten thousand. */
const MAX_TEXT = 12_000;

const Heard = z.object({
  text: z.string(),
  language: z.optional(z.nullable(z.string())),
  transcription_info: z.optional(z.nullable(z.object({ language: z.optional(z.nullable(z.string())) }))),
});

const NAMES: Readonly<Record<string, Language>> = { portuguese: 'pt', english: 'en', spanish: 'es' };

const transcriptOf = (body: unknown): Transcript | null => {
  const { text, language, transcription_info: info } = Heard.parse(body);
  const said = text.trim().slice(0, MAX_TEXT);
  const heard = (language ?? info?.language ?? '').toLowerCase();
  const known = Language.safeParse(NAMES[heard] ?? heard.slice(0, 2));
  return said === '' ? null : { text: said, language: known.success ? known.data : null };
};

const base64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8_192) binary += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(binary);
};

const bounded = ({ bytes }: Voice): Uint8Array => {
  if (bytes.byteLength > MAX_BYTES) throw new Error('a voice note too long to be heard');
  return bytes;
};

/** A whisper of Workers AI. */
export const workersSpeech = (ai: Ai, model: string): Speech => ({
  async transcribe(voice, language, signal) {
    const inputs: Record<string, unknown> = {
      audio: base64(bounded(voice)),
      vad_filter: true,
      ...(language !== null && { language }),
    };
    // Models are configuration, so their names are beyond the binding's types.
    const run = ai.run.bind(ai) as (
      model: string,
      inputs: Record<string, unknown>,
      options: object,
    ) => Promise<unknown>;
    return transcriptOf(await unlessAborted(run(model, inputs, { signal }), signal));
  },
});

const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
};

/** `/audio/transcriptions` of a server that speaks the protocol of OpenAI. */
export const compatibleSpeech = (baseUrl: string, apiKey: string | null, model: string): Speech => ({
  async transcribe(voice, language, signal) {
    const type = voice.mime.split(';')[0]?.trim() ?? '';
    const form = new FormData();
    form.set('file', new File([Uint8Array.from(bounded(voice))], `voice.${EXTENSIONS[type] ?? 'ogg'}`, { type }));
    form.set('model', model);
    form.set('response_format', 'json');
    if (language !== null) form.set('language', language);
    const answer = await boundedFetch(`${baseUrl.replace(/\/+$/u, '')}/audio/transcriptions`, {
      method: 'POST',
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
      body: form,
      signal,
    });
    if (!answer.ok) throw new Error(`nobody could hear it: HTTP ${answer.status}`);
    return transcriptOf(await unlessAborted(answer.json(), signal));
  },
});
