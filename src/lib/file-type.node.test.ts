import { describe, expect, it } from 'vitest';
import { fileOf, HEADS, type Head } from '../testing/files.ts';
import { isInline, sniff, typeFor } from './file-type.ts';

const KINDS = ['image', 'sticker', 'audio', 'video', 'document'] as const;

describe('the type of a file', () => {
  it.each([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['gif', 'image/gif'],
    ['webp', 'image/webp'],
    ['wav', 'audio/wav'],
    ['opus', 'audio/ogg'],
    ['theora', 'video/ogg'],
    ['mp3', 'audio/mpeg'],
    ['mp3Tagged', 'audio/mpeg'],
    ['aac', 'audio/aac'],
    ['amr', 'audio/amr'],
    ['m4a', 'audio/mp4'],
    ['mp4', 'video/mp4'],
    ['mov', 'video/quicktime'],
    ['threeGp', 'video/3gpp'],
    ['heic', 'image/heif'],
    ['webm', 'video/webm'],
    ['mkv', 'video/matroska'],
    ['pdf', 'application/pdf'],
    ['zip', 'application/zip'],
    ['html', null],
    ['svg', null],
    ['exe', null],
  ] as const)('%s is told by its first bytes', (head, type) => expect(sniff(fileOf(head))).toBe(type));

  it('is not told by less than its mark', () => {
    for (const [head, mark] of Object.entries(HEADS)) {
      const cut = Uint8Array.from(mark.slice(0, 1));
      expect([head, sniff(cut)]).toEqual([head, null]);
    }
    expect(sniff(new Uint8Array(0))).toBeNull();
  });

  it('makes a kind refuse what is not of it', () => {
    const taken = Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        (Object.keys(HEADS) as Head[]).filter((head) => typeFor(kind, fileOf(head)) !== null),
      ]),
    );
    expect(taken).toEqual({
      image: ['jpeg', 'png', 'gif', 'webp'],
      sticker: ['webp'],
      audio: ['wav', 'opus', 'mp3', 'mp3Tagged', 'aac', 'amr', 'm4a', 'mp4', 'threeGp', 'webm'],
      video: ['mp4', 'mov', 'threeGp', 'webm'],
      document: Object.keys(HEADS),
    });
  });

  it('of a container that holds sound alone is that of sound', () => {
    expect([typeFor('audio', fileOf('mp4')), typeFor('audio', fileOf('webm'))]).toEqual(['audio/mp4', 'audio/webm']);
  });

  it('that can act in a browser is never shown in its place', () => {
    for (const head of ['html', 'svg', 'pdf', 'zip', 'exe', 'heic', 'mkv'] as const)
      expect([head, isInline(typeFor('document', fileOf(head)) ?? '')]).toEqual([head, false]);
    expect(isInline('image/svg+xml') || isInline('text/html')).toBe(false);
  });
});
