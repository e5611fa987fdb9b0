import { describe, expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { isOurForm, mayBeOf, waOutIdOf } from './identity.ts';

const phone = (value: string): Alias => ({ kind: 'phone', value });
const lid = (value: string): Alias => ({ kind: 'lid', value });

it('D4 C6: the id of a command has a form that no id of WhatsApp has', () => {
  expect(isOurForm(waOutIdOf('019ca945-3a71-7f0d-8f1c-80d156d64b8d'))).toBe(true);
  expect(isOurForm('3EB0C767D097E9ECFE8A')).toBe(false);
});

describe('D1 C6: whose chat an echo without our id stands in', () => {
  it.each([
    ['the same name', phone('+351912345678'), [phone('+351912345678')], true],
    ['with and without the ninth digit', phone('+5511987654321'), [phone('+551187654321')], true],
    ['only an @lid, which says nothing of the phone', phone('+5511987654321'), [lid('900000000000001')], true],
    ['an @lid beside the phone', phone('+5511987654321'), [lid('900000000000001'), phone('+5511987654321')], true],
    ['another phone', phone('+5511987654321'), [phone('+5511987654322')], false],
    ['another phone beside an @lid', phone('+5511987654321'), [lid('900000000000001'), phone('+5511987654322')], false],
    ['another @lid', lid('900000000000001'), [lid('900000000000002')], false],
  ] as const)('%s', (_, to, names, may) => {
    expect(mayBeOf(to, names)).toBe(may);
  });
});
