import { describe, expect, it } from 'vitest';
import { clock, countdown, dayKey, dayName, duration, shortTime } from './time.ts';

const ZONE = 'America/Sao_Paulo';
const WORDS = { now: 'agora', yesterday: 'ontem', today: 'hoje' };
/** 22 November 2026, 14:32 in São Paulo. */
const NOW = Date.UTC(2026, 10, 22, 17, 32);
const short = (at: number, now = NOW): string => shortTime(at, now, 'pt-BR', ZONE, WORDS);

describe('a list time', () => {
  it.each([
    [NOW - 20_000, 'agora'],
    [NOW - 5 * 60_000, '14:27'],
    [Date.UTC(2026, 10, 22, 3, 1), '00:01'],
    [Date.UTC(2026, 10, 22, 2, 59), 'ontem'],
    [Date.UTC(2026, 10, 20, 12), '20/11'],
    [Date.UTC(2025, 10, 20, 12), '20/11/25'],
  ])('%i reads %s', (at, words) => {
    expect(short(at)).toBe(words);
  });

  it('knows yesterday over a change of clocks', () => {
    // In New York the day of 8 March 2026 has 23 hours.
    const now = Date.UTC(2026, 2, 9, 4, 30);
    expect(
      shortTime(now - 2 * 3_600_000, now, 'en', 'America/New_York', {
        now: 'now',
        yesterday: 'yesterday',
        today: 'today',
      }),
    ).toBe('yesterday');
  });

  it("goes by the reader's zone", () => {
    const at = Date.UTC(2026, 10, 22, 1);
    expect(dayKey(at, ZONE)).toBe('2026-11-21');
    expect(dayKey(at, 'UTC')).toBe('2026-11-22');
    expect(clock(at, 'pt-BR', ZONE)).toBe('22:00');
  });
});

describe('a day', () => {
  it('is named', () => {
    expect(dayName(NOW, NOW, 'pt-BR', ZONE, WORDS)).toBe('Hoje');
    expect(dayName(NOW - 86_400_000, NOW, 'pt-BR', ZONE, WORDS)).toBe('Ontem');
    expect(dayName(Date.UTC(2026, 10, 19, 15), NOW, 'pt-BR', ZONE, WORDS)).toBe('Quinta-feira, 19 de novembro');
  });
});

describe('a length of time', () => {
  it('counts down to zero and no further', () => {
    expect(countdown(28 * 60_000 + 13_000)).toBe('28:13');
    expect(countdown(3_729_000)).toBe('1:02:09');
    expect(countdown(-5)).toBe('0:00');
  });

  it('is short in words', () => {
    expect([180, 1_240, 61_000, 7_300_000, 200_000_000].map((ms) => duration(ms, 'pt-BR'))).toEqual([
      '180 ms',
      '1,2 s',
      '1 min',
      '2 h',
      '2 d',
    ]);
  });
});
