import type { ErrorBody, ErrorCode } from '@oconnector/protocol/api/error.ts';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';

/** A refusal of the API, or `offline` when it could not be reached at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | 'offline';
  readonly requestId: string | null;
  readonly issues: { path: string; message: string }[];
  /** With `stale`: the state as it is now. */
  readonly current: unknown;
  /** Seconds to wait, with `rate_limited`. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    error: Partial<Omit<ErrorBody['error'], 'code'>> & { code: ErrorCode | 'offline' },
    retryAfter: number | null = null,
  ) {
    super(error.message ?? error.code);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.requestId = error.requestId ?? null;
    this.issues = error.issues ?? [];
    this.current = error.current;
    this.retryAfter = retryAfter;
  }
}

type Query = Record<string, string | number | null | undefined>;
type Options = { query?: Query; body?: unknown; file?: File; signal?: AbortSignal };

const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'bad_request',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  422: 'invalid',
  429: 'rate_limited',
  503: 'unavailable',
};

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'code' in value.error;

/** The refusal that an answer is. */
export const errorOf = async (response: Response): Promise<ApiError> => {
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  const requestId = response.headers.get('x-request-id');
  const body: unknown = await response.json().catch(() => null);
  if (isErrorBody(body))
    return new ApiError(response.status, { ...(requestId ? { requestId } : {}), ...body.error }, retryAfter);
  return new ApiError(
    response.status,
    { code: CODE_OF_STATUS[response.status] ?? 'internal', ...(requestId ? { requestId } : {}) },
    retryAfter,
  );
};

/** A path with those parts of its query that say something. */
export const pathOf = (path: string, query: Query = {}): string => {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  const text = params.toString();
  return text ? `${path}?${text}` : path;
};

const fetchOnce = async (method: string, url: string, options: Options): Promise<Response> => {
  try {
    return await fetch(url, {
      method,
      credentials: 'same-origin',
      // The API takes a cookie only with this header, which no foreign page can send without a preflight.
      headers: { 'x-oconnector': '1', ...(options.body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.file === undefined ? {} : { body: options.file }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, { code: 'offline', message: 'the server cannot be reached' });
  }
};

type SessionListener = { renewed: (session: SessionResponse) => void; lost: () => void };
const sessionListeners = new Set<SessionListener>();

/** Hears when the session was renewed in passing, and when it could not be. */
export const onSession = (listener: SessionListener): (() => void) => {
  sessionListeners.add(listener);
  return () => sessionListeners.delete(listener);
};

let refreshing: Promise<SessionResponse | null> | null = null;

/** Renews the session; calls that overlap share one request. Null when the session is over, throws when it cannot be told. */
export const refreshSession = (): Promise<SessionResponse | null> => {
  refreshing ??= (async () => {
    const response = await fetchOnce('POST', '/api/auth/refresh', { body: {} });
    if (response.ok) {
      const session = (await response.json()) as SessionResponse;
      for (const listener of sessionListeners) listener.renewed(session);
      return session;
    }
    if (response.status !== 401 && response.status !== 403) throw await errorOf(response);
    for (const listener of sessionListeners) listener.lost();
    return null;
  })().finally(() => {
    refreshing = null;
  });
  return refreshing;
};

const request = async <T>(method: string, path: string, options: Options = {}): Promise<T> => {
  const url = pathOf(path, options.query);
  let response = await fetchOnce(method, url, options);
  const signingIn = path === '/api/auth/login' || path === '/api/auth/start';
  if (response.status === 401 && !signingIn && (await refreshSession()))
    response = await fetchOnce(method, url, options);
  if (!response.ok) throw await errorOf(response);
  return (response.status === 204 ? undefined : await response.json().catch(() => undefined)) as T;
};

/** The API of the same origin. Shapes are those of `protocol/api`; refusals are thrown as ApiError. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
    request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  post: <T>(path: string, body: unknown = {}): Promise<T> => request<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown, query?: Query): Promise<T> =>
    request<T>('PUT', path, { body, ...(query ? { query } : {}) }),
  putFile: <T>(path: string, file: File, query?: Query): Promise<T> =>
    request<T>('PUT', path, { file, ...(query ? { query } : {}) }),
  delete: (path: string): Promise<void> => request<void>('DELETE', path),
};
