import { describe, expect, it } from 'vitest';
import { initialsOf } from '../components/ui/avatar.tsx';
import { nextPath } from './next-path.ts';
import { formatPhone } from './phone.ts';
import { uuidv7 } from './uuid.ts';

describe('after signing in', () => {
  it('only a path of the dashboard is followed', () => {
    expect(nextPath('?next=%2Fops%3Fclass%3DInbox')).toBe('/ops?class=Inbox');
    for (const bad of [
      '',
      '?next=//evil.example',
      '?next=/\\evil.example',
      '?next=https://evil.example',
      '?next=/login',
      '?next=/inboxes',
    ])
      expect(nextPath(bad)).toBe('/inbox');
  });
});

describe('a client id', () => {
  it('is a UUID version 7 that carries the time', () => {
    const id = uuidv7(0x0192_3456_789a, (bytes) => bytes.fill(0xff));
    expect(id).toBe('01923456-789a-7fff-bfff-ffffffffffff');
  });
});

describe('for people', () => {
  it('names become initials', () => {
    expect(['Ana Lima', 'ana maria de lima', 'Çelik', '😀 Zé', '123', ''].map(initialsOf)).toEqual([
      'AL',
      'AL',
      'Ç',
      'Z',
      '',
      '',
    ]);
  });

  it('Brazilian phones become readable, others stay', () => {
    expect(formatPhone('+5511987650001')).toBe('+55 (11) 98765-0001');
    expect(formatPhone('+12125550100')).toBe('+12125550100');
  });
});
