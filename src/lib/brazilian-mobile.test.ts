import { describe, expect, it } from 'vitest';
import { withNinthDigit, withoutNinthDigit } from './brazilian-mobile.ts';

describe('the ninth digit', () => {
  it.each([
    ['São Paulo, old form', '+551187654321', '+5511987654321'],
    ['São Paulo, today', '+5511987654321', '+5511987654321'],
    ['old numbers began with 6 to 9', '+552161234567', '+5521961234567'],
    ['old numbers began with 6 to 9', '+558571234567', '+5585971234567'],
    ['old numbers began with 6 to 9', '+555199998888', '+5551999998888'],
    ['a landline', '+551132345678', '+551132345678'],
    ['a landline of the highest series', '+554155554444', '+554155554444'],
    ['no such area code', '+552087654321', '+552087654321'],
    ['too short', '+55118765432', '+55118765432'],
    ['another country with the same digits', '+351912345678', '+351912345678'],
    ['Argentina, which has a 9 of its own', '+5491123456789', '+5491123456789'],
  ])('%s: %s is %s', (_, e164, expected) => expect(withNinthDigit(e164)).toBe(expected));

  it.each([
    ['+5511987654321', '+551187654321'],
    ['+551187654321', null],
    ['+551132345678', null],
    ['+5511912345678', null],
    ['+351912345678', null],
  ])('the form of WhatsApp for %s is %s', (e164, expected) => expect(withoutNinthDigit(e164)).toBe(expected));

  it('is taken off and put back without a change', () => {
    for (const first of [6, 7, 8, 9]) {
      const mobile = `+55119${first}7654321`;
      expect(withNinthDigit(withoutNinthDigit(mobile) ?? '')).toBe(mobile);
    }
  });
});
