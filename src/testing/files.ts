const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** Beginnings of files, as their formats prescribe them. */
export const HEADS = {
  jpeg: [0xff, 0xd8, 0xff, 0xe0],
  png: [0x89, ...ascii('PNG\r\n\x1a\n')],
  gif: ascii('GIF89a'),
  webp: [...ascii('RIFF'), 1, 2, 3, 4, ...ascii('WEBPVP8 ')],
  wav: [...ascii('RIFF'), 1, 2, 3, 4, ...ascii('WAVEfmt ')],
  opus: [...ascii('OggS'), ...Array<number>(24).fill(0), ...ascii('OpusHead')],
  theora: [...ascii('OggS'), ...Array<number>(24).fill(0), ...ascii('\x80theora')],
  mp3: [0xff, 0xfb, 0x90, 0x00],
  mp3Tagged: ascii('ID3\x04'),
  aac: [0xff, 0xf1, 0x50, 0x80],
  amr: ascii('#!AMR\n'),
  m4a: [0, 0, 0, 0x20, ...ascii('ftypM4A ')],
  mp4: [0, 0, 0, 0x20, ...ascii('ftypisom')],
  mov: [0, 0, 0, 0x14, ...ascii('ftypqt  ')],
  threeGp: [0, 0, 0, 0x14, ...ascii('ftyp3gp5')],
  heic: [0, 0, 0, 0x14, ...ascii('ftypheic')],
  webm: [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84, ...ascii('webm')],
  mkv: [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x88, ...ascii('matroska')],
  pdf: ascii('%PDF-1.7\n'),
  zip: [...ascii('PK'), 3, 4],
  html: ascii('<!doctype html><script>alert(1)</script>'),
  svg: ascii('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  exe: ascii('MZ\x90\x00'),
} as const;
export type Head = keyof typeof HEADS;

/** A file that begins so and has this many bytes in all, each telling where it stands. */
export const fileOf = (head: Head, size = 100): Uint8Array<ArrayBuffer> => {
  const bytes = Uint8Array.from({ length: Math.max(size, HEADS[head].length) }, (_, i) => i % 251);
  bytes.set(HEADS[head]);
  return bytes;
};

export const sha256Hex = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
