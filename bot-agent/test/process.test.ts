import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { PhoneDownFrame, PhoneUpFrame } from '@oconnector/protocol/phone/frames.ts';
import { PHONE, commandOf, tempDir } from './agent.ts';
import { TestGateway, phoneToken } from './gateway.ts';

vi.setConfig({ testTimeout: 40_000 });

const ROOT = join(import.meta.dirname, '../..');
let gateway: TestGateway;
let dir: ReturnType<typeof tempDir>;
let children: ChildProcess[];

type Agent = {
  child: ChildProcess;
  lines: () => { event: string; reason?: string }[];
  text: () => string;
  exit: Promise<{ code: number | null; signal: string | null }>;
};

const run = (script: string, args: string[], env: Record<string, string>): Agent & { out: () => string } => {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.push(child);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  const text = () => err.join('');
  const exit = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
  }));
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { event: string });
  return { child, lines, text, exit, out: () => out.join('') };
};
const agent = (env: Record<string, string> = {}): Agent =>
  run('bot-agent/src/main.ts', [], {
    SERVER_URL: gateway.url,
    DATA_DIR: join(dir.path, 'bot'),
    PAIR_CODE: 'ABCD-1234',
    PHONES_PORT: '0',
    PACING_PROFILE: 'chaos',
    ...env,
  });

const truth = () => {
  const text = readFileSync(join(dir.path, 'bot/whatsapp/ground-truth.jsonl'), 'utf8').trim();
  return text === ''
    ? []
    : text.split('\n').map((line) => JSON.parse(line) as { k: string; text: string; waId: string });
};

/** A phone over the real socket, with the address of the newest status. */
const phone = async (): Promise<{
  send: (frame: PhoneUpFrame) => void;
  frames: PhoneDownFrame[];
  socket: WebSocket;
}> => {
  const place = gateway.statuses.at(-1)?.phones;
  if (!place) throw new Error('no phones told');
  const socket = new WebSocket(`${place.url}?token=${phoneToken(place.key)}`);
  const frames: PhoneDownFrame[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as PhoneDownFrame));
  socket.on('error', () => {});
  await once(socket, 'open');
  const send = (frame: PhoneUpFrame) => socket.send(JSON.stringify(frame));
  send({ t: 'open', phone: PHONE, name: 'Ana' });
  return { send, frames, socket };
};
const say = (text: string, id = `${text}-0123456789abcdef`): PhoneUpFrame => ({
  t: 'send',
  phone: PHONE,
  id,
  content: { type: 'text', text },
  copies: 1,
});
const ready = () => gateway.until(() => gateway.statuses.some((frame) => frame.status.state === 'ready'));

beforeEach(async () => {
  gateway = await new TestGateway().start();
  dir = tempDir();
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  await gateway.stop();
  dir.remove();
});

