import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive, showAlive } from './alive.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'oconnector-alive-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is alive from its start until it has been silent for long', () => {
  expect(isAlive(folder, Date.now())).toBe(false);
  const stop = showAlive(folder);
  stop();
  expect(isAlive(folder, Date.now())).toBe(true);
  expect(isAlive(folder, Date.now() + 3_600_000)).toBe(false);
});

it('leaves the trouble with a disk to the journal', () => {
  const stop = showAlive(join(folder, 'nowhere'));
  stop();
  expect(isAlive(join(folder, 'nowhere'), Date.now())).toBe(false);
});
