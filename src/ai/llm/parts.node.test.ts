import { APICallError } from 'ai';
import { expect, test } from 'vitest';
import { createBreaker, nextMidnight } from './breaker.ts';
import { failureOf } from './failure.ts';
import { readOutput } from './output.ts';

const http = (statusCode: number, responseBody = '', responseHeaders: Record<string, string> = {}) =>
  new APICallError({
    message: 'x',
    url: 'http://h/v1',
    requestBodyValues: {},
    statusCode,
    responseBody,
    responseHeaders,
  });

test.each([
  [new Error('3036: you have used up your daily free allocation of 10,000 neurons'), 'stop', '3036'],
  [new Error('InferenceUpstreamError: 3040: Capacity temporarily exceeded'), 'busy', '3040'],
  [new Error('3007: timeout'), 'again', '3007'],
  [new Error('3008: timeout'), 'again', '3008'],
  [new Error('5007: No such model @cf/x'), 'gone', '5007'],
  [new Error('3042: model not found'), 'gone', '3042'],
  [new Error('5035: paid only'), 'paid', '5035'],
  [new Error('3006: too large'), 'trim', '3006'],
  [Object.assign(new Error('x'), { code: 3040 }), 'busy', '3040'],
  [new Error('x', { cause: new Error('3036: empty') }), 'stop', '3036'],
  [new Error("JSON Mode couldn't be met"), 'mode', 'json_mode'],
  [http(429), 'busy', '429'],
  [http(429, 'insufficient_quota'), 'paid', '429'],
  [http(503), 'down', '503'],
  [http(404), 'gone', '404'],
  [http(413), 'trim', '413'],
  [http(401), 'denied', '401'],
  [http(403), 'denied', '403'],
  [http(422), 'refused', '422'],
  [http(400, 'response_format not supported'), 'mode', '400'],
  [http(500, '3036 lines of stack'), 'down', '500'],
  [new DOMException('late', 'TimeoutError'), 'timeout', 'timeout'],
  [new TypeError('fetch failed'), 'down', 'network'],
  ['a string', 'down', 'network'],
])('%s is %s', (error, kind, code) => expect(failureOf(error)).toMatchObject({ kind, code }));

test('what a provider says of when to come back is heard', () => {
  expect(failureOf(http(429, '', { 'retry-after': '7' })).retryAfterMs).toBe(7_000);
  expect(failureOf(http(429, '', { 'retry-after': 'soon' })).retryAfterMs).toBeNull();
});

const down = { kind: 'down', retryAfterMs: null } as const;

test('a model that failed three times is left alone for longer and longer, and one success forgets it', () => {
  const breaker = createBreaker();
  for (let i = 0; i < 2; i++) breaker.failed('m', down, 0);
  expect(breaker.allows('m', 0)).toBe(true);
  breaker.failed('m', down, 0);
  expect([breaker.allows('m', 29_999), breaker.allows('m', 30_000), breaker.allows('other', 0)]).toEqual([
    false,
    true,
    true,
  ]);
  breaker.failed('m', down, 30_000);
  expect([breaker.allows('m', 89_999), breaker.allows('m', 90_000)]).toEqual([false, true]);
  breaker.succeeded('m');
  breaker.failed('m', down, 90_000);
  expect(breaker.allows('m', 90_000)).toBe(true);
});

test('an empty account stops all models until 00:00 UTC', () => {
  const breaker = createBreaker();
  const noon = Date.UTC(2026, 10, 22, 12);
  breaker.failed('m', { kind: 'stop', retryAfterMs: null }, noon);
  const midnight = Date.UTC(2026, 10, 23);
  expect(nextMidnight(noon)).toBe(midnight);
  expect([breaker.allows('other', midnight - 1), breaker.allows('other', midnight)]).toEqual([false, true]);
});

test('a busy model is left alone for as long as it says', () => {
  const breaker = createBreaker();
  breaker.failed('m', { kind: 'busy', retryAfterMs: 20_000 }, 0);
  expect([breaker.allows('m', 19_999), breaker.allows('m', 20_000)]).toEqual([false, true]);
});

test.each(['trim', 'mode', 'refused'] as const)('%s is no fault of the model', (kind) => {
  const breaker = createBreaker();
  for (let i = 0; i < 9; i++) breaker.failed('m', { kind, retryAfterMs: null }, 0);
  expect(breaker.allows('m', 0)).toBe(true);
});

test('the JSON is found among words, and a wrong part beside the reply is left out', () => {
  const text =
    'ok {"x":1} então: {"kind":"answer","reply":"com } e \\" dentro","citations":"K1","intent":"dance","facts":[{"key":"need"},{"key":"need","value":"v","quote":"q","message":1}]} fim';
  expect(readOutput(text)).toEqual({
    kind: 'answer',
    reply: 'com } e " dentro',
    citations: [],
    needs_human: false,
    asks: null,
    intent: null,
    sentiment: null,
    facts: [{ key: 'need', value: 'v', quote: 'q', message: 1 }],
  });
});

test.each([
  '',
  '{}',
  '{"kind":"answer","reply":"  "}',
  '{"kind":"dance","reply":"a"}',
  '{"reply":"a"',
  '{'.repeat(50_000),
])('no answer: %#', (text) => expect(readOutput(text)).toBeNull());
