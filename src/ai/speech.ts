import type { Language } from '@oconnector/protocol/model/analysis.ts';

/** A voice note as it lies in the bucket. `mime`: what the bytes are, as the server found. */
export type Voice = { bytes: Uint8Array; mime: string; durationMs: number | null };

/**
 * What a second of speech costs in tokens of a model, so that one budget bounds both: a minute of whisper is $0.0005, a million tokens that
 * the default model reads $0.293 (Workers AI, November 2026).
 */
const TOKENS_PER_SECOND = 30;
/**
 * Bytes of a second: at the most, of music; of speech as WhatsApp sends it, and less than that, of the slowest that Opus says words in
 * (6 kbit/s, with silence between them).
 */
const BYTES_PER_SECOND = { most: 40_000, usual: 1_500, least: 500 };

/**
 * What hearing a file costs, in tokens. Who announces it says how long it is; its bytes, where they are known, say how long it must be at
 * least, and can be at most.
 */
export const tokensOfSpeech = (durationMs: number | null, bytes: number | null): number => {
  const { most, usual, least } = BYTES_PER_SECOND;
  const claimed = durationMs === null ? (bytes ?? 0) / usual : durationMs / 1_000;
  const seconds = bytes === null ? claimed : Math.min(Math.max(claimed, bytes / most), bytes / least);
  return Math.ceil(seconds * TOKENS_PER_SECOND);
};

/** What was said in a voice note. Written by nobody: untrusted text of the contact, like any message. */
export type Transcript = { text: string; language: Language | null };

/** Turns speech into text. Where nobody can (offline), there is none, and the assistant says so. */
export interface Speech {
  /** The words of a voice note; null when there are none in it. Throws when the provider fails or `signal` is aborted. */
  transcribe(voice: Voice, language: Language | null, signal: AbortSignal): Promise<Transcript | null>;
}
