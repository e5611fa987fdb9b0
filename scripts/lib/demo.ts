import { setTimeout as sleep } from 'node:timers/promises';
import type * as z from 'zod/mini';
import { SessionResponse } from '@oconnector/protocol/api/auth.ts';
import { NumbersResponse } from '@oconnector/protocol/api/numbers.ts';
import { DemoResponse } from '@oconnector/protocol/api/setup.ts';

const REQUEST_TIMEOUT_MS = 60_000;

const call = async <Schema extends z.ZodMiniType>(
  schema: Schema,
  url: string,
  init: RequestInit,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<z.infer<Schema>> => {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  const body = await response.text();
  if (!response.ok)
    throw new Error(
      `${init.method ?? 'GET'} ${new URL(url).pathname} answered ${response.status}: ${body.slice(0, 500)}`,
    );
  return schema.parse(JSON.parse(body));
};

/** Makes the demo cliente when it is not there; each call gives a fresh pairing code and sign-in token. */
export const setUpDemo = (url: string, setupToken: string, timeoutMs?: number): Promise<DemoResponse> =>
  call(
    DemoResponse,
    `${url}/api/setup/demo`,
    { method: 'POST', headers: { authorization: `Bearer ${setupToken}` } },
    timeoutMs,
  );

/** Signs the demo owner in as an API client and returns the access token. */
export const signIn = async (url: string, demo: Pick<DemoResponse, 'email' | 'password'>): Promise<string> => {
  const session = await call(SessionResponse, `${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: demo.email, password: demo.password, client: 'api' }),
  });
  if (!session.tokens) throw new Error('POST /api/auth/login gave an API client no tokens');
  return session.tokens.accessToken;
};

const isOnline = async (url: string, token: string, numberId: string, ready: boolean): Promise<boolean> => {
  const { numbers } = await call(NumbersResponse, `${url}/api/whatsapp/numbers`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const number = numbers.find((candidate) => candidate.numberId === numberId);
  return number?.link === 'online' && (!ready || number.channel?.state === 'ready');
};

/** Waits until the number's bot agent is linked, and if asked its channel `ready`. False when that took longer than `timeoutMs`. */
export const untilOnline = async (
  url: string,
  token: string,
  numberId: string,
  { timeoutMs, signal, ready }: { timeoutMs: number; signal: AbortSignal; ready: boolean },
): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    // The Worker may be on its way back up; the deadline is the judge.
    if (await isOnline(url, token, numberId, ready).catch(() => false)) return true;
    await sleep(50, undefined, { signal });
  }
  return false;
};
