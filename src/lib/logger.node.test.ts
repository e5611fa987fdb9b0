import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

const lines: Record<string, unknown>[] = [];
const log = createLogger(
  { requestId: 'r1' },
  { now: () => 0 },
  (_, line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
);

/** The line that was written last. */
const written = (context: Record<string, unknown>): Record<string, unknown> => {
  log.info(context, 'aconteceu');
  return lines.at(-1) ?? {};
};

describe('a log line', () => {
  it('is one line of JSON with time, level, words and context', () => {
    expect(written({ contactId: 'con_a' })).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'aconteceu',
      requestId: 'r1',
      contactId: 'con_a',
    });
    log.with({ numberId: 'num_a' }).warn({}, 'mais');
    expect(lines.at(-1)).toMatchObject({ level: 'warn', requestId: 'r1', numberId: 'num_a' });
  });

  it('masks what opens a door and what people wrote, at any depth', () => {
    const secrets = {
      password: 'a',
      JWT_SECRET: 'a',
      refreshToken: 'a',
      cookie: 'a',
      Authorization: 'a',
      credential: 'a',
      ticket: 'a',
      pairingCode: 'a',
      text: 'a',
      body: 'a',
      phone: 'a',
      email: 'a',
      quote: 'a',
      passwordHash: 'a',
    };
    const { inner } = written({ inner: secrets }) as { inner: Record<string, string> };
    expect(Object.values(inner)).toEqual(Object.values(secrets).map(() => '[masked]'));
  });

  it('keeps codes, ids and counts', () => {
    expect(written({ code: 'stale', contactId: 'con_a', messages: 3, at: null })).toMatchObject({
      code: 'stale',
      contactId: 'con_a',
      messages: 3,
    });
  });

  it('makes errors readable, with what caused them', () => {
    const { error } = written({ error: new Error('fora', { cause: new TypeError('dentro') }) });
    expect(error).toMatchObject({ name: 'Error', message: 'fora', cause: { name: 'TypeError', message: 'dentro' } });
  });

  it('has an end, whatever is put in', () => {
    const endless: Record<string, unknown> = { big: 10n, long: 'x'.repeat(10_000), many: Array(1000).fill(1) };
    endless['self'] = endless;
    expect(JSON.stringify(written(endless)).length).toBeLessThan(10_000);
  });
});
