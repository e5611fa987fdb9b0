import type { PhoneDownFrame, PhoneUpFrame } from '@oconnector/protocol/phone/frames.ts';
import { PhoneUpFrame as PhoneUpFrameSchema } from '@oconnector/protocol/phone/frames.ts';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { createPhoneFiles } from './phone-files.ts';

const PHONE = '+5511987650001';
const PIECE = 192 * 1024;
const bytesOf = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 7) % 256);
const media = {
  mediaId: 'med_a',
  kind: 'image',
  mime: 'image/png',
  bytes: null,
  fileName: null,
  durationMs: null,
} as const;

const start = (open = true) => {
  const sent: PhoneUpFrame[] = [];
  const files = createPhoneFiles({
    send: (frame) => {
      if (open) sent.push(frame);
      return open;
    },
    buffered: () => 0,
  });
  return { files, sent };
};
const piece = (bytes: Uint8Array, offset: number, done: boolean): Extract<PhoneDownFrame, { t: 'piece' }> => ({
  t: 'piece',
  phone: PHONE,
  mediaId: 'med_a',
  offset,
  data: toBase64(bytes),
  done,
});
const fetched = async (url: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(url)).arrayBuffer());

describe('the files of a simulated phone', () => {
  it('go up in whole frames, without gaps, and are taken once the last piece is', async () => {
    const { files, sent } = start();
    const bytes = bytesOf(PIECE * 2 + 5);
    const going = files.upload(PHONE, 'med_a', new Blob([bytes]));
    await expect.poll(() => sent.length).toBe(3);
    files.hear({ t: 'uploaded', phone: PHONE, mediaId: 'med_a' });
    await going;
    const uploads = sent.filter((frame) => frame.t === 'upload');
    for (const frame of uploads) expect(() => PhoneUpFrameSchema.parse(frame)).not.toThrow();
    expect(uploads.map(({ offset, done }) => [offset, done])).toEqual([
      [0, false],
      [PIECE, false],
      [PIECE * 2, true],
    ]);
    expect(Buffer.concat(uploads.map(({ data }) => fromBase64(data))).equals(bytes)).toBe(true);
    // What was sent from here need not come back.
    expect(await fetched(await files.urlOf(PHONE, media))).toEqual(bytes);
    expect(sent).toHaveLength(3);
  });

  it('come down piece by piece, once however often they are shown', async () => {
    const { files, sent } = start();
    const bytes = bytesOf(1_000);
    const [first, second] = [files.urlOf(PHONE, media), files.urlOf(PHONE, media)];
    files.hear(piece(bytes.subarray(0, 600), 0, false));
    files.hear(piece(bytes.subarray(600), 600, true));
    expect(await first).toBe(await second);
    expect(await fetched(await first)).toEqual(bytes);
    expect(sent.map((frame) => frame.t)).toEqual(['download']);
  });

  it('that were refused may be asked for again', async () => {
    const { files, sent } = start();
    const asked = files.urlOf(PHONE, media);
    files.hear({ t: 'refused', code: 'no_media', message: 'no such file', mediaId: 'med_a' });
    await expect(asked).rejects.toThrow('no_media');
    void files.urlOf(PHONE, media);
    expect(sent.map((frame) => frame.t)).toEqual(['download', 'download']);
  });

  it('fail with their line, and without one', async () => {
    const { files } = start();
    const asked = files.urlOf(PHONE, media);
    files.drop();
    await expect(asked).rejects.toThrow('line was lost');
    await expect(start(false).files.upload(PHONE, 'med_a', new Blob(['x']))).rejects.toThrow('no line');
  });
});
