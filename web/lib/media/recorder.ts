import { oggOfWebm } from './ogg-opus.ts';

/** Why nothing can be recorded. `insecure`: the page came over plain HTTP, where browsers give no microphone. */
export type MicTrouble = 'denied' | 'missing' | 'busy' | 'insecure' | 'unsupported' | 'failed';

/**
 * What was recorded. `voice`: it is Opus in Ogg, as WhatsApp's voice notes are; without it (Safari before 18.4 records AAC) it
 * can only go as an audio file.
 */
export type Recorded = { blob: Blob; seconds: number; voice: boolean };

export type Recording = {
  startedAt: number;
  /** How loud it is now, 0…1. */
  level: () => number;
  stop: () => Promise<Recorded>;
  cancel: () => void;
};

export class MicError extends Error {
  readonly trouble: MicTrouble;
  constructor(trouble: MicTrouble) {
    super(`no recording: ${trouble}`);
    this.name = 'MicError';
    this.trouble = trouble;
  }
}

/** Speech stays clear at this rate, and a minute takes 240 kB. */
const BITS_PER_SECOND = 32_000;
const FORMATS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const;

const TROUBLES: Record<string, MicTrouble> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** The word for what a browser threw when it was asked for the microphone. */
export const troubleOf = (error: unknown): MicTrouble =>
  error instanceof MicError
    ? error.trouble
    : ((error instanceof DOMException ? TROUBLES[error.name] : undefined) ?? 'failed');

/** What was recorded, as WhatsApp takes it. */
const finish = async (parts: Blob[], format: string, seconds: number): Promise<Recorded> => {
  const plain = format.split(';')[0] ?? format;
  const blob = new Blob(parts, { type: plain });
  if (plain === 'audio/ogg') return { blob, seconds, voice: true };
  if (plain !== 'audio/webm') return { blob, seconds, voice: false };
  const made = oggOfWebm(new Uint8Array(await blob.arrayBuffer()));
  // Nothing was said: a recorder that was stopped at once wrote no packet.
  if (!made) throw new MicError('failed');
  return { blob: new Blob([made.ogg], { type: 'audio/ogg' }), seconds: made.seconds, voice: true };
};

const meter = (stream: MediaStream): { level: () => number; close: () => void } => {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.min(1, Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length) * 4);
    },
    close: () => void context.close(),
  };
};

/** Asks for the microphone and records. Throws what `troubleOf` puts into a word. */
export const record = async (): Promise<Recording> => {
  if (!window.isSecureContext) throw new MicError('insecure');
  const format =
    typeof MediaRecorder === 'undefined' ? null : FORMATS.find((each) => MediaRecorder.isTypeSupported(each));
  if (!format || !('mediaDevices' in navigator)) throw new MicError('unsupported');
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true },
  });
  const recorder = new MediaRecorder(stream, { mimeType: format, audioBitsPerSecond: BITS_PER_SECOND });
  const { level, close } = meter(stream);
  const parts: Blob[] = [];
  const startedAt = performance.now();
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const release = (): void => {
    for (const track of stream.getTracks()) track.stop();
    close();
  };
  recorder.start();
  return {
    startedAt,
    level,
    stop: () =>
      new Promise((resolve, reject) => {
        const seconds = (performance.now() - startedAt) / 1_000;
        recorder.onstop = () => {
          release();
          finish(parts, format, seconds).then(resolve, reject);
        };
        // A microphone that was pulled out has stopped the recorder by itself.
        if (recorder.state === 'inactive') recorder.onstop(new Event('stop'));
        else recorder.stop();
      }),
    cancel: () => {
      recorder.onstop = null;
      if (recorder.state !== 'inactive') recorder.stop();
      release();
    },
  };
};
