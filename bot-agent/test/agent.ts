import { expect } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Command } from '@oconnector/protocol/model/command.ts';
import type { Media } from '@oconnector/protocol/model/media.ts';
import type { PhoneDownFrame } from '@oconnector/protocol/phone/frames.ts';
import { Bridge } from '../src/bridge.ts';
import type { ChannelEvent, LinkedDevice } from '../src/channel/port.ts';
import { SimulatedChannel } from '../src/channel/simulated/simulated.ts';
import { WhatsApp } from '../src/channel/simulated/whatsapp.ts';
import { ServerClock, systemClock, systemSleep, type Clock } from '../src/clock.ts';
import type { Hit } from '../src/failpoint.ts';
import { Journal } from '../src/journal/journal.ts';
import type { Log } from '../src/log.ts';
import type { Policy } from '../src/policy.ts';
import { PROFILES, type Profile } from '../src/profile.ts';

export const tempDir = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'oconnector-agent-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};

/** Looks again and again until it holds; what bounds it is the patience of the test, not a claim about speed. */
export const poll = <T>(read: () => T) => expect.poll(read, { timeout: 15_000, interval: 10 });

export const PHONE = '+5511987654321';

let order = 0;
/** A command as a Conversation would make it. */
export const commandOf = (text: string, over: Partial<Command> = {}): Command => ({
  commandId: randomUUID(),
  contactId: 'con_ana',
  to: { kind: 'phone', value: PHONE },
  class: 'reply',
  generation: 0,
  order: ++order,
  content: { type: 'text', text },
  createdAt: Date.now(),
  notAfter: null,
  ...over,
});

/** Quick waits, so that a test sees every stage of the unknown-outcome procedure. */
export const QUICK: Profile = {
  ...PROFILES.chaos,
  ackWaitMs: 300,
  settleMs: 20,
  lookEveryMs: 40,
  suspectWaitMs: 40,
  watchMs: 150,
};

export const events = (): { log: Log; seen: { event: string; data: Record<string, unknown> }[] } => {
  const seen: { event: string; data: Record<string, unknown> }[] = [];
  const note = (event: string, data: Record<string, unknown> = {}) => void seen.push({ event, data });
  return { log: { debug: note, info: note, warn: note, error: note }, seen };
};

export type Running = {
  whatsapp: WhatsApp;
  channel: SimulatedChannel;
  journal: Journal;
  bridge: Bridge;
  seen: { event: string; data: Record<string, unknown> }[];
  done: Promise<void>;
  stop: () => Promise<void>;
};

/** An agent of real parts in this process: journal on disk, simulated WhatsApp, real socket to `url`. */
export const startAgent = (
  url: string,
  dir: string,
  options: {
    profile?: Profile;
    policy?: Policy;
    clock?: Clock;
    hit?: Hit;
    journalBytes?: number;
    setup?: (whatsapp: WhatsApp) => void;
    /** As if the channel linked a device. */
    linkedDevice?: LinkedDevice;
    /** Is given the way in for events that the simulated channel never has. */
    emitting?: (emit: (event: ChannelEvent) => void) => void;
  } = {},
): Running => {
  const clock = options.clock ?? systemClock;
  const { log, seen } = events();
  const { journal } = Journal.open(join(dir, 'journal.db'), clock.now(), options.journalBytes);
  const whatsapp = new WhatsApp(join(dir, 'whatsapp'), systemClock, systemSleep, {
    acceptMs: 1,
    deliverMs: 1,
    readMs: 5,
  });
  options.setup?.(whatsapp);
  const channel = new SimulatedChannel(whatsapp, null, clock);
  if (options.linkedDevice) Object.assign(channel, { linkedDevice: options.linkedDevice });
  const startChannel = channel.start.bind(channel);
  channel.start = (emit) => {
    options.emitting?.(emit);
    return startChannel(emit);
  };
  const abort = new AbortController();
  const bridge = new Bridge({
    serverUrl: url,
    credential: 'secret',
    botId: 'bot',
    boot: randomUUID(),
    agent: { host: 'pc-da-loja', version: '1.2.3' },
    journal,
    channel,
    log,
    clock,
    profile: options.profile ?? QUICK,
    ...(options.policy ? { policy: options.policy } : {}),
    serverClock: new ServerClock(clock),
    sleep: systemSleep,
    random: () => 0.5,
    filesDir: join(dir, 'files'),
    hit: options.hit ?? (() => {}),
    diskRetryMs: 50,
  });
  const done = bridge.run(abort.signal);
  done.catch(() => {});
  const stop = async () => {
    abort.abort();
    await done.catch(() => {});
    await whatsapp.close();
    journal.close();
  };
  return { whatsapp, channel, journal, bridge, seen, done, stop };
};

/** A phone on a screen: what it shows, and a way to wait for it. */
export const screenOf = (whatsapp: WhatsApp, phone = PHONE) => {
  const frames: PhoneDownFrame[] = [];
  let wake: (() => void)[] = [];
  const close = whatsapp.open(phone, 'Ana', (frame) => {
    frames.push(frame);
    wake.splice(0).forEach((resolve) => resolve());
  });
  wake = [];
  const texts = () =>
    frames.flatMap((frame) =>
      frame.t === 'message' && frame.message.content.type === 'text' ? [frame.message.content.text] : [],
    );
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise<void>((resolve) => wake.push(resolve));
  };
  const write = (text: string, copies = 1) =>
    whatsapp.write(phone, randomUUID(), { type: 'text', text }, copies, () => {});
  /** Sends a file, as a phone that lies as it likes about what it is. */
  const attach = (bytes: Uint8Array, media: Partial<Media> = {}, caption?: string) => {
    const mediaId = `med_${randomUUID()}`;
    whatsapp.media.put(mediaId, bytes);
    const announced = {
      mediaId,
      kind: 'image',
      mime: 'image/png',
      bytes: bytes.length,
      fileName: null,
      durationMs: null,
    } as const;
    const content = {
      type: 'media',
      media: { ...announced, ...media },
      ...(caption === undefined ? {} : { caption }),
    } as const;
    whatsapp.write(phone, randomUUID(), content, 1, () => {});
    return mediaId;
  };
  return { frames, texts, until, write, attach, close };
};
