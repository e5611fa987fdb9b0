import { expect, test } from 'vitest';
import { near } from './near.ts';

test.each([
  ['estacionament', 'estacionamnet'],
  ['orcament', 'orsament'],
  ['garanti', 'garranti'],
  ['horari', 'orari', false],
  ['pix', 'pux', false],
  ['carr', 'cart', false],
  ['parcel', 'pacel'],
  ['reform', 'platform', false],
])('%s and %s', (one, other, are = true) => {
  expect(near(one, other)).toBe(are);
  expect(near(other, one)).toBe(are);
});
