import { expect, it } from 'vitest';
import { maskPhone } from './mask-phone.ts';

it('shows the end of a number, and of a Brazilian one where it is from', () => {
  expect(['5511987654321', '551155500100', '4915112345678', '1234'].map(maskPhone)).toEqual([
    '+55 11 •••••-4321',
    '+55 11 •••••-0100',
    '+•••••5678',
    '+•••••1234',
  ]);
});
