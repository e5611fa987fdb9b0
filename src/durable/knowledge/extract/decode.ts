const HEAD = 2_048;

const asciiHead = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, HEAD));

const inCharset = (bytes: Uint8Array, charset: string): string | null => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return null;
  }
};

/** What a page says of itself, `<meta charset=…>` in whichever form. */
const declared = (bytes: Uint8Array): string | null =>
  /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/iu.exec(asciiHead(bytes))?.[1] ?? null;

/**
 * Bytes as text: by their byte order mark, then as UTF-8 where they are that, then as whoever brought them says, then as the page says, and
 * else as Windows-1252, which Latin-1 is a part of and which reads anything. UTF-8 comes before what is said, for it is hardly ever so by chance.
 */
export const decodeText = (bytes: Uint8Array, charset: string | null = null): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    const said = charset ?? declared(bytes);
    return (said === null ? null : inCharset(bytes, said)) ?? new TextDecoder('windows-1252').decode(bytes);
  }
};

/** Whether a text is one, and not a program or a picture that was read as such: texts have no control characters but line ends and tabs. */
export const looksLikeText = (text: string): boolean => {
  const sample = text.slice(0, 20_000);
  const controls = sample.match(/(?![\t\n\v\f\r])\p{Cc}|\ufffd/gu)?.length ?? 0;
  return controls * 100 <= sample.length;
};
