import { describe, expect, it } from 'vitest';
import { oggOfWebm } from './ogg-opus.ts';

/** An EBML element with its length in eight bytes; without one, its end is left open as live recordings do. */
const element = (id: number[], data: number[], open = false): number[] => {
  const length = [1, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (data.length >>> shift) & 0xff)];
  return [...id, ...(open ? [1, 255, 255, 255, 255, 255, 255, 255] : length), ...data];
};
const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** 312 samples of pre-skip, one channel. */
const HEAD = [...ascii('OpusHead'), 1, 1, 312 & 0xff, 312 >> 8, 0x80, 0xbb, 0, 0, 0, 0, 0];
/** A packet of one 20 ms frame of SILK. */
const packet = (length: number, fill: number): number[] => [1 << 3, ...Array.from({ length: length - 1 }, () => fill)];
const block = (data: number[], flags = 0x80): number[] => element([0xa3], [0x81, 0, 0, flags, ...data]);

const webm = (blocks: number[][], head = HEAD): Uint8Array =>
  Uint8Array.from([
    ...element([0x1a, 0x45, 0xdf, 0xa3], ascii('webm')),
    ...element(
      [0x18, 0x53, 0x80, 0x67],
      [
        ...element([0x15, 0x49, 0xa9, 0x66], [1, 2, 3]),
        ...element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x63, 0xa2], head))),
        ...element([0x1f, 0x43, 0xb6, 0x75], blocks.flat(), true),
      ],
      true,
    ),
  ]);

type Page = { flags: number; granule: number; sequence: number; packets: number[][] };

/** CRC-32 of Ogg, bit by bit from the polynomial. */
const crcOf = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const out = (crc >>> 31) ^ ((byte >> bit) & 1);
      crc = out ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
  return crc >>> 0;
};

const pagesOf = (ogg: Uint8Array): Page[] => {
  const pages: Page[] = [];
  const view = new DataView(ogg.buffer, ogg.byteOffset, ogg.byteLength);
  for (let at = 0; at < ogg.length;) {
    expect(String.fromCharCode(...ogg.subarray(at, at + 4))).toBe('OggS');
    const lacing = [...ogg.subarray(at + 27, at + 27 + (ogg[at + 26] ?? 0))];
    let body = at + 27 + lacing.length;
    const start = at;
    const packets: number[][] = [];
    let size = 0;
    for (const segment of lacing) {
      size += segment;
      if (segment === 255) continue;
      packets.push([...ogg.subarray(body, body + size)]);
      body += size;
      size = 0;
    }
    expect(size).toBe(0);
    const page = ogg.slice(start, body);
    const crc = new DataView(page.buffer).getUint32(22, true);
    page.fill(0, 22, 26);
    expect(crc).toBe(crcOf(page));
    pages.push({
      flags: ogg[at + 5] ?? 0,
      granule: Number(view.getBigInt64(at + 6, true)),
      sequence: view.getUint32(at + 18, true),
      packets,
    });
    at = body;
  }
  return pages;
};

describe('a recording in WebM', () => {
  // 255 bytes end on a full segment, which Ogg closes with an empty one.
  const packets = [packet(40, 1), packet(255, 2), packet(600, 3), ...Array.from({ length: 60 }, () => packet(80, 4))];
  const made = oggOfWebm(webm(packets.map((each) => block(each))));

  it('becomes Ogg with the same packets in the same order', () => {
    const [head, tags, ...sound] = pagesOf(made?.ogg ?? new Uint8Array());
    expect(head?.packets).toEqual([HEAD]);
    expect(head?.flags).toBe(2);
    expect(tags?.packets[0]?.slice(0, 8)).toEqual(ascii('OpusTags'));
    expect(sound.flatMap((page) => page.packets)).toEqual(packets);
    expect([head, tags, ...sound].map((page) => page?.sequence)).toEqual([0, 1, 2, 3]);
    expect(sound.map((page) => page.flags)).toEqual([0, 4]);
  });

  it('counts time as a player will', () => {
    const last = pagesOf(made?.ogg ?? new Uint8Array()).at(-1);
    expect(last?.granule).toBe(packets.length * 960);
    expect(made?.seconds).toBeCloseTo((packets.length * 960 - 312) / 48_000, 6);
  });

  it('knows packets of several frames and of other lengths', () => {
    const seconds = (toc: number, second = 0): number => {
      const samples = pagesOf(oggOfWebm(webm([block([toc, second])]))?.ogg ?? new Uint8Array()).at(-1)?.granule;
      return (samples ?? 0) / 48_000;
    };
    expect(seconds(3 << 3)).toBeCloseTo(0.06);
    expect(seconds((13 << 3) | 1)).toBeCloseTo(0.04);
    expect(seconds(16 << 3)).toBeCloseTo(0.0025);
    expect(seconds((31 << 3) | 3, 3)).toBeCloseTo(0.06);
  });

  it('that was cut off keeps what is whole', () => {
    const whole = webm([block(packet(40, 1)), block(packet(50, 2))]);
    expect(pagesOf(oggOfWebm(whole.subarray(0, whole.length - 10))?.ogg ?? new Uint8Array()).at(-1)?.packets).toEqual([
      packet(40, 1),
    ]);
  });

  it('is refused when it is none of Opus, is empty, or holds laced blocks', () => {
    expect(oggOfWebm(webm([]))).toBeNull();
    expect(oggOfWebm(webm([block(packet(40, 1))], ascii('OtherHead')))).toBeNull();
    expect(oggOfWebm(webm([block(packet(40, 1), 0x84)]))).toBeNull();
    expect(oggOfWebm(new Uint8Array())).toBeNull();
    expect(oggOfWebm(Uint8Array.from(ascii('RIFF but no EBML at all')))).toBeNull();
  });
});
