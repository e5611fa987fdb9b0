'use client';
import type { Media } from '@oconnector/protocol/model/media.ts';
import type { MediaSource } from '../../lib/media/source.ts';
import { Absent } from './absent.tsx';
import { DocumentTile } from './document-tile.tsx';
import { Film } from './film.tsx';
import { Picture } from './picture.tsx';
import { Recording } from './recording.tsx';

export type MediaViewProps = { media: Media; source: MediaSource; caption?: string | undefined };

/** A file of a conversation: shown where it can be, else said why not. */
export default function MediaView(props: MediaViewProps) {
  const { media, source } = props;
  if (source.state !== 'ready' && source.state !== 'pending') return <Absent media={media} source={source} />;
  switch (media.kind) {
    case 'image':
    case 'sticker':
      return <Picture {...props} />;
    case 'video':
      return <Film {...props} />;
    case 'audio':
      return <Recording {...props} />;
    case 'document':
      return <DocumentTile {...props} />;
  }
}
