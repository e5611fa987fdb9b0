/** Most bytes that one stream of a PDF may unpack to, and all of them together. A scanned page is 1 to 30 MB; an object has 128 MB in all. */
const LIMITS = { stream: 48 * 1024 * 1024, all: 400 * 1024 * 1024 };
/** Before `stream` stands its dictionary; one that says more than this of a filter is none that we know. */
const DICTIONARY = 2_048;

const latin1 = new TextDecoder('latin1');

const indexOf = (bytes: Uint8Array, word: string, from: number): number => {
  const first = word.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < word.length && bytes[at + same] === word.charCodeAt(same)) same++;
    if (same === word.length) return at;
  }
  return -1;
};

/** How much a deflated stream unpacks to, counted and thrown away; Infinity beyond `max`. What is no such stream ends where it breaks. */
const unpacked = async (bytes: Uint8Array<ArrayBuffer>, max: number): Promise<number> => {
  const inflate = new DecompressionStream('deflate');
  const writer = inflate.writable.getWriter();
  const written = writer
    .write(bytes)
    .then(() => writer.close())
    .catch(() => {});
  const reader = inflate.readable.getReader();
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > max) {
        await reader.cancel().catch(() => {});
        return Number.POSITIVE_INFINITY;
      }
    }
  } catch {
    // Damaged or padded: what came out until here is what a reader would get.
  }
  await written;
  return size;
};

/**
 * Whether a PDF has a stream that unpacks beyond bounds: pdf.js unpacks in memory and asks nobody. Streams stand in a PDF as they are, so they are
 * found without reading it. A stream packed twice is refused unseen, for only what is within would tell.
 */
export const isBomb = async (bytes: Uint8Array<ArrayBuffer>, limits = LIMITS): Promise<boolean> => {
  let all = 0;
  for (let at = indexOf(bytes, 'stream', 0); at !== -1; at = indexOf(bytes, 'stream', at)) {
    const dictionary = latin1.decode(bytes.subarray(Math.max(0, at - DICTIONARY), at));
    const own = dictionary.slice(Math.max(0, dictionary.lastIndexOf(' obj')));
    let start = at + 'stream'.length;
    if (bytes[start] === 13) start++;
    if (bytes[start] === 10) start++;
    const found = indexOf(bytes, 'endstream', start);
    const end = found === -1 ? bytes.length : found;
    const filters = own.match(/\/(?:FlateDecode|Fl|LZWDecode|LZW|RunLengthDecode|RL)\b/gu)?.length ?? 0;
    if (filters > 1) return true;
    if (/\/(?:FlateDecode|Fl)\b/u.test(own)) {
      all += await unpacked(bytes.subarray(start, end), limits.stream);
      if (all > limits.all) return true;
    }
    at = end + 'endstream'.length;
  }
  return false;
};
