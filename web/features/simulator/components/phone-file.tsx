'use client';
import type { MediaContent } from '@oconnector/protocol/model/content.ts';
import { Unshown } from '../../../components/media/absent.tsx';
import MediaView from '../../../components/media/media-view.tsx';
import { mediaRoom } from '../../../lib/media/fit.ts';
import { usePhoneFile } from '../hooks/use-phone-files.ts';

/** A file on a simulated phone. */
export default function PhoneFile({ phone, content: { media, caption } }: { phone: string; content: MediaContent }) {
  const { fetched, again } = usePhoneFile(phone, media);
  const source = { bytes: media.bytes, download: null } as const;
  if (fetched.state === 'pending') return <div style={mediaRoom(media)} className="max-w-full rounded-lg bg-fg/6" />;
  return fetched.state === 'ready' ? (
    <MediaView media={media} source={{ ...source, state: 'ready', src: fetched.url }} caption={caption} />
  ) : (
    <Unshown media={media} source={{ ...source, state: 'failed', src: null }} onRetry={again} />
  );
}
