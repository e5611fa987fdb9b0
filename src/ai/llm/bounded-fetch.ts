import { readUpTo } from '../../lib/read-up-to.ts';

/** Bytes of an answer that are read from a line. One of 480 tokens has three thousand, ten minutes of speech ten. */
const MAX_BODY = 256 * 1_024;

/** Reads no more than an answer can have, and follows no redirect, which could carry the key elsewhere. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  if (response.body === null) return response;
  const bytes = await readUpTo(response.body, MAX_BODY);
  if (bytes === null) throw new Error('the answer is too large');
  return new Response(bytes, { status: response.status, headers: response.headers });
};
