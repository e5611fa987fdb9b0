import { describe, expect, it } from 'vitest';
import { readEnv } from './env.ts';
import { POLICIES, UNGOVERNED } from './policy.ts';

const BASE = { SERVER_URL: 'http://127.0.0.1:8787', DATA_DIR: '/data' };
const read = (env: Record<string, string> = {}) => readEnv({ ...BASE, ...env });

describe('the settings of the real WhatsApp', () => {
  it('are careful by default: paced for a real number, without a window', () => {
    expect(read({ CHANNEL: 'whatsapp-web' })).toMatchObject({
      ok: true,
      env: {
        channel: 'whatsapp-web',
        profile: 'production',
        whatsappWeb: {
          chromePath: null,
          chromeArgs: [],
          headless: true,
          memoryMb: 1_200,
          webVersion: null,
          pairPhone: null,
        },
      },
    });
    expect(read()).toMatchObject({ ok: true, env: { channel: 'simulated', profile: 'demo' } });
  });

  it('are read as people write them', () => {
    const env = {
      CHANNEL: 'whatsapp-web',
      CHROME_PATH: '/usr/bin/chromium',
      CHROME_ARGS: ' --proxy-server=127.0.0.1:8080  --lang=pt-BR ',
      HEADLESS: 'false',
      CHROME_MEMORY_MB: '800',
      WHATSAPP_WEB_VERSION: '2.3000.1017054665',
      WHATSAPP_WEB_CACHE: '/pages',
      PAIR_PHONE: '+55 (11) 98765-4321',
    };
    expect(read(env)).toMatchObject({
      ok: true,
      env: {
        whatsappWeb: {
          chromePath: '/usr/bin/chromium',
          chromeArgs: ['--proxy-server=127.0.0.1:8080', '--lang=pt-BR'],
          headless: false,
          memoryMb: 800,
          webVersion: { version: '2.3000.1017054665', folder: '/pages' },
          pairPhone: '5511987654321',
        },
      },
    });
  });

  it('D51 to D56: hold automatic messages in production as they say, and in the others only what was set', () => {
    const policyOf = (env: Record<string, string>) => {
      const got = read(env);
      return got.ok ? got.env.policy : null;
    };
    expect(policyOf({ CHANNEL: 'whatsapp-web' })).toEqual(POLICIES.production);
    expect(policyOf({})).toEqual(UNGOVERNED);
    expect(policyOf({ QUIET_HOURS: '12:00-13:00', QUIET_HOURS_ZONE: 'UTC' })).toEqual({
      ...UNGOVERNED,
      quiet: { from: 720, to: 780, zone: 'UTC' },
    });
    const set = {
      CHANNEL: 'whatsapp-web',
      FIRST_CONTACTS_PER_DAY: '5',
      WARM_UP_DAYS: '0',
      WARM_UP_FIRST_DAY: '40',
      CIRCUIT_FAILED_PERCENT: '10',
      QUIET_HOURS: '22:00 - 07:00',
      QUIET_HOURS_ZONE: 'America/Sao_Paulo',
    };
    expect(policyOf(set)).toMatchObject({
      firstContacts: { perDay: 5 },
      warmUp: { days: 0, firstDay: 40 },
      circuit: { failedShare: 0.1 },
      quiet: { from: 1_320, to: 420, zone: 'America/Sao_Paulo' },
    });
  });

  it.each([
    [{ FIRST_CONTACTS_PER_DAY: '51' }, /FIRST_CONTACTS_PER_DAY must be a whole number from 0 to 50/],
    [{ WARM_UP_DAYS: 'soon' }, /WARM_UP_DAYS must be a whole number/],
    [{ CIRCUIT_FAILED_PERCENT: '0' }, /CIRCUIT_FAILED_PERCENT must be/],
    [{ QUIET_HOURS: '22-7', QUIET_HOURS_ZONE: 'UTC' }, /QUIET_HOURS must be like/],
    [{ QUIET_HOURS: '22:00-07:00' }, /QUIET_HOURS and QUIET_HOURS_ZONE belong together/],
    [{ QUIET_HOURS: '22:00-07:00', QUIET_HOURS_ZONE: 'BRT3' }, /QUIET_HOURS_ZONE must be a time zone/],
    [{ CHANNEL: 'telegram' }, /CHANNEL must be/],
    [{ CHROME_ARGS: 'no-switch' }, /CHROME_ARGS must be/],
    [{ HEADLESS: 'yes' }, /HEADLESS must be/],
    [{ CHROME_MEMORY_MB: '10' }, /CHROME_MEMORY_MB is too small/],
    [{ WHATSAPP_WEB_VERSION: '../x', WHATSAPP_WEB_CACHE: '/x' }, /WHATSAPP_WEB_VERSION must be/],
    [{ WHATSAPP_WEB_VERSION: '2.3' }, /belong together/],
    [{ PAIR_PHONE: 'abc' }, /PAIR_PHONE must be/],
  ])('say in one sentence what is wrong with %j', (env, sentence) => {
    expect(read(env as Record<string, string>)).toEqual({
      ok: false,
      sentence: expect.stringMatching(sentence) as string,
    });
  });
});
