import type { Media, MediaState } from '@oconnector/protocol/model/media.ts';

/** Largest and smallest sides of a picture in a bubble, in CSS pixels. */
const MOST = { width: 320, height: 340 };
const LEAST = 120;
/** For a picture whose size nobody told. */
const UNKNOWN = { width: 280, height: 210 };

const STICKER = { width: 148, height: 148 };
/** Tiles, recordings and what stands in the place of a file that is not there. */
const TILE = { width: 300, height: 56 };

export type Box = { width: number; height: number };

/**
 * The box that is kept free for a picture before it is there, so that nothing moves when it comes. A picture too narrow or
 * too flat for it is cropped, never stretched.
 */
export const fit = (size: { width?: number | undefined; height?: number | undefined }): Box => {
  const { width = 0, height = 0 } = size;
  if (!(width > 0 && height > 0)) return UNKNOWN;
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  return {
    width: Math.round(Math.max(LEAST, width * scale)),
    height: Math.round(Math.max(LEAST, height * scale)),
  };
};

/** The room that a file takes in a bubble, known before anything of it is. What did not come is said in a tile. */
export const mediaRoom = (media: Pick<Media, 'kind' | 'width' | 'height'>, state: MediaState = 'ready'): Box => {
  if (state !== 'ready' && state !== 'pending') return TILE;
  return media.kind === 'image' || media.kind === 'video' ? fit(media) : media.kind === 'sticker' ? STICKER : TILE;
};
