import type { Media, MediaStanding, MediaState } from '@oconnector/protocol/model/media.ts';

/** Where a screen gets a file from. `download` is null where the file itself is `src`. */
export type MediaSource = { state: MediaState; bytes: number | null; src: string | null; download: string | null };

/** Files that were sent from this page, which need not come back from the server to be shown. */
const own = new Map<string, string>();

export const rememberOwn = (mediaId: string, url: string): void => void own.set(mediaId, url);

/** A file of the thread, as the API serves it. */
export const sourceOf = ({ mediaId, bytes }: Media, standing: MediaStanding | undefined): MediaSource => {
  const state = standing?.state ?? 'pending';
  const path = `/api/whatsapp/media/${encodeURIComponent(mediaId)}`;
  return {
    state,
    bytes: standing?.bytes ?? bytes,
    src: state === 'ready' ? (own.get(mediaId) ?? path) : null,
    download: state === 'ready' ? `${path}?download=1` : null,
  };
};
