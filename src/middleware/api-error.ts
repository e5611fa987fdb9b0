import type { ErrorCode } from '@oconnector/protocol/api/error.ts';

/** A refusal on its way to the client. Routes and middleware throw it; `errors.ts` alone turns it into a response. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly issues?: { path: string; message: string }[];
  /** With `stale`: the state as it is now. */
  readonly current?: unknown;
  readonly retryAfterMs?: number;

  constructor(
    code: ErrorCode,
    message: string,
    more: { issues?: { path: string; message: string }[]; current?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message);
    this.code = code;
    Object.assign(this, more);
  }
}

/** Another cliente's, or nobody's: the same words for both. */
export const notFound = (): ApiError => new ApiError('not_found', 'não encontrado');

export const rateLimited = (retryAfterMs: number): ApiError =>
  new ApiError('rate_limited', 'tentativas demais; espere e tente de novo', { retryAfterMs });
