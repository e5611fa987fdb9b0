'use client';
import type { Media } from '@oconnector/protocol/model/media.ts';
import { useEffect, useState } from 'react';
import { uuidv7 } from '../../../lib/uuid.ts';
import type { PhoneFile } from '../lib/samples.ts';
import { phoneFiles, write } from './use-phones.ts';

/** Sends a file from a phone. Rejects when the phone has no line or the simulated WhatsApp refuses it. */
export const sendFile = async (phone: string, file: PhoneFile, caption = ''): Promise<void> => {
  const files = await phoneFiles();
  const media: Media = {
    mediaId: `med_${uuidv7()}`,
    kind: file.kind,
    ...(file.voice ? { voice: true as const } : {}),
    mime: file.blob.type,
    bytes: file.blob.size,
    fileName: file.kind === 'document' ? file.name : null,
    durationMs: file.seconds === null ? null : Math.round(file.seconds * 1_000),
    ...(file.width === null ? {} : { width: file.width }),
    ...(file.height === null ? {} : { height: file.height }),
  };
  await files.upload(phone, media.mediaId, file.blob);
  if (!write(phone, { type: 'media', media, ...(caption === '' ? {} : { caption }) }))
    throw new Error('the phones have no line');
};

type Fetched = { state: 'pending' } | { state: 'ready'; url: string } | { state: 'failed' };

/** The file of a line, fetched when the line is shown. */
export const usePhoneFile = (phone: string, media: Media): { fetched: Fetched; again: () => void } => {
  const [fetched, setFetched] = useState<Fetched>({ state: 'pending' });
  const [tries, setTries] = useState(0);
  // A line that comes again (its ticks, a reconnect) is the same file.
  const { mediaId, kind, mime } = media;
  useEffect(() => {
    let gone = false;
    const settle = (next: Fetched): void => {
      if (!gone) setFetched(next);
    };
    settle({ state: 'pending' });
    void phoneFiles()
      .then((files) => files.urlOf(phone, { mediaId, kind, mime }))
      .then(
        (url) => settle({ state: 'ready', url }),
        () => settle({ state: 'failed' }),
      );
    return () => {
      gone = true;
    };
  }, [phone, mediaId, kind, mime, tries]);
  return { fetched, again: () => setTries((n) => n + 1) };
};
