// Parts of an object's name in the bucket: neither may be able to forge another one.
const PART = /^[a-z]{3}_[a-z0-9-]{1,48}$/;

/** Where the bytes of a file lie: under its cliente, so that whoever asks with a cliente can reach nobody else's. Throws on what is no id. */
export const mediaKey = (clienteId: string, mediaId: string): string => {
  for (const part of [clienteId, mediaId]) if (!PART.test(part)) throw new Error(`not an id: ${part.slice(0, 60)}`);
  return `v1/${clienteId}/${mediaId}`;
};