describe('one agent process', () => {
  it('pairs once, keeps the credential to itself, ends at SIGTERM with 0, and starts again without pairing', async () => {
    const first = agent();
    await ready();
    const file = join(dir.path, 'bot/credential.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir.path, 'bot')).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ numberId: 'num_test', credential: 'secret' });
    first.child.kill('SIGTERM');
    expect(await first.exit).toEqual({ code: 0, signal: null });
    expect(first.lines().map((line) => line.event)).toContain('bridge_stopped');
    agent();
    await gateway.until(() => gateway.hellos.length === 2);
    expect(gateway.pairings).toHaveLength(1);
    expect(gateway.hellos[0]?.botId).toBe(gateway.hellos[1]?.botId);
    expect(gateway.hellos[0]?.boot).not.toBe(gateway.hellos[1]?.boot);
  });

  it.each([
    [{ SERVER_URL: 'nonsense' }, 'SERVER_URL is not an address'],
    [{ DATA_DIR: '' }, 'DATA_DIR is missing'],
    [{ CHANNEL: 'telegram' }, 'CHANNEL must be'],
    [{ WHATSAPP_WEB_VERSION: '2.3' }, 'belong together'],
    [{ PACING_PROFILE: 'warp' }, 'PACING_PROFILE must be'],
    [{ PHONES_PORT: 'x' }, 'PHONES_PORT must be'],
    [{ PHONES_ORIGINS: 'http://a/b' }, 'PHONES_ORIGINS must be'],
    [{ FAILPOINT: 'nowhere:kill' }, 'FAILPOINT must be'],
  ])('refuses the settings %o in one sentence with exit code 2', async (env, sentence) => {
    const refused = agent(env);
    expect(await refused.exit).toMatchObject({ code: 2 });
    expect(refused.text()).toContain(sentence);
    expect(refused.text().trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [{ CHROME_PATH: '/nowhere/chrome' }, 'CHROME_PATH is /nowhere/chrome'],
    [{ CHROME_PATH: '/bin/false' }, 'does not start'],
    [
      { CHROME_PATH: '/bin/true', WHATSAPP_WEB_VERSION: '2.3', WHATSAPP_WEB_CACHE: '/nowhere' },
      'There is no /nowhere/2.3.html',
    ],
  ])('says that without a browser or a page only a person can help, with exit code 3: %o', async (env, sentence) => {
    const stuck = agent({ CHANNEL: 'whatsapp-web', ...env });
    expect(await stuck.exit).toMatchObject({ code: 3 });
    expect(stuck.text()).toContain(sentence);
  });

  it('says that a refused pairing code is final, with exit code 3', async () => {
    gateway.pairWith = 404;
    const refused = agent();
    expect(await refused.exit).toMatchObject({ code: 3 });
    expect(refused.lines().at(-1)).toMatchObject({ event: 'unrecoverable' });
    expect(gateway.pairings).toHaveLength(1);
  });

  it('tries the pairing again while the server is down', async () => {
    gateway.pairWith = 503;
    agent();
    await gateway.until(() => gateway.pairings.length >= 2);
    gateway.pairWith = 200;
    await ready();
  });

  it('is final when the credential was revoked, and pairs anew when it brings another code', async () => {
    const first = agent();
    await ready();
    first.child.kill('SIGTERM');
    await first.exit;
    gateway.refuseWith = 401;
    const revoked = agent();
    expect(await revoked.exit).toMatchObject({ code: 3 });
    expect(revoked.text()).toContain('pairing code');
    agent({ PAIR_CODE: 'WXYZ-9876' });
    await gateway.until(() => gateway.pairings.length === 2);
    gateway.refuseWith = null;
    await gateway.until(() => gateway.hellos.length === 2);
  });

  it('refuses a folder that another agent uses', async () => {
    agent();
    await ready();
    const second = agent();
    expect(await second.exit).toMatchObject({ code: 3 });
    expect(second.text()).toContain('in use by another agent');
  });

  it('moves on when the port of the phones is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    agent({ PHONES_PORT: String(port) });
    await ready();
    expect(Number(new URL(gateway.statuses.at(-1)?.phones?.url ?? '').port)).toBeGreaterThan(port);
    taken.close();
  });

  it('moves a damaged journal aside, says so, and begins a new epoch', async () => {
    const first = agent();
    await ready();
    first.child.kill('SIGTERM');
    await first.exit;
    const file = join(dir.path, 'bot/journal.db');
    writeFileSync(file, Buffer.alloc(8_192, 7));
    const second = agent();
    await gateway.until(() => gateway.hellos.length === 2);
    expect(gateway.hellos[1]?.journalEpoch).not.toBe(gateway.hellos[0]?.journalEpoch);
    expect(second.lines().some((line) => line.event === 'journal_damaged_begun_anew')).toBe(true);
  });
});

describe('killed with SIGKILL at a named point', () => {
  const accepted = (commandId: string) =>
    gateway.until(() => ['accepted', 'delivered', 'read'].some((state) => gateway.states(commandId).includes(state)));

  it('D10: after the journal, before the frame: the message comes up once', async () => {
    const first = agent({ FAILPOINT: 'after_journal:kill' });
    await ready();
    const ana = await phone();
    ana.send(say('not lost'));
    expect(await first.exit).toEqual({ code: null, signal: 'SIGKILL' });
    expect(gateway.received).toEqual([]);
    agent();
    await gateway.until(() => gateway.received.length === 1);
    expect(gateway.texts()).toEqual(['not lost']);
  });

  it.each(['after_intent', 'after_wa_accept', 'before_report'])(
    'D32, D33: %s: WhatsApp has the command once, and it is reported accepted',
    async (point) => {
      const first = agent({ FAILPOINT: `${point}:kill` });
      await ready();
      const command = commandOf(`sent once (${point})`);
      gateway.enqueue(command);
      expect(await first.exit).toEqual({ code: null, signal: 'SIGKILL' });
      expect(gateway.states(command.commandId)).toEqual([]);
      agent();
      await accepted(command.commandId);
      expect(
        truth()
          .filter((line) => line.k === 'out' || line.k === 'repeat')
          .map((line) => line.text),
      ).toEqual([`sent once (${point})`]);
    },
  );

  it('D10, D12, D13: again and again under a burst: every message once and in order, every command sent at most once', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `burst ${String(i).padStart(2, '0')}`);
    const commands = texts.map((text) => commandOf(`re: ${text}`));
    let running = agent();
    await ready();
    gateway.enqueue(...commands);
    let ana = await phone();
    // Each round says again what it said before, as a phone does that saw no tick, and a few lines more.
    for (let round = 1; round <= 4; round++) {
      for (const text of texts.slice(0, round * 15)) ana.send(say(text));
      await gateway.until(() => gateway.received.length > (round - 1) * 15);
      if (round === 4) break;
      running.child.kill('SIGKILL');
      await running.exit;
      const told = gateway.statuses.length;
      running = agent();
      await gateway.until(() => gateway.statuses.slice(told).some((frame) => frame.status.state === 'ready'));
      ana = await phone();
    }
    await gateway.until(() => gateway.received.length === texts.length);
    expect(gateway.texts()).toEqual(texts);
    await Promise.all(commands.map((command) => accepted(command.commandId)));
    const out = truth()
      .filter((line) => line.k === 'out' || line.k === 'repeat')
      .map((line) => line.text);
    expect(out).toEqual(commands.map((_, i) => `re: ${texts[i]}`));
  });
});

