import { describe, expect, it } from 'vitest';
import { parseCall } from './cli.ts';
import { isNodeEnough, NODE_ENGINES } from './node-version.ts';
import { defaultDataDir, settingsOf } from './settings.ts';
import { languageOf, TEXTS } from './texts.ts';

const parse = (line: string) => parseCall(line === '' ? [] : line.split(' '), TEXTS.en);

describe('the arguments', () => {
  it.each([
    ['', 'help'],
    ['--help', 'help'],
    ['run -h', 'help'],
    ['--version', 'version'],
    ['run', { command: 'run', code: null, dryRun: false }],
    ['pair ABCD-1234', { command: 'pair', code: 'ABCD-1234', dryRun: false }],
    [
      'pair ABCD-1234 --server https://a.b --data-dir=/d',
      { command: 'pair', code: 'ABCD-1234', dryRun: false, server: 'https://a.b', dataDir: '/d' },
    ],
    ['install --dry-run', { command: 'install', code: null, dryRun: true }],
  ])('"%s" is understood', (line, call) => {
    expect(parse(line)).toEqual(call);
  });

  it.each([
    ['fly', 'There is no command "fly".'],
    ['pair', 'The code is missing'],
    ['pair AB', 'That is no pairing code'],
    ['pair ABCD-1234 EFGH', '"EFGH" is too much.'],
    ['run now', '"now" is too much.'],
    ['run --fast', 'There is no option --fast.'],
    ['run --dry-run', 'There is no option --dry-run.'],
    ['run --server', 'The option --server is incomplete'],
    ['run --help=yes', 'The option --help is incomplete, or takes no value.'],
  ])('"%s" is refused with what is wrong', (line, sentence) => {
    expect(parse(line)).toEqual({ wrong: expect.stringContaining(sentence) as string });
  });
});

it.each([
  [{}, 'pt'],
  [{ LANG: 'C.UTF-8' }, 'pt'],
  [{ LANG: 'pt_BR.UTF-8' }, 'pt'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'en' }, 'en'],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'pt_BR.UTF-8' }, 'pt'],
  [{ LANG: 'pt_BR.UTF-8', LC_ALL: '', LC_MESSAGES: 'en_GB' }, 'en'],
])('in the locale %o it speaks %s', (env, language) => {
  expect(languageOf(env)).toBe(language);
});

it('runs on Node 22.16 and later of line 22, and from 24 on', () => {
  expect(['20.20.2', '22.15.1', '23.11.0'].filter(isNodeEnough)).toEqual([]);
  const enough = ['22.16.0', '22.23.3', '24.0.0', '26.1.0'];
  expect(enough.filter(isNodeEnough)).toEqual(enough);
  expect(NODE_ENGINES).toBe('^22.16.0 || >=24.0.0');
});

it('keeps its things where the system keeps those of a user', () => {
  expect(defaultDataDir({}, 'linux', '/home/ana')).toBe('/home/ana/.local/share/oconnector-bot');
  expect(defaultDataDir({ XDG_DATA_HOME: '/x' }, 'linux', '/home/ana')).toBe('/x/oconnector-bot');
  expect(defaultDataDir({}, 'darwin', '/Users/ana')).toBe('/Users/ana/Library/Application Support/oconnector-bot');
});

it('takes options before variables, and the real WhatsApp where nothing is said', () => {
  const env = { SERVER_URL: 'https://env', DATA_DIR: '/nowhere/env', HEADLESS: 'false' };
  expect(settingsOf(env, { server: 'https://option', dataDir: '/nowhere/option' })).toEqual({
    CHANNEL: 'whatsapp-web',
    SERVER_URL: 'https://option',
    DATA_DIR: '/nowhere/option',
    HEADLESS: 'false',
  });
  expect(settingsOf({ ...env, CHANNEL: 'simulated' }, {})).toMatchObject({ ...env, CHANNEL: 'simulated' });
});
