import { expect, it } from 'vitest';
import { CLOSE, reactionTo } from './close-codes.ts';

it('gives every close code one meaning', () => {
  const codes = Object.values(CLOSE).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

it('tells a peer to stop only where a reconnect cannot help', () => {
  expect(reactionTo(4401)).toBe('stop');
  expect(reactionTo(4409)).toBe('wait');
  expect(reactionTo(1006)).toBe('resume');
});
