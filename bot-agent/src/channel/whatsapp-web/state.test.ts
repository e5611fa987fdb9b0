import { describe, expect, it } from 'vitest';
import { endingOf, pauseMs, stateAfter, stateShown } from './state.ts';

describe('why the library says that it was disconnected', () => {
  it.each([
    ['LOGOUT', 'logged_out', 'logged_out'],
    ['UNPAIRED', 'unpaired', 'logged_out'],
    ['CONFLICT', 'conflict', 'conflict'],
    ['TOS_BLOCK', 'restricted', 'restricted'],
    ['SMB_TOS_BLOCK', 'restricted', 'restricted'],
    ['DEPRECATED_VERSION', 'ended', 'failed'],
    ['Max qrcode retries reached', 'ended', 'failed'],
  ] as const)('%s is %s', (reason, ending, state) => {
    expect(endingOf(reason)).toBe(ending);
    expect(stateAfter[ending]).toBe(state);
  });
});

describe('the pause before the next browser', () => {
  const pauses = { firstMs: 1_000, atMostMs: 60_000, conflictMs: 120_000, restrictedMs: 1_800_000 };
  it('grows with each failure up to a limit', () => {
    expect([0, 1, 2, 3, 50].map((failures) => pauseMs('broken', failures, pauses))).toEqual([
      1_000, 2_000, 4_000, 8_000, 60_000,
    ]);
  });
  it('is none after a recycling, long after a conflict and longest after a restriction', () => {
    expect(pauseMs('recycled', 9, pauses)).toBe(0);
    expect([0, 1, 9].map((failures) => pauseMs('conflict', failures, pauses))).toEqual([120_000, 240_000, 1_200_000]);
    expect(pauseMs('restricted', 0, pauses)).toBe(1_800_000);
  });
});

it('words of a page are a passkey or a restriction only where they say so', () => {
  expect(stateShown('Use your passkey to continue')).toBe('passkey');
  expect(stateShown('Confirme com a sua chave de acesso')).toBe('passkey');
  expect(stateShown('Your account has been banned')).toBe('restricted');
  expect(stateShown('Sua conta está restrita')).toBe('restricted');
  expect(stateShown('Use o WhatsApp no computador. Mantenha o celular conectado.')).toBeNull();
});
