/**
 * WebM to Ogg, without touching the sound: Chromium records Opus into WebM (RFC 9559), WhatsApp's voice notes are Opus in Ogg
 * (RFC 3533, RFC 7845). The packets are the same; only what is around them changes.
 */

const ID = { codecPrivate: 0x63a2, simpleBlock: 0xa3, block: 0xa1 } as const;
/** Elements whose children are read: Segment, Tracks, TrackEntry, Cluster, BlockGroup. A live recording leaves their size open. */
const ENTERED = new Set([0x18538067, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0]);

/** An EBML number of up to eight bytes; null when it is cut off. `marked`: keep the length bits, as ids do. */
const numberAt = (bytes: Uint8Array, at: number, marked: boolean): { value: number; next: number } | null => {
  const first = bytes[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.length) return null;
  let value = marked ? first : first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return { value, next: at + length };
};

type Recording = { head: Uint8Array; packets: Uint8Array[] };

/** The Opus packets of a recording with one track; null when it holds anything else. */
const readWebm = (bytes: Uint8Array): Recording | null => {
  let head: Uint8Array | null = null;
  const packets: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const id = numberAt(bytes, at, true);
    const size = id && numberAt(bytes, id.next, false);
    if (!id || !size) break;
    if (ENTERED.has(id.value)) {
      at = size.next;
      continue;
    }
    const data = bytes.subarray(size.next, size.next + size.value);
    // A recording that was cut off ends within a block.
    if (data.length < size.value) break;
    if (id.value === ID.codecPrivate) head = data;
    if (id.value === ID.simpleBlock || id.value === ID.block) {
      const track = numberAt(data, 0, false);
      const flags = track ? data[track.next + 2] : undefined;
      if (!track || flags === undefined || (flags & 0x06) !== 0) return null;
      packets.push(data.subarray(track.next + 3));
    }
    at = size.next + size.value;
  }
  const isOpus = head !== null && String.fromCharCode(...head.subarray(0, 8)) === 'OpusHead';
  return isOpus && head && packets.length > 0 ? { head, packets } : null;
};

/** Samples of one Opus packet at 48 kHz (RFC 6716 §3.1). */
const samplesOf = (packet: Uint8Array): number => {
  const [toc = 0, second = 0] = packet;
  const config = toc >> 3;
  const ms =
    config < 12 ? [10, 20, 40, 60][config & 3] : config < 16 ? [10, 20][config & 1] : [2.5, 5, 10, 20][config & 3];
  const frames = (toc & 3) === 0 ? 1 : (toc & 3) === 3 ? second & 0x3f : 2;
  return (ms ?? 20) * 48 * frames;
};

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});

const FIRST = 2;
const LAST = 4;
/** Packets of 20 ms in a page: a second of sound, and far from the 255 segments that a page may have. */
const PER_PAGE = 50;

const page = (packets: Uint8Array[], sequence: number, granule: number, flags: number): Uint8Array => {
  const lacing = packets.flatMap((packet) => [
    ...Array.from({ length: Math.floor(packet.length / 255) }, () => 255),
    packet.length % 255,
  ]);
  const body = packets.reduce((sum, packet) => sum + packet.length, 0);
  const out = new Uint8Array(27 + lacing.length + body);
  const view = new DataView(out.buffer);
  out.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigInt64(6, BigInt(granule), true);
  // One stream in a file of its own: any serial number does.
  view.setUint32(14, 1, true);
  view.setUint32(18, sequence, true);
  out[26] = lacing.length;
  out.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    out.set(packet, at);
    at += packet.length;
  }
  let crc = 0;
  for (const byte of out) crc = (crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  view.setUint32(22, crc >>> 0, true);
  return out;
};

/** Packets that fit into one page: at most a second, and no more than 255 segments. */
const pagesOf = (packets: Uint8Array[]): Uint8Array[][] => {
  const pages: Uint8Array[][] = [];
  let segments = Infinity;
  for (const packet of packets) {
    const needed = Math.floor(packet.length / 255) + 1;
    const open = pages.at(-1);
    if (open && open.length < PER_PAGE && segments + needed <= 255) {
      open.push(packet);
      segments += needed;
    } else {
      pages.push([packet]);
      segments = needed;
    }
  }
  return pages;
};

/** Who wrote it (RFC 7845 §5.2): a name with its length, and no comments. */
const TAGS = new TextEncoder().encode('OpusTags\u000a\0\0\0oConnector\0\0\0\0');

/** A recording of Opus in WebM as Opus in Ogg, with its length; null when it is none. */
export const oggOfWebm = (webm: Uint8Array): { ogg: Uint8Array<ArrayBuffer>; seconds: number } | null => {
  const recording = readWebm(webm);
  if (!recording) return null;
  const { head, packets } = recording;
  const skip = (head[10] ?? 0) + (head[11] ?? 0) * 256;
  const pages = [page([head], 0, 0, FIRST), page([TAGS], 1, 0, 0)];
  let granule = 0;
  const groups = pagesOf(packets);
  groups.forEach((group, index) => {
    granule += group.reduce((sum, packet) => sum + samplesOf(packet), 0);
    pages.push(page(group, index + 2, granule, index === groups.length - 1 ? LAST : 0));
  });
  const ogg = new Uint8Array(pages.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of pages) {
    ogg.set(each, at);
    at += each.length;
  }
  return { ogg, seconds: Math.max(0, granule - skip) / 48_000 };
};
