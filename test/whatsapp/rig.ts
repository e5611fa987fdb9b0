import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import { findBrowser } from '../../scripts/browser.ts';
import type { ChannelEvent } from '../../bot-agent/src/channel/port.ts';
import type { Timing } from '../../bot-agent/src/channel/whatsapp-web/life.ts';
import { WhatsAppWebChannel, type WhatsAppWebOptions } from '../../bot-agent/src/channel/whatsapp-web/whatsapp-web.ts';
import { systemClock, systemSleep } from '../../bot-agent/src/clock.ts';
import { events } from '../../bot-agent/test/agent.ts';
import { StandIn } from '../../bot-agent/test/standin/standin.ts';
import { untilGone } from './processes.ts';

/** Looks again and again until it holds; the limit is the patience of the test with a busy machine. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 45_000, interval: 25 });

/** Quick looks and short pauses; the limits for a busy machine stay long. */
const QUICK: Partial<Timing> = { beatMs: 100, nudgeMs: 300, recycleMs: 0 };

export type Rig = {
  standIn: StandIn;
  channel: WhatsAppWebChannel;
  told: ChannelEvent[];
  folder: string;
  /** Process of the browser that runs now. */
  browser: () => number;
  states: () => string[];
  texts: () => string[];
  /** A channel on the same folder, after the first one is gone. */
  again: (options?: Partial<WhatsAppWebOptions>) => Promise<void>;
  seen: { event: string; data: Record<string, unknown> }[];
  end: () => Promise<void>;
};

/** The real channel with the real library in a real browser, before the stand-in of WhatsApp Web. */
export const startRig = async (options: Partial<WhatsAppWebOptions> = {}): Promise<Rig> => {
  const folder = mkdtempSync(join(tmpdir(), 'oconnector-web-'));
  const standIn = await StandIn.start(folder);
  const browser = await findBrowser();
  Object.assign(process.env, browser.env);
  const told: ChannelEvent[] = [];
  const { log, seen } = events();
  const make = (over: Partial<WhatsAppWebOptions>) =>
    new WhatsAppWebChannel({
      folder: join(folder, 'agent'),
      chromePath: browser.executablePath,
      chromeArgs: [...browser.args, standIn.env['CHROME_ARGS'] ?? ''],
      headless: true,
      webVersion: { version: standIn.env['WHATSAPP_WEB_VERSION'] ?? '', folder: standIn.cache },
      pairPhone: null,
      memoryMb: 100_000,
      clock: systemClock,
      sleep: systemSleep,
      log,
      timing: QUICK,
      pauses: { firstMs: 50, atMostMs: 500, conflictMs: 500, restrictedMs: 500 },
      ...options,
      ...over,
    });
  const rig: Rig = {
    standIn,
    channel: make({}),
    told,
    folder,
    seen,
    browser: () => Number(seen.findLast(({ event }) => event === 'browser_started')?.data['pid']),
    states: () => told.flatMap((event) => (event.kind === 'state' ? [event.status.state] : [])),
    texts: () =>
      told.flatMap((event) =>
        event.kind === 'message' && event.message.content.type === 'text' ? [event.message.content.text] : [],
      ),
    again: async (over = {}) => {
      await rig.channel.stop();
      told.length = 0;
      rig.channel = make(over);
      await rig.channel.start((event) => told.push(event));
    },
    end: async () => {
      await rig.channel.stop();
      await standIn.stop();
      await untilGone(folder, rig.browser());
      rmSync(folder, { recursive: true, force: true, maxRetries: 4 });
    },
  };
  await rig.channel.start((event) => told.push(event));
  return rig;
};

/** A rig whose device is linked and ready. */
export const startReady = async (options: Partial<WhatsAppWebOptions> = {}): Promise<Rig> => {
  const rig = await startRig(options);
  await becomes(rig, 'qr');
  rig.standIn.scan();
  await becomes(rig, 'ready');
  return rig;
};

/** Waits for a state of the channel, also in hooks. */
export const becomes = async (rig: Rig, state: ChannelState): Promise<void> => {
  for (let waited = 0; rig.channel.status().state !== state; waited += 25) {
    if (waited > 45_000) throw new Error(`not ${state}: ${JSON.stringify([rig.states(), rig.seen.slice(-10)])}`);
    await systemSleep(25);
  }
};