describe('D61 killed with a file under way', () => {
  it.each([
    'before_journal:kill',
    'after_journal:kill',
    'after_download:kill',
    'after_store_file:kill',
    'before_bring:kill',
    'after_bring:kill',
  ])('FAILPOINT=%s: its message and its bytes come, each once', async (failpoint) => {
    const bytes = Buffer.alloc(400_000, 'voz');
    const media = {
      mediaId: 'med_of-the-phone',
      kind: 'audio' as const,
      voice: true as const,
      mime: 'audio/ogg',
      bytes: bytes.length,
      fileName: null,
      durationMs: 2_000,
    };
    const dying = agent({ FAILPOINT: failpoint });
    await ready();
    const { send } = await phone();
    const size = 192 * 1024;
    for (let offset = 0; offset < bytes.length; offset += size) {
      const part = bytes.subarray(offset, offset + size);
      const done = offset + size >= bytes.length;
      send({ t: 'upload', phone: PHONE, mediaId: media.mediaId, offset, data: part.toString('base64'), done });
    }
    send({ t: 'send', phone: PHONE, id: 'a-voice-note-of-a-phone', content: { type: 'media', media }, copies: 1 });
    expect(await dying.exit).toMatchObject({ signal: 'SIGKILL' });
    agent();
    await gateway.until(() => [...gateway.files.values()].some((file) => file instanceof Buffer));
    expect(gateway.received.map(({ content }) => content)).toMatchObject([{ type: 'media', media: { voice: true } }]);
    expect([...gateway.files.values()]).toEqual([bytes]);
    await vi.waitUntil(() => readdirSync(join(dir.path, 'bot/files/in')).length === 0, { timeout: 10_000 });
  });
});

describe('npm run phone', () => {
  const instance = () => {
    const state = join(dir.path, 'state');
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'instance.json'), JSON.stringify({ url: gateway.url, email: 'a@b', password: 'p' }));
    return { STATE_DIR: state };
  };
  const answering = (...answers: string[]) => {
    gateway.onFrame = (frame, self) => {
      if (frame.t === 'up') setImmediate(() => self.enqueue(...answers.map((text) => commandOf(text))));
      return false;
    };
  };

  it('prints each answer as one line and ends with 0', async () => {
    answering('Sim!\nAté as 18h.', 'Algo mais?');
    agent({ PACING_PROFILE: 'demo' });
    await ready();
    const asked = run('scripts/phone.ts', ['--from', PHONE, '--quiet', '1', 'Vocês', 'entregam hoje?'], instance());
    expect(await asked.exit).toMatchObject({ code: 0 });
    expect(asked.out()).toBe('Sim! ⏎ Até as 18h.\nAlgo mais?\n');
    expect(gateway.texts()).toEqual(['Vocês entregam hoje?']);
  });

  it('prints JSON lines', async () => {
    answering('Sim!');
    agent();
    await ready();
    const asked = run('scripts/phone.ts', ['--json', '--quiet', '0.5', 'oi'], instance());
    expect(await asked.exit).toMatchObject({ code: 0 });
    const line = JSON.parse(asked.out()) as { from: string; text: string; at: number; ms: number };
    expect(line).toMatchObject({ from: 'shop', text: 'Sim!' });
    expect(Number.isInteger(line.at) && line.ms >= 0).toBe(true);
  });

  it('ends with 1 and a sentence when nobody answers', async () => {
    agent();
    await ready();
    const asked = run('scripts/phone.ts', ['--timeout', '0.5', 'oi'], instance());
    expect(await asked.exit).toMatchObject({ code: 1 });
    expect(asked.out()).toBe('');
    expect(asked.text()).toContain('No answer within 0.5 s');
  });

  it('says npm start when nothing runs', async () => {
    const asked = run('scripts/phone.ts', ['oi'], { STATE_DIR: join(dir.path, 'nothing') });
    expect(await asked.exit).toMatchObject({ code: 1 });
    expect(asked.text()).toContain('npm start');
  });

  it('chats: each line is a message, with ticks and the answer', async () => {
    answering('Olá, Ana!');
    agent();
    await ready();
    const chat = run('scripts/phone.ts', ['--name', 'Ana'], instance());
    await vi.waitUntil(() => chat.out().includes('Loja Demo'), { timeout: 10_000 });
    chat.child.stdin?.write('oi\n');
    await vi.waitUntil(() => chat.out().includes('loja> Olá, Ana!') && chat.out().includes('✓✓ oi'), {
      timeout: 10_000,
    });
    chat.child.stdin?.end();
    expect(await chat.exit).toMatchObject({ code: 0 });
    expect(existsSync(join(dir.path, 'bot/journal.db'))).toBe(true);
  });
});
