import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import { describe, expect, it } from 'vitest';
import { kindOf } from './accept.ts';
import { type Attachment, mediaOf, outgoing } from './attachment.ts';
import { fit, mediaRoom } from './fit.ts';
import { takeFloor } from './floor.ts';
import { clipLength, fileSize, typeLabel } from './format.ts';
import { peaksOf, resample } from './peaks.ts';
import { MicError, troubleOf } from './recorder.ts';
import { sourceOf } from './source.ts';
import { whatOf, wordsOf } from './what.ts';

const attachment = (id: string, more: Partial<Attachment> = {}): Attachment => ({
  id,
  blob: new Blob(['abc'], { type: 'image/png' }),
  kind: 'image',
  voice: false,
  name: `${id}.png`,
  url: `blob:${id}`,
  seconds: null,
  width: null,
  height: null,
  uploaded: null,
  refusal: null,
  ...more,
});
const voice = (id: string): Attachment => attachment(id, { kind: 'audio', voice: true, seconds: 3.2 });

describe('for people', () => {
  it('lengths are minutes and seconds', () => {
    expect([0, 0.4, 7, 59.6, 61, 3_729].map(clipLength)).toEqual(['0:00', '0:00', '0:07', '1:00', '1:01', '1:02:09']);
  });

  it('sizes have at most three digits and a unit', () => {
    expect(
      [0, 812, 1_023, 1_024, 1_500_000, 1_048_500, 16 * 1024 * 1024].map((bytes) => fileSize(bytes, 'pt-BR')),
    ).toEqual(['0 B', '812 B', '1.023 B', '1 KB', '1,4 MB', '1 MB', '16 MB']);
  });

  it('types are told by the name, else by the type', () => {
    expect(typeLabel('Nota fiscal.PDF', 'application/octet-stream')).toBe('PDF');
    expect(typeLabel('sem ponto', 'application/pdf')).toBe('PDF');
    expect(typeLabel('a.b.tar.gz', '')).toBe('GZ');
    expect(typeLabel(null, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')).toBe('');
  });
});

describe('the room of a picture', () => {
  it('keeps its shape within bounds', () => {
    expect(fit({ width: 3_000, height: 4_000 })).toEqual({ width: 255, height: 340 });
    expect(fit({ width: 4_000, height: 2_000 })).toEqual({ width: 320, height: 160 });
    expect(fit({ width: 200, height: 150 })).toEqual({ width: 200, height: 150 });
  });

  it('is neither a thread nor a ribbon, and stands for a size that nobody told', () => {
    expect(fit({ width: 10, height: 9_000 })).toEqual({ width: 120, height: 340 });
    expect(fit({ width: 9_000, height: 10 })).toEqual({ width: 320, height: 120 });
    expect(fit({})).toEqual({ width: 280, height: 210 });
    expect(fit({ width: 0, height: 12 })).toEqual({ width: 280, height: 210 });
  });

  it('is given up for a tile when the picture will not come', () => {
    const portrait = { kind: 'image', width: 600, height: 800 } as const;
    expect(mediaRoom(portrait, 'pending')).toEqual(mediaRoom(portrait, 'ready'));
    expect(mediaRoom(portrait, 'failed')).toEqual(mediaRoom({ kind: 'document' }));
  });
});

describe('a chosen file', () => {
  it('is shown where WhatsApp shows its type, else goes as a document', () => {
    const kinds = ['image/jpeg', 'image/heic', 'video/mp4', 'audio/ogg; codecs=opus', 'application/pdf', ''];
    expect(kinds.map((type) => kindOf({ type, size: 10 }))).toEqual([
      { kind: 'image' },
      { kind: 'document' },
      { kind: 'video' },
      { kind: 'audio' },
      { kind: 'document' },
      { kind: 'document' },
    ]);
  });

  it('that is too large to be shown goes as a document, and beyond that not at all', () => {
    expect(kindOf({ type: 'image/png', size: MEDIA_MAX_BYTES.image })).toEqual({ kind: 'image' });
    expect(kindOf({ type: 'image/png', size: MEDIA_MAX_BYTES.image + 1 })).toEqual({ kind: 'document' });
    expect(kindOf({ type: 'image/png', size: MEDIA_MAX_BYTES.document + 1 })).toEqual({
      problem: 'too_large',
      max: MEDIA_MAX_BYTES.document,
    });
    expect(kindOf({ type: 'image/png', size: 0 })).toEqual({ problem: 'empty' });
  });
});

describe('words and files', () => {
  it('make one message when the words fit under the file', () => {
    const photo = attachment('a');
    expect(outgoing('veja', [photo])).toEqual([{ text: 'veja', attachment: photo }]);
    expect(outgoing('', [photo])).toEqual([{ text: '', attachment: photo }]);
    expect(outgoing('oi', [])).toEqual([{ text: 'oi', attachment: null }]);
  });

  it('put the words under the first file that takes some, else after what is heard', () => {
    const [note, photo, second] = [voice('n'), attachment('a'), attachment('b')];
    expect(outgoing('veja', [note, photo, second]).map(({ text, attachment: file }) => [text, file?.id])).toEqual([
      ['', 'n'],
      ['veja', 'a'],
      ['', 'b'],
    ]);
    expect(outgoing('ouça', [note])).toEqual([
      { text: '', attachment: note },
      { text: 'ouça', attachment: null },
    ]);
  });

  it('a file names itself only as a document', () => {
    expect(mediaOf(attachment('a', { width: 30, height: 40 }))).toEqual({
      mediaId: 'a',
      kind: 'image',
      mime: 'image/png',
      bytes: 3,
      fileName: null,
      durationMs: null,
      width: 30,
      height: 40,
    });
    expect(mediaOf(attachment('a', { kind: 'document' })).fileName).toBe('a.png');
    expect(mediaOf(voice('n'))).toMatchObject({ voice: true, durationMs: 3_200 });
  });
});

describe('a file of the thread', () => {
  const media = mediaOf(attachment('med_a'));
  it('has an address once its bytes are there, and none before or after', () => {
    const at = (state: 'ready' | 'pending' | 'expired') =>
      sourceOf(media, { state, mime: null, bytes: 9, reason: null, at: 1 });
    expect(at('ready')).toEqual({
      state: 'ready',
      bytes: 9,
      src: '/api/whatsapp/media/med_a',
      download: '/api/whatsapp/media/med_a?download=1',
    });
    expect([at('pending').src, at('expired').src]).toEqual([null, null]);
    expect(sourceOf(media, undefined).state).toBe('pending');
  });

  it('is called by what it is', () => {
    expect(whatOf({ type: 'media', media: { ...media, kind: 'audio', voice: true } })).toBe('voice');
    expect(whatOf({ type: 'media', media })).toBe('image');
    expect(whatOf({ type: 'unsupported', what: 'poll' })).toBe('poll');
    expect(wordsOf({ type: 'media', media, caption: 'veja' })).toBe('veja');
    expect(wordsOf({ type: 'media', media })).toBe('');
  });
});

describe('the wave of a recording', () => {
  it('is as loud as the sound, the loudest being full', () => {
    const samples = Float32Array.from({ length: 400 }, (_, index) => (index < 200 ? 0.1 : 0.4) * (index % 2 ? 1 : -1));
    expect(peaksOf(samples, 4).map((peak) => Number(peak.toFixed(3)))).toEqual([0.25, 0.25, 1, 1]);
    expect(peaksOf(new Float32Array(10), 2)).toEqual([0, 0]);
    expect(peaksOf(Float32Array.of(1), 3)).toHaveLength(3);
  });

  it('keeps its peaks in fewer steps', () => {
    expect(resample([0, 1, 0, 0.5], 2)).toEqual([1, 0.5]);
    expect(resample([0.5], 3)).toEqual([0.5, 0.5, 0.5]);
  });
});

describe('the microphone', () => {
  it('says in a word why there is none', () => {
    expect(troubleOf(new DOMException('x', 'NotAllowedError'))).toBe('denied');
    expect(troubleOf(new DOMException('x', 'NotFoundError'))).toBe('missing');
    expect(troubleOf(new DOMException('x', 'NotReadableError'))).toBe('busy');
    expect(troubleOf(new MicError('insecure'))).toBe('insecure');
    expect(troubleOf(new TypeError('x'))).toBe('failed');
  });
});

describe('of those that play', () => {
  it('one is heard: the one before falls silent, and nobody silences itself', () => {
    const silenced: string[] = [];
    const first = (): void => void silenced.push('first');
    takeFloor(first);
    takeFloor(first);
    expect(silenced).toEqual([]);
    takeFloor(() => void silenced.push('second'));
    expect(silenced).toEqual(['first']);
  });
});
