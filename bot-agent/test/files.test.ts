import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import type { Media } from '@oconnector/protocol/model/media.ts';
import { Folder } from '../src/files/folder.ts';
import { TOLD_WITHIN_MS, WANTED_MS } from '../src/files/inbound-files.ts';
import { OutboundFiles } from '../src/files/outbound-files.ts';
import { ServerFiles } from '../src/files/server-files.ts';
import { commandOf, poll, screenOf, startAgent, tempDir, type Running } from './agent.ts';
import { TestGateway } from './gateway.ts';

vi.setConfig({ testTimeout: 40_000 });

let gateway: TestGateway;
let dir: ReturnType<typeof tempDir>;
let running: Running[];
beforeEach(async () => {
  dir = tempDir();
  gateway = await new TestGateway().start();
  running = [];
});
afterEach(async () => {
  for (const one of running) await one.stop();
  await gateway.stop();
  dir.remove();
});

const start = (options: Parameters<typeof startAgent>[2] = {}) => {
  const agent = startAgent(gateway.url, dir.path, options);
  running.push(agent);
  const stop = async () => {
    running.splice(running.indexOf(agent), 1);
    await agent.stop();
  };
  return { ...agent, ...screenOf(agent.whatsapp), stop };
};
const bytesOf = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7) % 256));
const announced = () => gateway.received.flatMap(({ content }) => (content.type === 'media' ? [content.media] : []));
const brought = () => announced().map(({ mediaId }) => gateway.files.get(mediaId));
const onDisk = (way: 'in' | 'out') => {
  const folder = join(dir.path, 'files', way);
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe('D61 a file that comes', () => {
  it('does not hold up its message, and follows it whole', async () => {
    const { whatsapp, attach } = start();
    whatsapp.faults.media = true;
    const bytes = bytesOf(300_000);
    attach(bytes, { kind: 'audio', voice: true, mime: 'audio/ogg', durationMs: 4_000 });
    await gateway.until(() => gateway.received.length === 1);
    expect(announced()).toMatchObject([{ kind: 'audio', voice: true, bytes: 300_000, durationMs: 4_000 }]);
    expect(gateway.files.size).toBe(0);
    whatsapp.faults.media = false;
    await poll(brought).toEqual([bytes]);
    await poll(() => onDisk('in')).toEqual([]);
    expect(gateway.received.length).toBe(1);
  });

  it('is brought once, also when WhatsApp tells its message again', async () => {
    const { attach, channel, stop } = start();
    attach(bytesOf(50), {}, 'olha');
    await poll(brought).toEqual([bytesOf(50)]);
    // Only then the agent knows it too; before that it may bring the same once more.
    await poll(() => onDisk('in')).toEqual([]);
    await stop();
    const again = start();
    again.channel.become('conflict');
    again.channel.become('ready');
    again.write('depois');
    await gateway.until(() => gateway.received.length === 2);
    expect(channel.kind).toBe('simulated');
    expect(gateway.fileRequests.filter((one) => one.startsWith('PUT'))).toHaveLength(1);
  });

  it('waits for a server that does not take it, over a restart, and is not fetched twice', async () => {
    const first = start();
    gateway.refuseFilesWith = 503;
    first.attach(bytesOf(1_000));
    await gateway.until(() => gateway.fileRequests.length > 0);
    expect(onDisk('in')).toHaveLength(1);
    await first.stop();
    const second = start();
    second.whatsapp.faults.media = true;
    gateway.refuseFilesWith = null;
    await poll(brought).toEqual([bytesOf(1_000)]);
    await poll(() => onDisk('in')).toEqual([]);
  });

  it('is brought when the server holds its message, and not before', async () => {
    gateway.mute.add('ack');
    const { attach, seen, stop } = start();
    attach(bytesOf(10));
    await poll(() => seen.some(({ event }) => event === 'file_fetched')).toBe(true);
    await gateway.until(() => gateway.received.length === 1);
    expect(gateway.fileRequests).toEqual([]);
    await stop();
    gateway.mute.clear();
    start();
    await poll(brought).toEqual([bytesOf(10)]);
  });

  it('that WhatsApp has no more, or that is empty, ends as failed', async () => {
    const { whatsapp, attach } = start();
    whatsapp.faults.media = true;
    const gone = attach(bytesOf(10));
    await gateway.until(() => gateway.received.length === 1);
    vi.spyOn(whatsapp.media, 'read').mockImplementation((mediaId) => (mediaId === gone ? null : new Uint8Array(0)));
    whatsapp.faults.media = false;
    attach(bytesOf(1));
    await poll(brought).toEqual([
      { state: 'failed', reason: 'gone_from_whatsapp' },
      { state: 'failed', reason: 'empty' },
    ]);
  });

  it('that is too large is not carried: by what it says of itself, and by what it is', async () => {
    const { attach } = start();
    attach(bytesOf(10), { kind: 'sticker', bytes: MEDIA_MAX_BYTES.sticker + 1 });
    attach(bytesOf(MEDIA_MAX_BYTES.sticker + 1), { kind: 'sticker', bytes: 10 });
    await poll(brought).toEqual([
      { state: 'too_large', reason: 'announced_too_large' },
      { state: 'too_large', reason: 'too_large' },
    ]);
    await poll(() => onDisk('in')).toEqual([]);
  });

  it('that the server finds too large ends so, instead of being brought for ever', async () => {
    const { attach } = start();
    gateway.refuseFilesWith = 413;
    attach(bytesOf(100));
    await gateway.until(() => gateway.fileRequests.some((one) => one.startsWith('PUT')));
    gateway.refuseFilesWith = null;
    await poll(brought).toEqual([{ state: 'too_large', reason: 'refused_by_server' }]);
  });

  it('ends after a day in which WhatsApp did not give it, and after a week in which nobody could be told', async () => {
    const clock = { at: Date.now(), now: () => clock.at };
    const first = start({ clock });
    first.whatsapp.faults.media = true;
    first.attach(bytesOf(10));
    await poll(() => first.seen.some(({ event }) => event === 'file_not_fetched')).toBe(true);
    await first.stop();
    clock.at += WANTED_MS + 1_000;
    gateway.refuseFilesWith = 500;
    const second = start({ clock });
    await poll(() => second.seen.find(({ event }) => event === 'file_lost')?.data['reason']).toBe('gave_up');
    await gateway.until(() => gateway.fileRequests.length > 0);
    await second.stop();
    clock.at += TOLD_WITHIN_MS;
    const third = start({ clock });
    await poll(() => third.seen.some(({ event }) => event === 'file_given_up')).toBe(true);
    expect(third.journal.files.nextToTell(clock.at)).toBeNull();
  });

  it('of a Gateway that knows of no files is told as what it is', async () => {
    gateway.proto = null;
    const { attach } = start();
    attach(bytesOf(10), { kind: 'document', fileName: 'nota.pdf' });
    attach(bytesOf(10), {}, 'veja');
    await gateway.until(() => gateway.received.length === 2);
    expect(gateway.received.map(({ content }) => content)).toEqual([
      { type: 'unsupported', what: 'document', caption: 'nota.pdf' },
      { type: 'unsupported', what: 'image', caption: 'veja' },
    ]);
  });

  it('does not keep an agent from stopping that waits for it', async () => {
    const { attach, channel, stop } = start();
    const asked = new Promise<void>((resolve) => {
      channel.download = () => {
        resolve();
        return new Promise(() => {});
      };
    });
    attach(bytesOf(10));
    await asked;
    await stop();
    start();
    await poll(brought).toEqual([bytesOf(10)]);
  });

  it('leaves nothing behind of files that nobody knows', async () => {
    const first = start();
    await first.stop();
    mkdirSync(join(dir.path, 'files/in'), { recursive: true });
    writeFileSync(join(dir.path, 'files/in/med_alt'), 'x');
    writeFileSync(join(dir.path, 'files/in/med_halb.part'), 'x');
    start();
    await poll(() => onDisk('in')).toEqual([]);
  });
});

describe('D64 a file that a person sends', () => {
  const command = (media: Partial<Media> = {}, caption?: string) => {
    const mediaId = `med_${Math.random().toString(36).slice(2)}`;
    const whole: Media = {
      mediaId,
      kind: 'image',
      mime: 'image/jpeg',
      bytes: 5,
      fileName: null,
      durationMs: null,
      ...media,
    };
    return commandOf('', {
      class: 'human',
      content: { type: 'media', media: whole, ...(caption === undefined ? {} : { caption }) },
    });
  };
  const idOf = (sent: ReturnType<typeof command>): string =>
    sent.content.type === 'media' ? sent.content.media.mediaId : '';
  const shown = (frames: ReturnType<typeof screenOf>['frames']) =>
    frames.flatMap((frame) => (frame.t === 'message' ? [frame.message.content] : []));

  it('is fetched, handed over with its words, and ticked like any other message', async () => {
    const { frames, whatsapp } = start();
    const sent = command({ kind: 'document', fileName: 'cardápio.pdf', mime: 'application/pdf' }, 'segue');
    gateway.outbound.set(idOf(sent), bytesOf(70_000));
    gateway.enqueue(sent);
    await poll(() => gateway.states(sent.commandId)).toContain('read');
    expect(shown(frames)).toEqual([sent.content]);
    expect(whatsapp.media.read(idOf(sent))).toEqual(bytesOf(70_000));
    expect(onDisk('out')).toEqual([]);
    expect(gateway.received).toEqual([]);
  });

  it('is not begun without its bytes: it waits for a server that has them and does not answer', async () => {
    const { seen, journal } = start();
    gateway.refuseFilesWith = 503;
    const sent = command();
    gateway.outbound.set(idOf(sent), bytesOf(5));
    gateway.enqueue(sent);
    await poll(() => seen.some(({ event }) => event === 'file_not_fetched')).toBe(true);
    expect(journal.commands.get(sent.commandId)?.state).toBe('stored');
    gateway.refuseFilesWith = null;
    await poll(() => gateway.states(sent.commandId)).toContain('delivered');
  });

  it('fails and says so when the server has it no more', async () => {
    start();
    const sent = command();
    gateway.enqueue(sent);
    await poll(() => gateway.reports.find(({ commandId }) => commandId === sent.commandId)).toMatchObject({
      state: 'failed',
      reason: 'media_gone',
    });
  });

  it('that somebody took off the disk is fetched again', async () => {
    const media = idOf(command());
    gateway.outbound.set(media, bytesOf(5));
    const folder = new Folder(join(dir.path, 'files/out'));
    const outbound = new OutboundFiles(folder, new ServerFiles({ serverUrl: gateway.url, credential: 'secret' }));
    const whole = { mediaId: media, kind: 'image', mime: '', bytes: 5, fileName: null, durationMs: null } as const;
    const { signal } = new AbortController();
    expect(await outbound.fetch(whole, signal)).toBe(true);
    folder.remove(media);
    expect(await outbound.read(whole)).toBeNull();
    expect(await outbound.fetch(whole, signal)).toBe(true);
    expect(await outbound.read(whole)).toEqual(bytesOf(5));
    outbound.drop(whole);
    expect(onDisk('out')).toEqual([]);
  });

  it('keeps its place among words', async () => {
    const { frames } = start();
    const [first, file, last] = [
      commandOf('antes', { class: 'human' }),
      command({}, 'no meio'),
      commandOf('depois', { class: 'human' }),
    ];
    gateway.outbound.set(idOf(file), bytesOf(5));
    gateway.enqueue(first, file, last);
    await poll(() => gateway.states(last.commandId)).toContain('delivered');
    expect(shown(frames)).toEqual([first.content, file.content, last.content]);
  });
});
