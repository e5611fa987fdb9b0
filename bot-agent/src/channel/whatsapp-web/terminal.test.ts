import { expect, it } from 'vitest';
import { terminalPairing } from './terminal.ts';

it('a QR is a picture that does not spell its text, and a code is spelt in two halves', () => {
  const picture = terminalPairing({ kind: 'qr', text: 'ref,abc,def,ghi,1', number: 2 });
  expect(picture).toMatch(/[█▀▄]{10}/);
  expect(picture).not.toContain('ref,abc');
  expect(picture).toContain('QR number 2');
  expect(terminalPairing({ kind: 'code', text: 'K7QM4RX2', number: 1 })).toContain('K7QM-4RX2');
});
