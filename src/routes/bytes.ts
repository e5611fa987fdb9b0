import { SHA256_HEADER } from '@oconnector/protocol/api/media.ts';
import type { Context } from 'hono';
import { ApiError } from '../middleware/api-error.ts';
import type { AppEnv } from '../middleware/app-env.ts';
import type { Bytes } from '../services/media/put.ts';

/** The body of a request as bytes that are not read yet. */
export const bytesOf = (c: Context<AppEnv>): Bytes => {
  const length = c.req.header('content-length');
  const sha256 = c.req.header(SHA256_HEADER);
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw new ApiError('bad_request', `${SHA256_HEADER} não é um SHA-256`);
  return {
    body: c.req.raw.body,
    length: length !== undefined && /^\d{1,12}$/.test(length) ? Number(length) : null,
    sha256: sha256 ?? null,
  };
};
