/** Bytes of an answer that are read from a line. One of 480 tokens has three thousand, ten minutes of speech ten. */
const MAX_BODY = 256 * 1_024;

/** Reads no more than an answer can have, and follows no redirect, which could carry the key elsewhere. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > MAX_BODY) {
      await reader.cancel();
      throw new Error('the answer is too large');
    }
    chunks.push(value as Uint8Array<ArrayBuffer>);
  }
  return new Response(new Blob(chunks), { status: response.status, headers: response.headers });
};
