/**
 * Which IP addresses are on the public internet: IANA's registries of special-purpose addresses (RFC 6890 and its successors), and the
 * ranges that carry an IPv4 address within.
 */

type V4 = readonly [number, number, number, number];

const toV4 = (text: string): V4 | null => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = parts.map(Number);
  return [a, b, c, d];
};

/** The eight groups of an IPv6 address, of which the last two may be written as IPv4; null when it is none. A zone is refused. */
const toV6 = (text: string): number[] | null => {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = tail?.[2] === undefined ? null : toV4(tail[2]);
  if (tail !== null && v4 === null) return null;
  const hex = (high: number, low: number) => (high * 256 + low).toString(16);
  const plain = tail === null || v4 === null ? text : `${tail[1]}${hex(v4[0], v4[1])}:${hex(v4[2], v4[3])}`;
  const halves = plain.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (!groups.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const [before = [], after = []] = groups;
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const zeros = halves.length === 1 ? [] : Array<string>(missing).fill('0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
};

const isPublicV4 = ([a, b, c]: V4): boolean => {
  // This network, private, loopback, multicast and all above it.
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  // Carrier-grade NAT, link-local (where clouds keep their metadata), private.
  if ((a === 100 && b >= 64 && b <= 127) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b <= 31)) return false;
  // Protocol assignments, documentation, 6to4 relays, private, benchmarks.
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
};

const lowV4 = (groups: readonly number[]): V4 => {
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255];
};

const isPublicV6 = (groups: readonly number[]): boolean => {
  const [first = 0, second = 0] = groups;
  const zerosUpTo = (count: number) => groups.slice(0, count).every((group) => group === 0);
  // ::ffff:0:0/96, IPv4-mapped, and 64:ff9b::/96, NAT64: as public as the address within.
  if (zerosUpTo(5) && groups[5] === 0xffff) return isPublicV4(lowV4(groups));
  if (first === 0x64 && second === 0xff9b && groups.slice(2, 6).every((group) => group === 0))
    return isPublicV4(lowV4(groups));
  // Only 2000::/3 is given out. Not of it: 2001::/23 (Teredo, ORCHID and others), documentation, 6to4.
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000);
};

/** Whether this is an IP address at all, written as URLs and DNS do. */
export const isAddress = (text: string): boolean => toV4(text) !== null || toV6(text) !== null;

/** Whether an IP address is one that anybody on the internet could reach. What is no address is not. */
export const isPublicAddress = (text: string): boolean => {
  const v4 = toV4(text);
  if (v4 !== null) return isPublicV4(v4);
  const v6 = toV6(text);
  return v6 !== null && isPublicV6(v6);
};
