import { APICallError } from 'ai';

/**
 * What a failed call means. `stop`: the account has no more for today; `gone`, `paid`: this model will not come back by itself;
 * `again`: the same call may do; `trim`: a shorter prompt may; `mode`: the model cannot be held to a schema; `busy`: another
 * model, now; `denied`: the credential is not taken; `refused`: these words, which another model may take.
 */
export type Failure = {
  kind: 'stop' | 'gone' | 'paid' | 'again' | 'trim' | 'mode' | 'busy' | 'timeout' | 'down' | 'denied' | 'refused';
  /** Workers AI's code or the HTTP status, for the trace. */
  code: string;
  /** Milliseconds after which the provider says to come back. */
  retryAfterMs: number | null;
};

/** Workers AI's codes (developers.cloudflare.com/workers-ai/platform/errors). */
const BY_CODE: Readonly<Record<string, Failure['kind']>> = {
  '3036': 'stop',
  '3040': 'busy',
  '3007': 'again',
  '3008': 'again',
  '3006': 'trim',
  '5007': 'gone',
  '3042': 'gone',
  '5035': 'paid',
  '5016': 'refused',
};

const codeIn = (error: unknown): string | null => {
  const own = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (own in BY_CODE) return own;
  const message = error instanceof Error ? `${error.name} ${error.message}` : '';
  const found = [...message.matchAll(/\b(\d{4})\b/gu)].map(([code]) => code).find((code) => code in BY_CODE);
  return found ?? (error instanceof Error && error.cause !== undefined ? codeIn(error.cause) : null);
};

const ofStatus = (status: number, body: string): Failure['kind'] => {
  if (status === 429) return /insufficient_quota|billing/iu.test(body) ? 'paid' : 'busy';
  if (status === 408) return 'again';
  if (status === 404) return 'gone';
  if (status === 413) return 'trim';
  if (status === 402) return 'paid';
  if (status === 401 || status === 403) return 'denied';
  if (status === 400 && /context[_ ]length|maximum context|too (?:long|large|many tokens)/iu.test(body)) return 'trim';
  if (status === 400 && /response_format|json_schema|json mode|structured/iu.test(body)) return 'mode';
  return status >= 500 ? 'down' : 'refused';
};

const retryAfter = (headers: Record<string, string> | undefined): number | null => {
  const seconds = Number(headers?.['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
};

const isTimeout = (error: unknown): boolean =>
  (error instanceof Error || error instanceof DOMException) &&
  (error.name === 'TimeoutError' ||
    error.name === 'AbortError' ||
    (error.cause !== undefined && isTimeout(error.cause)));

/** Reads what a call threw, whichever provider threw it. Pure. */
export const failureOf = (error: unknown): Failure => {
  if (isTimeout(error)) return { kind: 'timeout', code: 'timeout', retryAfterMs: null };
  const message = error instanceof Error ? error.message : '';
  if (/json mode could(?:n't| not) be met/iu.test(message))
    return { kind: 'mode', code: 'json_mode', retryAfterMs: null };
  const call = APICallError.isInstance(error) ? error : null;
  const workers = call === null || call.url.startsWith('workers-ai:') ? codeIn(error) : null;
  if (workers !== null) return { kind: BY_CODE[workers] ?? 'refused', code: workers, retryAfterMs: null };
  const status = call?.statusCode;
  if (call !== null && status !== undefined && status >= 400)
    return {
      kind: ofStatus(status, `${call.responseBody ?? ''} ${message}`),
      code: String(status),
      retryAfterMs: retryAfter(call.responseHeaders),
    };
  // No status, or a 200 whose body is none of the protocol's: nobody there, a line that broke, something else answering.
  return { kind: 'down', code: status === undefined ? 'network' : 'bad_body', retryAfterMs: null };
};
