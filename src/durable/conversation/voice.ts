import { tokensOfSpeech, type Transcript } from '../../ai/speech.ts';
import { hit } from '../../lib/failpoint.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { heedSpoken } from './opt-out.ts';
import { withinTime } from './within-time.ts';

/**
 * What is said in voice notes. The words are stored with the message once the bytes are there and somebody has heard them; a
 * turn waits for that a little (`turn.ts`), a thread shows it whenever it comes.
 */

export const TRANSCRIBE = 'transcribe';

/** Longer than half an hour of speech as WhatsApp sends it; no turn is helped by more. */
const MAX_VOICE_BYTES = 10 * 1024 * 1024;
/** Characters of a transcript that are kept. */
const MAX_TRANSCRIPT = 8_000;

/** The file of a line that is to be heard; null when there is none: no new voice of the contact, in a group, deleted, heard before, or nobody here hears. */
export const voiceToHear = (
  ctx: ConversationContext,
  seq: number,
): { mediaId: string; durationMs: number | null } | null => {
  const message = ctx.store.message(seq);
  if (ctx.ports.speech === null || message?.direction !== 'in' || message.old) return null;
  if (ctx.store.state()?.group || ctx.store.moved() !== null) return null;
  const { content, revokedAt, transcript } = message;
  if (content.type !== 'media' || content.media.kind !== 'audio') return null;
  if (revokedAt !== undefined || transcript !== undefined) return null;
  const { mediaId, durationMs } = content.media;
  return { mediaId, durationMs };
};

/** A line has come, or its file has: what is there and was not heard yet is owed to be. Inside a transaction. */
export const oweTranscript = (ctx: ConversationContext, seq: number): void => {
  const message = ctx.store.message(seq);
  const voice = voiceToHear(ctx, seq);
  if (voice === null || message?.direction !== 'in' || message.media?.state !== 'ready') return;
  // A lane of its own: one that takes long holds back no other.
  ctx.outbox.put(`${TRANSCRIBE}/${voice.mediaId}`, String(seq));
};

/**
 * Whether the cliente may still spend today what hearing this costs, which is counted then.
 *
 * @throws when nobody can say: it is asked again, for what was said may be an opt-out.
 */
const affords = async (
  ctx: ConversationContext,
  seq: number,
  { durationMs }: { durationMs: number | null },
): Promise<boolean> => {
  const message = ctx.store.message(seq);
  const bytes = (message?.direction === 'in' && message.media?.bytes) || 0;
  const tokens = tokensOfSpeech(durationMs, bytes);
  const left = await ctx.ports.knowledge().spend(0);
  if (left !== null && left < tokens) return false;
  await ctx.ports.knowledge().spend(tokens);
  return true;
};

/** Hears one voice note, once: a provider that fails has its own repetitions, and then nobody has heard it. */
export const performTranscribe = async (ctx: ConversationContext, seq: number): Promise<void> => {
  const voice = voiceToHear(ctx, seq);
  if (voice === null) return;
  const isAfforded = await affords(ctx, seq, voice);
  const transcript = !isAfforded
    ? null
    : await hear(ctx, seq, voice).catch((error: unknown) => {
        ctx.onError('transcribe', error);
        return null;
      });
  hit('voice.before_commit');
  change(ctx, (tx) => settleVoice(ctx, tx, { seq, mediaId: voice.mediaId }, transcript));
};

const hear = async (
  ctx: ConversationContext,
  seq: number,
  { mediaId, durationMs }: { mediaId: string; durationMs: number | null },
): Promise<Transcript | null> => {
  const { speech } = ctx.ports;
  const message = ctx.store.message(seq);
  const standing = message?.direction === 'in' ? message.media : undefined;
  if (speech === null || standing?.state !== 'ready' || (standing.bytes ?? 0) > MAX_VOICE_BYTES) return null;
  const deadline = ctx.ports.deadline(ctx.settings.hearBudgetMs);
  try {
    const bytes = await withinTime(ctx.ports.files().read(mediaId), deadline);
    if (bytes === null) return null;
    hit('voice.before_hear');
    const voice = { bytes, mime: standing.mime ?? 'audio/ogg', durationMs };
    return await withinTime(speech.transcribe(voice, ctx.store.knownLanguage(), deadline.signal), deadline);
  } finally {
    deadline.done();
  }
};

const settleVoice = (
  ctx: ConversationContext,
  tx: Change,
  { seq, mediaId }: { seq: number; mediaId: string },
  transcript: Transcript | null,
): void => {
  if (voiceToHear(ctx, seq) === null) return;
  const text = transcript?.text.trim().slice(0, MAX_TRANSCRIPT) || null;
  const version = tx.record('voice.settled', null, { seq, mediaId, heard: text !== null });
  ctx.store.saveTranscript(seq, { text, language: transcript?.language ?? null, at: tx.now }, version);
  if (text !== null) heedSpoken(ctx, tx, { seq, text });
};
