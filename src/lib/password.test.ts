import { describe, expect, it } from 'vitest';
import { hashPassword, SCRYPT, verifyPassword } from './password.ts';

const WEAK = { N: 1024, r: 8, p: 1 };

describe('passwords', () => {
  it('are hashed with the setting that production accepts, stored beside the hash', async () => {
    expect(SCRYPT).toEqual({ N: 16_384, r: 8, p: 5 });
    expect(SCRYPT.N * SCRYPT.r * SCRYPT.p).toBeLessThanOrEqual(2 ** 20);
    expect(await hashPassword('segredo')).toMatch(/^scrypt\$N=16384,r=8,p=5\$[^$]{24}\$[^$]{44}$/);
  });

  it('are right only when they are the same', async () => {
    const stored = await hashPassword('correta');
    expect(await verifyPassword('correta', stored)).toEqual({ right: true, outdated: false });
    expect(await verifyPassword('Correta', stored)).toEqual({ right: false, outdated: false });
  });

  it('are salted', async () => {
    const [first, second] = await Promise.all([hashPassword('igual'), hashPassword('igual')]);
    expect(first).not.toBe(second);
  });

  it('hashed under other parameters still open, and ask to be hashed again', async () => {
    const stored = await hashPassword('antiga', undefined, WEAK);
    expect(await verifyPassword('antiga', stored)).toEqual({ right: true, outdated: true });
    expect(await verifyPassword('outra', stored)).toEqual({ right: false, outdated: false });
  });

  it('of nobody are never right', async () => {
    expect(await verifyPassword('', null)).toEqual({ right: false, outdated: false });
    expect(await verifyPassword('AAAA', null)).toEqual({ right: false, outdated: false });
  });

  it('typed on two keyboards are the same', async () => {
    const stored = await hashPassword('cora\u00e7\u00e3o');
    expect((await verifyPassword('corac\u0327a\u0303o', stored)).right).toBe(true);
  });

  it('with a stored form nobody knows are a bug, not a refusal', async () => {
    await expect(async () => verifyPassword('x', 'md5$abc')).rejects.toThrow('unknown form');
  });
});
