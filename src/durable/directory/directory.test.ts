import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { directoryStub } from '../stubs.ts';
import type { Directory } from './directory.ts';

const open = () => directoryStub(env, `cli_${crypto.randomUUID()}`);

const phone = (value: string): Alias => ({ kind: 'phone', value });
const lid = (value: string): Alias => ({ kind: 'lid', value });

type Stub = ReturnType<typeof open>;
const resolveOne = async (directory: Stub, aliases: Alias[], pushName: string | null = null) => {
  const [resolved] = await directory.resolve([{ aliases, pushName }]);
  if (!resolved) throw new Error('not resolved');
  return resolved;
};

describe('a contact', () => {
  it('is created once and found again by any of its aliases', async () => {
    const directory = open();
    const first = await resolveOne(directory, [phone('+5511987654321'), lid('123456789')], 'Ana');
    expect(first.created).toBe(true);
    expect(first.contact).toMatchObject({ name: 'Ana', phone: { e164: '+5511987654321', display: '(11) 98765-4321' } });
    expect(await resolveOne(directory, [lid('123456789')])).toEqual({ contact: first.contact, created: false });
    expect(await directory.get(first.contact.contactId)).toEqual(first.contact);
  });

  it('is one with and without the ninth digit, whichever came first', async () => {
    const directory = open();
    const old = await resolveOne(directory, [phone('+551187654321')]);
    const today = await resolveOne(directory, [phone('+5511987654321')]);
    expect(today).toEqual({ contact: old.contact, created: false });
    expect(old.contact.aliases).toEqual([phone('+5511987654321')]);
  });

  it('is another one for a landline with the same digits', async () => {
    const directory = open();
    const mobile = await resolveOne(directory, [phone('+5511932345678')]);
    const landline = await resolveOne(directory, [phone('+551132345678')]);
    expect(landline.contact.contactId).not.toBe(mobile.contact.contactId);
    expect(landline.contact.phone?.display).toBe('(11) 3234-5678');
  });

  it('learns aliases that come later, and a number known only by @lid gets its phone', async () => {
    const directory = open();
    const { contact } = await resolveOne(directory, [lid('55501')], 'Zé');
    expect(contact.phone).toBeNull();
    const later = await resolveOne(directory, [lid('55501'), phone('+351912345678')]);
    expect(later.contact.contactId).toBe(contact.contactId);
    expect(later.contact.phone).toEqual({ e164: '+351912345678', display: '+351 912 345 678' });
  });

  it('keeps its name until WhatsApp says another one; blank names say nothing; any string is a name', async () => {
    const directory = open();
    const name = async (pushName: string | null) =>
      (await resolveOne(directory, [lid('77777')], pushName)).contact.name;
    expect(await name('Ana')).toBe('Ana');
    expect(await name(null)).toBe('Ana');
    expect(await name('  ')).toBe('Ana');
    const strange = 'A\0na \ud800 \u202eanA';
    expect(await name(strange)).toBe(strange);
  });

  it('is the same within one call', async () => {
    const resolved = await open().resolve([
      { aliases: [lid('88888')], pushName: null },
      { aliases: [lid('88888'), phone('+5511911112222')], pushName: 'Bia' },
    ]);
    expect(new Set(resolved.map(({ contact }) => contact.contactId)).size).toBe(1);
    expect(resolved.map(({ created }) => created)).toEqual([true, false]);
  });
});

it('finds one contact, the oldest, once a message has named several as one person, and says so once', async () => {
  const directory = open();
  const older = await resolveOne(directory, [lid('10001')]);
  const younger = await resolveOne(directory, [phone('+5511922223333'), lid('10002')]);
  const youngest = await resolveOne(directory, [phone('+5511944445555')]);
  await resolveOne(directory, [phone('+5511944445555'), lid('10002')]);
  for (let i = 0; i < 3; i++) {
    const both = await resolveOne(directory, [phone('+5511922223333'), lid('10001')]);
    expect(both.contact.contactId).toBe(older.contact.contactId);
  }
  for (const alias of [phone('+5511922223333'), lid('10002'), phone('+5511944445555')]) {
    expect((await resolveOne(directory, [alias])).contact).toMatchObject({
      contactId: older.contact.contactId,
      phone: { e164: '+5511922223333' },
    });
  }
  expect((await directory.get(older.contact.contactId))?.aliases).toHaveLength(4);
  expect((await directory.get(younger.contact.contactId))?.aliases).toEqual([phone('+5511922223333'), lid('10002')]);
  const merged = async (contactId: string) => {
    const { events } = await directory.events({ before: null, correlation: contactId, limit: 100 });
    return events.filter(({ kind }) => kind === 'alias_merged').map(({ data }) => data);
  };
  expect(await merged(older.contact.contactId)).toMatchObject([
    { kept: older.contact.contactId, other: younger.contact.contactId },
  ]);
  expect(await merged(younger.contact.contactId)).toMatchObject([
    { kept: younger.contact.contactId, other: youngest.contact.contactId },
  ]);
  expect((await directory.inspect()).state).toMatchObject({ contacts: 3, aliases: { lid: 2, phone: 2 }, merges: 2 });
});

it('stores nothing of a call in which one request is wrong', async () => {
  const directory = open();
  await expect(async () => {
    await directory.resolve([
      { aliases: [lid('20001')], pushName: 'Ana' },
      { aliases: [], pushName: null },
    ]);
  }).rejects.toThrow('without an alias');
  expect(await directory.list({ after: null, limit: 10 })).toEqual([]);
});

it('lists every contact once, page by page', async () => {
  const directory = open();
  const { length } = await directory.resolve(
    Array.from({ length: 25 }, (_, i) => ({ aliases: [lid(String(30_000 + i))], pushName: null })),
  );
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const page: { contactId: string }[] = await directory.list({ after, limit: 10 });
    seen.push(...page.map(({ contactId }) => contactId));
    after = page.at(-1)?.contactId ?? null;
    if (after === null) break;
  }
  expect(new Set(seen).size).toBe(length);
  expect(seen).toEqual(seen.toSorted());
});

const raw = (stub: unknown) => stub as DurableObjectStub<Directory>;

it('keeps its own parts out of reach of RPC', async () => {
  const directory = open();
  await runInDurableObject(raw(directory), (instance) => expect(instance.context.name).toContain('v1:'));
  await expect(async () => {
    await (directory as unknown as { context: Promise<unknown> }).context;
  }).rejects.toThrow();
});
