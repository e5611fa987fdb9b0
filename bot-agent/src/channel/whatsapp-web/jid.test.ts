import { expect, it } from 'vitest';
import { aliasOf, jidOf } from './jid.ts';

it('a person has a name by phone or by lid, also with the number of a device; nothing else has one', () => {
  expect(aliasOf('5511987654321@c.us')).toEqual({ kind: 'phone', value: '+5511987654321' });
  expect(aliasOf('5511987654321:12@s.whatsapp.net')).toEqual({ kind: 'phone', value: '+5511987654321' });
  expect(aliasOf('123456789012345@lid')).toEqual({ kind: 'lid', value: '123456789012345' });
  for (const jid of ['0@c.us', '12@g.us', 'x-1600@g.us', 'status@broadcast', '1@newsletter', 'c.us', '', 'a@lid'])
    expect(aliasOf(jid), jid).toBeNull();
});

it('a group has a name of its own kind, in both forms that WhatsApp has had', () => {
  for (const value of ['120363041234567890', '5511987654321-1600000000'])
    expect(aliasOf(`${value}@g.us`)).toEqual({ kind: 'group', value });
});

it('a name is found by its address, and what WhatsApp Web has no address for by none', () => {
  for (const jid of ['5511987654321@c.us', '123456789012345@lid', '120363041234567890@g.us']) {
    const alias = aliasOf(jid);
    expect(alias && jidOf(alias)).toBe(jid);
  }
  expect(jidOf({ kind: 'bsuid', value: 'BR.123' })).toBeNull();
});
