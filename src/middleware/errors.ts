import type { ErrorBody, ErrorCode } from '@oconnector/protocol/api/error.ts';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { BadConfiguration } from '../env.ts';
import { createLogger } from '../lib/logger.ts';
import { ApiError, notFound } from './api-error.ts';
import type { AppEnv } from './app-env.ts';

/** The only place that turns a code into an HTTP status. */
const statusOf = (code: ErrorCode) => {
  switch (code) {
    case 'bad_request':
      return 400;
    case 'unauthorised':
      return 401;
    case 'forbidden':
      return 403;
    case 'not_found':
      return 404;
    case 'conflict':
    case 'stale':
      return 409;
    case 'too_large':
      return 413;
    case 'invalid':
      return 422;
    case 'rate_limited':
      return 429;
    case 'internal':
      return 500;
    case 'unavailable':
      return 503;
  }
};

const isOverload = (error: Error): boolean => {
  const { overloaded, retryable } = error as { overloaded?: boolean; retryable?: boolean };
  return overloaded === true || retryable === true;
};

const toApiError = (error: Error): ApiError => {
  if (error instanceof ApiError) return error;
  // Hono's own: only its validator throws one here, for a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400) return new ApiError('bad_request', 'o corpo não é JSON');
  if (isOverload(error))
    return new ApiError('unavailable', 'serviço ocupado; tente de novo em instantes', { retryAfterMs: 1000 });
  return new ApiError('internal', 'erro interno');
};

/** Answers a refusal with its code, and everything else with a 500 that says nothing; the log has it all. */
export const onError = (error: Error, c: Context<AppEnv>): Response => {
  const refusal = toApiError(error);
  const status = statusOf(refusal.code);
  const service = c.get('service') as AppEnv['Variables']['service'] | undefined;
  const log = service?.log ?? createLogger();
  if (error instanceof BadConfiguration) log.error({ vars: error.vars }, 'missing or bad configuration');
  else if (status >= 500) log.error({ error, path: c.req.path, method: c.req.method }, 'request failed');
  const { code, message, issues, current, retryAfterMs } = refusal;
  if (retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  if (status === 401) c.header('www-authenticate', 'Bearer');
  const requestId = service?.requestId ?? c.res.headers.get('x-request-id') ?? '';
  const body: ErrorBody = {
    error: { code, message, requestId, ...(issues && { issues }), ...(current !== undefined && { current }) },
  };
  return c.json(body, status);
};

export const onNotFound = (c: Context<AppEnv>): Response => onError(notFound(), c);
