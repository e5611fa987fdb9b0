import type { Language } from '@oconnector/protocol/model/analysis.ts';

/** A voice note as it lies in the bucket. `mime`: what the bytes are, as the server found. */
export type Voice = { bytes: Uint8Array; mime: string; durationMs: number | null };

/**
 * What a second of speech costs in tokens of a model, so that one budget bounds both: a minute of whisper is $0.0005, a million tokens that
 * the default model reads $0.293 (Workers AI, November 2026).
 */
const TOKENS_PER_SECOND = 30;
/** Bytes of a second at the most, of music, and at the least, of speech as WhatsApp sends it. */
const BYTES_PER_SECOND = { most: 40_000, least: 1_500 };

/** What hearing a file costs, in tokens. Who announces it says how long it is; its bytes say how long it must be at least. */
export const tokensOfSpeech = (durationMs: number | null, bytes: number): number => {
  const seconds =
    durationMs === null ? bytes / BYTES_PER_SECOND.least : Math.max(durationMs / 1_000, bytes / BYTES_PER_SECOND.most);
  return Math.ceil(seconds * TOKENS_PER_SECOND);
};

/** What was said in a voice note. Written by nobody: untrusted text of the contact, like any message. */
export type Transcript = { text: string; language: Language | null };

/** Turns speech into text. Where nobody can (offline), there is none, and the assistant says so. */
export interface Speech {
  /** The words of a voice note; null when there are none in it. Throws when the provider fails or `signal` is aborted. */
  transcribe(voice: Voice, language: Language | null, signal: AbortSignal): Promise<Transcript | null>;
}
