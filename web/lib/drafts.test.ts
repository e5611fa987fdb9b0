import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drafts, type DraftStorage } from './drafts.ts';

/** A storage whose operations end when told, in any order. */
const slowStorage = () => {
  const kept = new Map<string, string>();
  const open: (() => void)[] = [];
  const later = <T>(act: () => T): Promise<T> => new Promise((resolve) => open.push(() => resolve(act())));
  const storage: DraftStorage = {
    get: (key) => later(() => kept.get(key)),
    set: (key, text) => later(() => void kept.set(key, text)),
    del: (key) => later(() => void kept.delete(key)),
  };
  /** Ends everything that is open, and what that opens in turn. */
  const settle = async (): Promise<void> => {
    do {
      for (const end of open.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    } while (open.length > 0);
  };
  return { storage, kept, settle };
};

describe('drafts', () => {
  it('of one conversation are never those of another, whatever is typed where and in what order', async () => {
    const typing = fc.array(fc.tuple(fc.constantFrom('con_a', 'con_b', 'con_c'), fc.string({ maxLength: 6 })), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(typing, async (steps) => {
        const { storage, kept, settle } = slowStorage();
        const drafts = new Drafts(storage);
        const expected = new Map<string, string>();
        for (const [contactId, text] of steps) {
          void drafts.write('usr_a', contactId, text);
          expected.set(contactId, text);
        }
        await settle();
        for (const [contactId, text] of expected) {
          expect(await drafts.read('usr_a', contactId)).toBe(text);
          expect(kept.get(`draft:usr_a:${contactId}`) ?? '').toBe(text);
        }
      }),
    );
  });

  it('deleted after a send stay deleted, though an older save was still under way', async () => {
    const { storage, kept, settle } = slowStorage();
    const drafts = new Drafts(storage);
    void drafts.write('usr_a', 'con_a', 'quase');
    await Promise.resolve();
    void drafts.write('usr_a', 'con_a', '');
    await settle();
    expect(kept.size).toBe(0);
  });

  it('typed while the stored one is on its way win over it', async () => {
    const { storage, kept, settle } = slowStorage();
    kept.set('draft:usr_a:con_a', 'antigo');
    const drafts = new Drafts(storage);
    const reading = drafts.read('usr_a', 'con_a');
    void drafts.write('usr_a', 'con_a', 'novo');
    await settle();
    expect(await reading).toBe('novo');
  });

  it("are each user's own", async () => {
    const { storage, settle } = slowStorage();
    const drafts = new Drafts(storage);
    void drafts.write('usr_a', 'con_a', 'segredo');
    const other = drafts.read('usr_b', 'con_a');
    await settle();
    expect(await other).toBe('');
  });

  it('survive a storage that refuses', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('full'));
    const drafts = new Drafts({ get: refuse, set: refuse, del: refuse });
    await drafts.write('usr_a', 'con_a', 'oi');
    expect(await drafts.read('usr_a', 'con_a')).toBe('oi');
    expect(await drafts.read('usr_a', 'con_b')).toBe('');
  });
});
