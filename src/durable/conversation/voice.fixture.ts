import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import type { MediaState } from '@oconnector/protocol/model/media.ts';

const FILE = { mime: 'audio/ogg', bytes: 9_000 };

/** A voice note of some seconds, as its sender announces it. */
export const voiceNote = (mediaId: string): MediaContent => ({
  type: 'media',
  media: { mediaId, kind: 'audio', voice: true, ...FILE, fileName: null, durationMs: 4_000 },
});

/** What became of its file. */
export const fileOf = <State extends MediaState>(mediaId: string, state: State) => ({
  mediaId,
  state,
  ...FILE,
  reason: null,
});
