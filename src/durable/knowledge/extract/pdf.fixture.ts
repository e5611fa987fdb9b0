import { createHash } from 'node:crypto';

/** PDF files, made by hand (ISO 32000-1): text, encrypted, and one that unpacks into much more than it is. */

type Body = { dictionary: string; stream?: Uint8Array };

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (char) => char.charCodeAt(0) & 255);

const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** Objects, numbered from 1, with cross-reference table and trailer (§7.5). */
const fileOf = (objects: readonly Body[], trailer: string): Uint8Array<ArrayBuffer> => {
  const parts: Uint8Array[] = [latin1('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    at += part.length;
  };
  objects.forEach(({ dictionary, stream }, i) => {
    offsets.push(at);
    add(latin1(`${i + 1} 0 obj\n${dictionary}\n`));
    if (stream !== undefined) {
      add(latin1('stream\n'));
      add(stream);
      add(latin1('\nendstream\n'));
    }
    add(latin1('endobj\n'));
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const xref = at;
  add(latin1(`xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n`));
  return join([...parts, latin1(`startxref\n${xref}\n%%EOF\n`)]);
};

const drawing = (text: string): Uint8Array =>
  latin1(text === '' ? 'q Q' : `BT /F1 12 Tf 72 720 Td (${text.replace(/[()\\]/gu, '\\$&')}) Tj ET`);

const documentOf = (contents: readonly Body[]): Body[] => {
  const first = 4;
  const kids = contents.map((_, i) => `${first + i * 2} 0 R`).join(' ');
  return [
    { dictionary: '<< /Type /Catalog /Pages 2 0 R >>' },
    { dictionary: `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>` },
    { dictionary: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>' },
    ...contents.flatMap((content, i) => [
      {
        dictionary: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${first + i * 2 + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      },
      content,
    ]),
  ];
};

const plain = (stream: Uint8Array): Body => ({ dictionary: `<< /Length ${stream.length} >>`, stream });

/** A PDF with a line of text on each page; '' makes a page without any. */
export const aPdf = (pages: readonly string[], { title }: { title?: string } = {}): Uint8Array<ArrayBuffer> => {
  const objects = documentOf(pages.map((text) => plain(drawing(text))));
  if (title === undefined) return fileOf(objects, '');
  return fileOf([...objects, { dictionary: `<< /Title (${title}) >>` }], `/Info ${objects.length + 1} 0 R`);
};

/** §7.6.3.3, algorithm 2: what pads a password. */
const PADDING = Uint8Array.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a'.match(/../gu) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

/** RC4, which node:crypto has no more. */
const rc4 = (key: Uint8Array, data: Uint8Array): Uint8Array<ArrayBuffer> => {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (i: number, j: number): void => {
    [state[i], state[j]] = [state[j] ?? 0, state[i] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Uint8Array.from(data, (byte) => {
    i = (i + 1) & 255;
    j = (j + (state[i] ?? 0)) & 255;
    swap(i, j);
    return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
  });
};

const md5 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const padded = (password: string): Uint8Array => join([latin1(password), PADDING]).subarray(0, 32);

/** A PDF that opens with the password `senha` alone: RC4 with 40 bits, revision 2 (§7.6.3). */
export const anEncryptedPdf = (text: string, password = 'senha'): Uint8Array<ArrayBuffer> => {
  const id = latin1('0123456789abcdef');
  const permissions = -4;
  const owner = rc4(md5(padded(password)).subarray(0, 5), padded(password));
  const rights = new Uint8Array(new Int32Array([permissions]).buffer);
  const key = md5(padded(password), owner, rights, id).subarray(0, 5);
  const user = rc4(key, PADDING);
  const number = 5;
  const stream = rc4(md5(key, Uint8Array.from([number, 0, 0, 0, 0])).subarray(0, 10), drawing(text));
  const objects = [
    ...documentOf([plain(stream)]),
    { dictionary: `<< /Filter /Standard /V 1 /R 2 /O <${hex(owner)}> /U <${hex(user)}> /P ${permissions} >>` },
  ];
  return fileOf(objects, `/Encrypt ${objects.length} 0 R /ID [<${hex(id)}> <${hex(id)}>]`);
};

const deflate = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer(),
  );

/** A PDF whose one page unpacks to this many MiB of blanks, packed this many times over. */
export const aBombPdf = async (mebibytes: number, times = 1): Promise<Uint8Array<ArrayBuffer>> => {
  let stream = new Uint8Array(mebibytes * 1024 * 1024).fill(32);
  for (let i = 0; i < times; i++) stream = await deflate(stream);
  const filter = Array<string>(times).fill('/FlateDecode').join(' ');
  return fileOf(documentOf([{ dictionary: `<< /Length ${stream.length} /Filter [${filter}] >>`, stream }]), '');
};
