import type { Media } from '@oconnector/protocol/model/media.ts';
import type { SentKind } from './accept.ts';

/** A file that a person chose or recorded, until it is sent. */
export type Attachment = {
  id: string;
  blob: Blob;
  kind: SentKind;
  /** Goes as a voice note. */
  voice: boolean;
  name: string;
  /** An object URL of it. */
  url: string;
  seconds: number | null;
  width: number | null;
  height: number | null;
  /** What the server made of it; set once it is there. */
  uploaded: { mediaId: string; expiresAt: number } | null;
  /** Why the server did not take it. */
  refusal: 'too_large' | 'invalid' | null;
};

/** One message to be: words, a file, or a file with words under it. */
export type Outgoing = { text: string; attachment: Attachment | null };

/** Nothing stands under what is heard. */
export const takesCaption = (attachment: Attachment): boolean => attachment.kind !== 'audio';

/** The messages that words and files make: the words go under the first file that takes some, else after the files. */
export const outgoing = (text: string, attachments: readonly Attachment[]): Outgoing[] => {
  const under = text === '' ? undefined : attachments.find(takesCaption);
  const files = attachments.map((attachment) => ({ text: attachment === under ? text : '', attachment }));
  return text === '' || under ? files : [...files, { text, attachment: null }];
};

/** The file as the thread will show it. */
export const mediaOf = ({ id, blob, kind, voice, name, seconds, width, height }: Attachment): Media => ({
  mediaId: id,
  kind,
  ...(voice ? { voice: true as const } : {}),
  mime: blob.type,
  bytes: blob.size,
  fileName: kind === 'document' ? name : null,
  durationMs: seconds === null ? null : Math.round(seconds * 1_000),
  ...(width === null ? {} : { width }),
  ...(height === null ? {} : { height }),
});
