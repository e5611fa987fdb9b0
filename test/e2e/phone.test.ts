import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInstance, type Instance } from '../support/instance.ts';
import { newPhone } from '../support/phone.ts';
import { until } from '../support/wait.ts';

/** `npm run phone -- …`, as a person in a terminal runs it. */
const phone = (stateDir: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/phone.ts', ...args],
      { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, STATE_DIR: stateDir } },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });

describe('the phone in a terminal', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance();
  });
  afterAll(() => instance.stop());

  it('prints an answer that quotes the knowledge of the demo, one line each, and exits 0', async () => {
    const { code, out } = await phone(instance.stateDir, '--from', newPhone(), 'Vocês entregam hoje?');
    expect(code).toBe(0);
    expect(out.trim().split('\n').length).toBeGreaterThan(0);
    expect(out).toMatch(/entreg/i);
  });

  it('prints an honest "não sei" and the offer of a person for what nobody taught it', async () => {
    const { code, out } = await phone(instance.stateDir, '--from', newPhone(), 'Vocês vendem pneu de trator usado?');
    expect(code).toBe(0);
    expect(out).toMatch(/não (sei|tenho)/i);
    expect(out).toMatch(/pessoa|equipe|atendente/i);
  });

  it('prints JSON lines with --json', async () => {
    const { code, out } = await phone(
      instance.stateDir,
      '--json',
      '--from',
      newPhone(),
      'Qual o horário de funcionamento?',
    );
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { from: string; text: string });
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.text.length).toBeGreaterThan(0);
  });

  it('sends in a chat also the line that was typed before it was connected', async () => {
    const chat = spawn(process.execPath, ['scripts/phone.ts', '--from', newPhone()], {
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, STATE_DIR: instance.stateDir },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    chat.stdin.write('Aceita pix?\n');
    let shown = '';
    chat.stdout.setEncoding('utf8').on('data', (piece: string) => (shown += piece));
    await until('the answer', () => /loja> .*\n/.test(shown));
    expect(shown).toMatch(/✓ Aceita pix\?/);
    chat.stdin.end();
    expect(await once(chat, 'exit')).toEqual([0, null]);
  });

  it('says in one sentence what is wrong with its arguments', async () => {
    const { code, err } = await phone(instance.stateDir, '--from', 'onze', 'oi');
    expect(code).not.toBe(0);
    expect(err).toMatch(/--from/);
    expect(err).not.toMatch(/\n\s+at /);
  });
});

it('says how to start the product when it does not run', async () => {
  const { code, err } = await phone('/nonexistent-state', '--from', '+5511987654321', 'oi');
  expect(code).toBe(1);
  expect(err).toMatch(/npm start/);
});
