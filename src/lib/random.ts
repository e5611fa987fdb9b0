/** Where ids come from. Seeded in the simulation. */
export type Random = {
  /** `n` random bytes. */
  bytes(n: number): Uint8Array;
};

export const systemRandom: Random = { bytes: (n) => crypto.getRandomValues(new Uint8Array(n)) };

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** `<prefix>_` and 96 random bits in hex: `con_4f0c…`. */
export const newId = (random: Random, prefix: string): string => `${prefix}_${hex(random.bytes(12))}`;

/** UUID version 7 (RFC 9562 §5.7): sorts by creation time, 74 random bits. */
export const uuidv7 = (random: Random, now: number): string => {
  const bytes = random.bytes(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70);
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80);
  const h = hex(bytes);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
};
