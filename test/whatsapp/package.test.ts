import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser } from '../../scripts/browser.ts';
import { until } from '../support/wait.ts';
import { idleMegabytes, installPackage } from './installed.ts';
import { World } from './world.ts';

/** The package as people get it: built, packed, installed from the tarball into an empty folder, and run on a plain Node. */
let folder: string;
let world: World;
let bin: string;

type Outcome = { code: number; out: string; err: string };

/** Runs the installed command with nothing but these variables. */
const command = (args: string[], env: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((done) => {
    const all = { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), ...env };
    execFile(process.execPath, [bin, ...args], { cwd: folder, env: all }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

const browserEnv = async (): Promise<Record<string, string>> => {
  const { executablePath, args, env } = await findBrowser();
  return { ...env, CHROME_PATH: executablePath, CHROME_ARGS: args.join(' ') };
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'oconnector-package-'));
  [bin, world] = await Promise.all([installPackage(folder), World.start(join(folder, 'world'))]);
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 4 });
});

it('has one version, a help in the language of the locale, and says what it does not understand', async () => {
  const { version } = JSON.parse(
    readFileSync(join(folder, 'home/node_modules/oconnector-bot/package.json'), 'utf8'),
  ) as { version: string };
  expect(await command(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  expect((await command(['--help'])).out).toContain('Uso: oconnector-bot COMANDO');
  expect((await command(['--help'], { LANG: 'en_US.UTF-8' })).out).toContain('Usage: oconnector-bot COMMAND');
  expect(await command(['fly'])).toEqual({
    code: 2,
    out: '',
    err: 'Não existe o comando "fly".\nVeja: oconnector-bot --help\n',
  });
  expect(await command(['run'])).toMatchObject({ code: 2, err: expect.stringContaining('Falta o servidor') as string });
});

it('pairs, is examined, and runs with either channel against the real server, small', async () => {
  const at = ['--data-dir', world.botDir];
  const browser = await browserEnv();
  const unpaired = await command(['doctor', ...at, '--server', world.url], browser);
  expect(unpaired).toMatchObject({ code: 1 });
  expect(unpaired.out).toMatch(/✓ .* abre uma página/);
  expect(unpaired.out).toContain('será criada');
  expect(unpaired.out).toContain('✗ não pareado');

  const refused = await command(['pair', 'ZZZZ-ZZZZ', ...at, '--server', world.url]);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toContain('O servidor recusou o código');
  const paired = await command(['pair', world.pairingCode, ...at, '--server', world.url]);
  expect(paired).toMatchObject({ code: 0, err: '' });
  expect(statSync(join(world.botDir, 'credential.json')).mode & 0o777).toBe(0o600);
  const examined = await command(['doctor', ...at], browser);
  expect(examined.out).not.toContain('✗');
  expect(examined.code).toBe(0);
  expect(await command(['health', ...at])).toMatchObject({ code: 1 });

  await world.startBot({ CHANNEL: 'simulated', PHONES_PORT: '0' }, [bin, 'run']);
  await until('the simulated channel to be ready', async () => {
    const channel = await world.channel();
    return channel?.channel === 'simulated' && channel.state === 'ready';
  });
  expect(await command(['health', ...at])).toMatchObject({ code: 0 });
  expect(await command(['pair', world.pairingCode, ...at])).toMatchObject({
    code: 3,
    err: expect.stringContaining('in use by another agent') as string,
  });
  await world.endBot('SIGTERM');

  await world.startBot({}, [bin, 'run']);
  await world.untilState('qr');
  world.standIn.scan();
  const ana = world.standIn.contact('5511980000001');
  await world.untilState('ready');
  world.standIn.write(ana, 'Qual o horário?');
  await world.untilAnswered(ana, 1);
  const megabytes = await idleMegabytes(world.botPid);
  console.log(`agent of the package, idle: ${megabytes} MB`);
  expect(megabytes).toBeLessThanOrEqual(120);
});
