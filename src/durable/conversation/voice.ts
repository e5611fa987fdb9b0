import { tokensOfSpeech, type Speech, type Transcript } from '../../ai/speech.ts';
import { hit } from '../../lib/failpoint.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { heedSpoken } from './opt-out.ts';
import type { ConversationState } from './state.ts';
import { withinTime, withTime } from './within-time.ts';

/**
 * What is said in voice notes. The words are stored with the message once the bytes are there and somebody has heard them; a
 * turn waits for that a little (`turn.ts`), a thread shows it whenever it comes.
 */

export const TRANSCRIBE = 'transcribe';

/** Longer than half an hour of speech as WhatsApp sends it; no turn is helped by more. */
const MAX_VOICE_BYTES = 10 * 1024 * 1024;
/** Characters of a transcript that are kept. */
const MAX_TRANSCRIPT = 8_000;

/** A voice note that is owed to be heard, and how long its sender says that it is. */
type Owed = { mediaId: string; durationMs: number | null };

/**
 * The file of a line that is to be heard; null when there is none: no voice of the contact, in a group, deleted, heard before, history, or
 * nobody here hears. What was promised to be heard is, or is said not to have been: also as history of another contact that this one turned
 * out to be, and where nobody hears any more.
 */
const voiceToHear = (
  ctx: ConversationContext,
  { group, hearing }: Pick<ConversationState, 'group' | 'hearing'>,
  seq: number,
): Owed | null => {
  const message = ctx.store.message(seq);
  if (message?.direction !== 'in' || group || ctx.store.moved() !== null) return null;
  const { content, revokedAt, transcript, old } = message;
  if (content.type !== 'media' || content.media.kind !== 'audio') return null;
  if (revokedAt !== undefined || transcript !== undefined) return null;
  const { mediaId, durationMs } = content.media;
  const isPromised = hearing[mediaId] !== undefined;
  return isPromised || (!old && ctx.ports.speech !== null) ? { mediaId, durationMs } : null;
};

/** A line has come, or its file has: what is there and was not heard yet is owed to be. Inside a transaction. */
export const oweTranscript = (ctx: ConversationContext, tx: Change, seq: number): void => {
  const message = ctx.store.message(seq);
  const voice = voiceToHear(ctx, tx.state, seq);
  if (voice === null || message?.direction !== 'in' || message.media?.state !== 'ready') return;
  // A lane of its own: one that takes long holds back no other.
  ctx.outbox.put(`${TRANSCRIBE}/${voice.mediaId}`, String(seq));
};

type VoiceFile = { bytes: number | null; mime: string };

/** The file as it came; null when it did not, or is more than anybody here listens to. */
const listenedTo = (ctx: ConversationContext, seq: number): VoiceFile | null => {
  const message = ctx.store.message(seq);
  const standing = message?.direction === 'in' ? message.media : undefined;
  if (standing?.state !== 'ready' || (standing.bytes ?? 0) > MAX_VOICE_BYTES) return null;
  return { bytes: standing.bytes, mime: standing.mime ?? 'audio/ogg' };
};

/**
 * Whether the cliente may still spend today what hearing this costs, which is counted then: once, however often it is asked.
 *
 * @throws when nobody can say, or not in time: it is asked again, for what was said may be an opt-out.
 */
const affords = (ctx: ConversationContext, { mediaId, durationMs }: Owed, { bytes }: VoiceFile): Promise<boolean> =>
  withTime(ctx.ports, ctx.settings.askMs, () =>
    ctx.ports.knowledge().spendIfLeft(tokensOfSpeech(durationMs, bytes), mediaId),
  );

/** Hears one voice note, once: a provider that fails has its own repetitions, and then nobody has heard it. */
export const performTranscribe = async (ctx: ConversationContext, seq: number): Promise<void> => {
  const state = ctx.store.state();
  const voice = state && voiceToHear(ctx, state, seq);
  if (voice === null) return;
  const { speech } = ctx.ports;
  const file = listenedTo(ctx, seq);
  const mayHear = speech !== null && file !== null && (await affords(ctx, voice, file));
  const transcript = !mayHear
    ? null
    : await hear(ctx, speech, voice, file).catch((error: unknown) => {
        ctx.onError('transcribe', error);
        return null;
      });
  hit('voice.before_commit');
  change(ctx, (tx) => settleVoice(ctx, tx, { seq, mediaId: voice.mediaId }, transcript));
};

const hear = async (
  ctx: ConversationContext,
  speech: Speech,
  { mediaId, durationMs }: Owed,
  { mime }: VoiceFile,
): Promise<Transcript | null> => {
  const deadline = ctx.ports.deadline(ctx.settings.hearBudgetMs);
  try {
    const bytes = await withinTime(ctx.ports.files().read(mediaId), deadline);
    if (bytes === null) return null;
    hit('voice.before_hear');
    const voice = { bytes, mime, durationMs };
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
  if (voiceToHear(ctx, tx.state, seq) === null) return;
  const text = transcript?.text.trim().slice(0, MAX_TRANSCRIPT) || null;
  const version = tx.record('voice.settled', null, { seq, mediaId, heard: text !== null });
  ctx.store.saveTranscript(seq, { text, language: transcript?.language ?? null, at: tx.now }, version);
  if (text !== null) heedSpoken(ctx, tx, { seq, text });
};
