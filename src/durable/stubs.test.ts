import { expect, it, vi } from 'vitest';
import { objectName, parseObjectName, withRetry } from './stubs.ts';

it('names objects by cliente and key, and reads the name back', () => {
  expect(objectName('cli_demo', 'con_1f')).toBe('v1:cli_demo:con_1f');
  expect(parseObjectName('v1:cli_demo:con_1f')).toEqual({ clienteId: 'cli_demo', key: 'con_1f' });
  expect(parseObjectName('v1:cli_demo')).toEqual({ clienteId: 'cli_demo', key: null });
});

it.each(['cli_demo:con_x', '', 'cli_', 'CLI_A', '../x', 'cli_a/b', 'cli_' + 'a'.repeat(49)])(
  'refuses %j as a key: it could name another object',
  (key) => {
    expect(() => objectName(key)).toThrow('not an id');
    expect(() => objectName('cli_demo', key)).toThrow('not an id');
  },
);

const failing = (error: object, times: number) => {
  let left = times;
  return vi.fn(async () => {
    if (left-- > 0) throw Object.assign(new Error('infrastructure'), error);
    return 'done';
  });
};

it('repeats only what says it may be repeated, and never an overloaded object', async () => {
  const sleep = async () => {};
  expect(await withRetry(failing({ retryable: true }, 2), 3, sleep)).toBe('done');
  const stubborn = failing({ retryable: true }, 9);
  await expect(withRetry(stubborn, 3, sleep)).rejects.toThrow('infrastructure');
  expect(stubborn).toHaveBeenCalledTimes(3);
  for (const error of [{}, { retryable: true, overloaded: true }]) {
    const call = failing(error, 1);
    await expect(withRetry(call, 3, sleep)).rejects.toThrow();
    expect(call).toHaveBeenCalledTimes(1);
  }
});
