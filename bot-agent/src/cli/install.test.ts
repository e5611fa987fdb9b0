import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnv } from '../env.ts';
import { install, unitOf, type Installation } from './install.ts';
import { TEXTS } from './texts.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oconnector-install-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (over: Partial<Installation> = {}): number => {
  const raw = { SERVER_URL: 'https://a.b', DATA_DIR: folder, CHANNEL: 'whatsapp-web', XDG_CONFIG_HOME: folder };
  const read = readEnv(raw);
  if (!read.ok) throw new Error(read.sentence);
  const say = (text: string) => void said.push(text);
  const rest = { dryRun: false, texts: TEXTS.en, out: say, complain: say, platform: 'linux' as const };
  return install({ raw, env: read.env, script: '/usr/lib/oconnector-bot', ...rest, ...over });
};
const unitFile = (): string => join(folder, 'systemd/user/oconnector-bot.service');

it('keeps the settings that are set, literally, and neither codes nor what is for tests', () => {
  const unit = unitOf(
    {
      SERVER_URL: 'https://a.b',
      DATA_DIR: '/data of "Ana"',
      CHROME_ARGS: '--user-agent=100%$HOME\\n',
      PAIR_CODE: 'ABCD-1234',
      FAILPOINT: 'after_intent:kill',
      AWS_SECRET: 'x',
    },
    { node: '/opt/node 24/bin/node', script: '/opt/100%/$bot' },
  );
  const lines = unit.split('\n');
  expect(lines.filter((line) => line.startsWith('Environment='))).toEqual([
    'Environment="SERVER_URL=https://a.b"',
    'Environment="DATA_DIR=/data of \\"Ana\\""',
    'Environment="CHROME_ARGS=--user-agent=100%%$HOME\\\\n"',
  ]);
  expect(lines).toContain('ExecStart="/opt/node 24/bin/node" "/opt/100%%/$$bot" run');
  expect(lines).toContain('RestartPreventExitStatus=2 3');
});

it('only shows the unit when it is dry', () => {
  expect(run({ dryRun: true })).toBe(0);
  expect(said.join('')).toContain('[Service]');
  expect(() => readFileSync(unitFile())).toThrow('ENOENT');
});

it('writes the unit, says how to start it, and that a code is needed first', () => {
  expect(run()).toBe(0);
  expect(readFileSync(unitFile(), 'utf8')).toContain('WantedBy=default.target');
  expect(said[0]).toContain('systemctl --user enable --now oconnector-bot');
  expect(said[1]).toContain('not paired yet');
});

it('points no service into the folder that npx removes', () => {
  expect(run({ script: '/home/ana/.npm/_npx/1a2b/node_modules/.bin/oconnector-bot' })).toBe(2);
  expect(said.join('')).toContain('npm install -g oconnector-bot');
  expect(() => readFileSync(unitFile())).toThrow('ENOENT');
});

it.each([
  ['darwin', 'launchctl bootstrap'],
  ['win32', 'schtasks /Create'],
] as const)('says on %s how it is done there', (platform, words) => {
  expect(run({ platform })).toBe(0);
  expect(said.join('')).toContain(words);
  expect(said.join('')).toContain('/usr/lib/oconnector-bot');
});
