import type { PhoneMessage } from '@oconnector/protocol/phone/frames.ts';
import { describe, expect, it } from 'vitest';
import { toE164 } from './personas.ts';
import { applyPhoneFrame, newPhone, type PhoneState } from './phones.ts';

const PHONE = '+5511987650001';
const message = (waId: string, more: Partial<PhoneMessage> = {}): PhoneMessage => ({
  waId,
  from: 'me',
  content: { type: 'text', text: 'oi' },
  at: 1,
  ack: 1,
  ...more,
});
const written = (id: string): PhoneState => ({
  ...newPhone(PHONE, 'Carla'),
  lines: [{ ...message(`local-${id}`, { ack: 0 }), localId: id }],
});

describe('a simulated phone', () => {
  it('replaces the bubble written here by the one that was taken', () => {
    const state = applyPhoneFrame(written('x'), { t: 'sent', phone: PHONE, id: 'x', message: message('w1') });
    expect(state.lines).toEqual([{ ...message('w1'), localId: 'x' }]);
  });

  it('shows a message once, however often it comes', () => {
    let state = newPhone(PHONE, null);
    for (let n = 0; n < 3; n++)
      state = applyPhoneFrame(state, {
        t: 'message',
        phone: PHONE,
        message: message('w2', { from: 'shop', ack: null }),
      });
    expect(state.lines).toHaveLength(1);
  });

  it('never takes a tick back', () => {
    let state = applyPhoneFrame(written('x'), { t: 'sent', phone: PHONE, id: 'x', message: message('w1') });
    state = applyPhoneFrame(state, { t: 'ack', phone: PHONE, waId: 'w1', ack: 3 });
    expect(applyPhoneFrame(state, { t: 'ack', phone: PHONE, waId: 'w1', ack: 2 }).lines[0]?.ack).toBe(3);
  });

  it('keeps what was written while it was closed', () => {
    const state = applyPhoneFrame(written('x'), {
      t: 'opened',
      phone: PHONE,
      shop: { name: 'Loja', phone: '+551140028922' },
      address: { kind: 'phone', value: PHONE },
      history: [message('w0')],
    });
    expect(state.lines.map((line) => line.waId)).toEqual(['w0', 'local-x']);
  });
});

describe('a typed number', () => {
  it.each([
    ['(11) 98765-0001', '+5511987650001'],
    ['+1 212 555 0100', '+12125550100'],
    ['11 4002-8922', '+551140028922'],
    ['abc', null],
    ['0', null],
  ])('%s is %s', (typed, phone) => {
    expect(toE164(typed)).toBe(phone);
  });
});
