import { expect, it } from 'vitest';
import { CallTimeout, within } from './within.ts';

const open = () => new AbortController().signal;

it('gives what the call gives, and says when it gives nothing', async () => {
  expect(await within(10_000, 'x', open(), () => Promise.resolve(7))).toBe(7);
  // The library rejects with strings, too.
  await expect(within(10_000, 'x', open(), () => Promise.reject('auth timeout'))).rejects.toThrow('auth timeout');
  await expect(within(1, 'x', open(), () => new Promise(() => {}))).rejects.toThrow(CallTimeout);
});

it('waits no longer than the browser lives', async () => {
  const gone = new AbortController();
  const call = within(60_000, 'x', gone.signal, () => new Promise(() => {}));
  gone.abort();
  await expect(call).rejects.toThrow(CallTimeout);
  await expect(within(60_000, 'x', gone.signal, () => Promise.resolve(7))).rejects.toThrow(CallTimeout);
});
