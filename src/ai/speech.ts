import type { Language } from '@oconnector/protocol/model/analysis.ts';

/** A voice note as it lies in the bucket. `mime`: what the bytes are, as the server found. */
export type Voice = { bytes: Uint8Array; mime: string; durationMs: number | null };

/** What was said in a voice note. Written by nobody: untrusted text of the contact, like any message. */
export type Transcript = { text: string; language: Language | null };

/** Turns speech into text. Where nobody can (offline), there is none, and the assistant says so. */
export interface Speech {
  /** The words of a voice note; null when there are none in it. Throws when the provider fails or `signal` is aborted. */
  transcribe(voice: Voice, language: Language | null, signal: AbortSignal): Promise<Transcript | null>;
}
