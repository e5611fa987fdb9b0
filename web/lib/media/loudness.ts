import { peaksOf } from './peaks.ts';

/** A longer recording is not read whole only to draw it. About three minutes of a voice note. */
const MAX_BYTES = 400_000;
const STEPS = 64;

const known = new Map<string, Promise<number[] | null>>();

const read = async (src: string): Promise<number[] | null> => {
  const response = await fetch(src, { credentials: 'same-origin' });
  if (!response.ok) return null;
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES) return null;
  const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes);
  return peaksOf(sound.getChannelData(0), STEPS);
};

/** How loud a recording is over its length; null when that cannot be told. Asked for once per page. */
export const loudnessOf = (id: string, src: string, bytes: number | null): Promise<number[] | null> => {
  if (bytes !== null && bytes > MAX_BYTES) return Promise.resolve(null);
  const held = known.get(id);
  if (held) return held;
  const asked = read(src).catch(() => null);
  known.set(id, asked);
  return asked;
};
