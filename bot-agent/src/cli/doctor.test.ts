import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnv } from '../env.ts';
import { examine, report } from './doctor.ts';
import { TEXTS } from './texts.ts';

let folder: string;
let server: Server;
let answer: RequestListener;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oconnector-doctor-test-'));
  answer = (_request, response) => response.end('{"ok":true,"version":"1.2.3"}');
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const examined = async (over: Record<string, string> = {}): Promise<string> => {
  const read = readEnv({ SERVER_URL: url(), DATA_DIR: folder, CHANNEL: 'simulated', ...over });
  return report(await examine(read.ok ? read.env : read.sentence, TEXTS.en.doctor));
};

it('finds all well where it is, and leaves nothing behind', async () => {
  const pairing = { numberId: 'num_1', clienteId: 'cli_1', credential: 'secret', botId: 'b', pairedWith: 'x' };
  writeFileSync(join(folder, 'credential.json'), JSON.stringify(pairing));
  const text = await examined();
  expect(text).toMatch(
    /^✓ Node .*\n✓ data folder .* alone\n✓ server .* \(version 1\.2\.3\)\n✓ clock is \d+ s.*\n✓ credential of number num_1$/,
  );
  expect(text).not.toContain('secret');
  expect(readdirSync(folder)).toEqual(['credential.json']);
});

it('says what is wrong with the settings, and tries nothing with them', async () => {
  expect(await examined({ CHANNEL: 'telegram' })).toMatch(/\n✗ settings: CHANNEL must be .*$/);
});

it.each([
  ['/nowhere/chrome', /✗ CHROME_PATH is \/nowhere\/chrome/],
  ['/bin/false', /✗ \/bin\/false opens no page/],
  // Starts, and shows nothing.
  ['/bin/true', /✗ \/bin\/true opens no page/],
])('notices that %s is no browser', async (file, line) => {
  expect(await examined({ CHANNEL: 'whatsapp-web', CHROME_PATH: file })).toMatch(line);
});

it('notices a data folder that others may read, and one that cannot be', async () => {
  chmodSync(folder, 0o750);
  expect(await examined()).toContain(`is open to other users (750): chmod 700 "${folder}"`);
  expect(await examined({ DATA_DIR: join(folder, 'new/one') })).toContain('will be made');
  writeFileSync(join(folder, 'file'), '');
  expect(await examined({ DATA_DIR: join(folder, 'file/x') })).toContain('✗ data folder');
});

it('notices a server that is none of ours, fails, or is not there', async () => {
  answer = (_request, response) => response.end('<html>');
  expect(await examined()).toContain('is no oConnector server');
  answer = (_request, response) => response.writeHead(503).end('{"ok":true,"version":"1"}');
  expect(await examined()).toContain('is no oConnector server');
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const gone = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  await new Promise((closed) => other.close(closed));
  expect(await examined({ SERVER_URL: gone })).toContain('does not answer (ECONNREFUSED)');
});

it('notices a clock that is wrong, and says when it cannot know', async () => {
  answer = (_request, response) => {
    response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    response.end('{"ok":true,"version":"1"}');
  };
  expect(await examined()).toMatch(/✗ clock is 3[56]\d\d s/);
  answer = (_request, response) => {
    response.sendDate = false;
    response.end('{"ok":true,"version":"1"}');
  };
  expect(await examined()).toContain('– clock: the server told no time');
});

it('notices that it is not paired, and a credential that is damaged', async () => {
  expect(await examined()).toContain('✗ not paired');
  writeFileSync(join(folder, 'credential.json'), '{');
  expect(await examined()).toContain('is damaged');
});
