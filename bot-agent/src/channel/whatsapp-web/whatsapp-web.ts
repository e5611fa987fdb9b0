import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { ChannelState, ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Client } from 'whatsapp-web.js';
import type { Clock, Sleep } from '../../clock.ts';
import { reasonOf, type Log } from '../../log.ts';
import { Unrecoverable } from '../../service.ts';
import type { FileRef } from '../../journal/file-rows.ts';
import type { Channel, ChannelEvent, ChatRef, LinkedDevice, Outgoing, Pairing, SendResult, Sent } from '../port.ts';
import { Aliases } from './aliases.ts';
import { Arrivals } from './arrivals.ts';
import { downloadFile } from './download.ts';
import { chromeVersion, findChrome, userAgentOf } from './chrome.ts';
import { listenTo } from './events.ts';
import { Groups } from './groups.ts';
import { guardLibrary } from './guard.ts';
import { findSent, listRefs, readHistory } from './history.ts';
import { jidOf, type Jid } from './jid.ts';
import { Life, TIMING, type Ended, type Timing } from './life.ts';
import { chatTitle, otherNames, showTyping } from './page.ts';
import { sendMessage } from './send.ts';
import { freeProfile, prepareSessionDir, sessionDirOf } from './session-dir.ts';
import { pauseMs, PAUSES, stateAfter, type Pauses } from './state.ts';
import { within } from './within.ts';

export type WhatsAppWebOptions = {
  /** Folder of this channel alone. */
  folder: string;
  chromePath: string | null;
  chromeArgs: readonly string[];
  headless: boolean;
  webVersion: { version: string; folder: string } | null;
  pairPhone: string | null;
  /** The browser begins anew when it is larger. */
  memoryMb: number;
  clock: Clock;
  sleep: Sleep;
  log: Log;
  timing?: Partial<Timing>;
  pauses?: Pauses;
};

/** Calls into the page that take longer count as unanswered. */
const CALL_MS = 30_000;
const HISTORY_MS = 60_000;
const NAMES_MS = 5_000;
/** A file of 32 MiB at 2 Mbit/s. */
const FILE_MS = 150_000;
/** A browser that was ready for so long had no trouble starting. */
const SETTLED_MS = 60_000;

/** The channel to the real WhatsApp: whatsapp-web.js in a Chromium of this machine, kept alive. */
export class WhatsAppWebChannel implements Channel {
  readonly kind = 'whatsapp-web';
  /** It does where the page lets us choose, which only the page knows; telling echoes by chat and body is always right. */
  readonly keepsOurIds = false;
  readonly linkedDevice: LinkedDevice = {
    account: () => this.#account(),
    renewPairing: (phone) => this.#renewPairing(phone),
    logOut: async () => this.#life?.logOut(),
  };
  readonly #o: WhatsAppWebOptions;
  readonly #timing: Timing;
  readonly #aliases: Aliases;
  readonly #groups: Groups;
  readonly #arrivals: Arrivals;
  readonly #stop = new AbortController();
  #emit: (event: ChannelEvent) => void = () => {};
  #status: ChannelStatus;
  #life: Life | null = null;
  #running: Promise<void> = Promise.resolve();
  #sending = 0;
  #pairPhone: string | null;
  /** Ends the pause before the next browser. */
  #wake = new AbortController();

  constructor(options: WhatsAppWebOptions) {
    this.#o = options;
    this.#pairPhone = options.pairPhone;
    this.#timing = { ...TIMING, ...options.timing };
    this.#aliases = new Aliases(
      (jids) => this.#call(NAMES_MS, 'names', otherNames, jids),
      options.clock,
      options.sleep,
    );
    this.#groups = new Groups((jid) => this.#call(NAMES_MS, 'title', chatTitle, jid), options.clock);
    this.#arrivals = new Arrivals(
      (event) => this.#emit(event),
      (jid) => this.#aliases.namesOf(jid),
      this.#groups,
      options.log,
    );
    this.#status = { channel: this.kind, state: 'starting', since: options.clock.now(), detail: null };
  }

  /** Finds the browser and begins; the rest is told by events. Throws `Unrecoverable` when there is no browser to begin with. */
  async start(emit: (event: ChannelEvent) => void): Promise<void> {
    const { folder, webVersion, chromePath } = this.#o;
    this.#emit = emit;
    const file = webVersion === null ? null : join(webVersion.folder, `${webVersion.version}.html`);
    if (file !== null && !existsSync(file))
      throw new Unrecoverable(
        `There is no ${file}: set WHATSAPP_WEB_CACHE and WHATSAPP_WEB_VERSION to a cached page, or unset both.`,
      );
    const chrome = findChrome(chromePath);
    const userAgent = userAgentOf(await chromeVersion(chrome));
    prepareSessionDir(folder);
    const unguard = guardLibrary(this.#o.log);
    this.#running = this.#run(chrome, userAgent).finally(unguard);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.#emit = () => {};
  }

  status(): ChannelStatus {
    return this.#status;
  }

  phones(): null {
    return null;
  }

  /** One browser after the other, until stopped. */
  async #run(chromePath: string, userAgent: string | false): Promise<void> {
    const { sleep, log, pauses = PAUSES } = this.#o;
    const { signal } = this.#stop;
    for (let failures = 0; !signal.aborted;) {
      const { ending, detail, readyForMs } = await this.#live(chromePath, userAgent);
      if (signal.aborted) return;
      const ms = pauseMs(ending, failures, pauses);
      failures = readyForMs > SETTLED_MS || ending === 'recycled' ? 0 : failures + 1;
      log.warn('browser_ended', { ending, detail, readyForMs, pauseMs: ms });
      this.#become(stateAfter[ending], detail);
      this.#wake = new AbortController();
      await sleep(ms, AbortSignal.any([signal, this.#wake.signal]));
      if (ending === 'broken' || ending === 'ended') this.#become('starting', null);
    }
  }

  /** One browser, from a free profile to its end. */
  async #live(chromePath: string, userAgent: string | false): Promise<Ended & { readyForMs: number }> {
    const { folder, sleep, log } = this.#o;
    let readyForMs = 0;
    try {
      const freed = await freeProfile(folder, sleep);
      if (freed !== 'free') log.info('profile_freed', { found: freed });
      prepareSessionDir(folder);
      const life = this.#makeLife(chromePath, userAgent);
      this.#life = life;
      const ended = await life.run(this.#stop.signal);
      readyForMs = life.readyForMs;
      this.#life = null;
      // The session is void; the library would have removed it while the browser still wrote.
      if (ended.ending === 'logged_out') rmSync(sessionDirOf(folder), { recursive: true, force: true, maxRetries: 4 });
      return { ...ended, readyForMs };
    } catch (thrown) {
      // The disk: it may have room again by and by.
      return { ending: 'broken', detail: `The session's folder cannot be used: ${reasonOf(thrown)}`, readyForMs };
    }
  }

  #makeLife(chromePath: string, userAgent: string | false): Life {
    const { folder, chromeArgs, headless, webVersion, memoryMb, clock, sleep, log } = this.#o;
    return new Life({
      settings: { folder, chromePath, chromeArgs, headless, userAgent, webVersion, pairPhone: this.#pairPhone },
      timing: this.#timing,
      memoryMb,
      clock,
      sleep,
      log,
      onState: (state, detail) => this.#become(state, detail),
      onPairing: (pairing) => this.#onPairing(pairing),
      attach: (client: Client) =>
        listenTo(client, { arrivals: this.#arrivals, emit: (event) => this.#emit(event), clock, log }),
      isBusy: () => this.#sending > 0,
    });
  }

  #become(state: ChannelState, detail: string | null): void {
    this.#status = { channel: this.kind, state, since: this.#o.clock.now(), detail };
    this.#emit({ kind: 'state', status: this.#status });
  }

  #onPairing(pairing: Pairing | null): void {
    this.#emit({ kind: 'pairing', pairing });
  }

  #renewPairing(phone: string | null): void {
    if (this.#status.state === 'restricted') return;
    this.#pairPhone = phone;
    this.#wake.abort();
    this.#life?.renewPairing();
  }

  #account(): { name: string; phone: string } | null {
    const life = this.#life;
    if (!life?.isReady) return null;
    const { pushname, wid } = life.client.info ?? {};
    return /^\d{4,20}$/.test(wid?.user ?? '') ? { name: (pushname ?? '').slice(0, 100), phone: wid.user } : null;
  }

  /** Runs a function in the page of the browser that is ready now. Throws when there is none or it does not answer in time. */
  #call<A, R>(ms: number, what: string, work: (argument: A) => R | Promise<R>, argument: A): Promise<R> {
    const life = this.#life;
    const page = life?.client.pupPage;
    if (!life?.isReady || !page) return Promise.reject(new Error(`${what}: WhatsApp is not ready`));
    return within(
      ms,
      what,
      life.signal,
      () => page.evaluate(work as (argument: unknown) => unknown, argument) as Promise<R>,
    );
  }

  readonly #page = {
    call: <A, R>(what: string, work: (argument: A) => R | Promise<R>, argument: A): Promise<R> =>
      this.#call(CALL_MS, what, work, argument),
    read: <A, R>(what: string, work: (argument: A) => R | Promise<R>, argument: A): Promise<R> =>
      this.#call(HISTORY_MS, what, work, argument),
    upload: <A, R>(what: string, work: (argument: A) => R | Promise<R>, argument: A): Promise<R> =>
      this.#call(FILE_MS, what, work, argument),
  };

  download(file: FileRef): Promise<{ bytes: Uint8Array } | { gone: string }> {
    const life = this.#life;
    if (!life?.isReady) return Promise.reject(new Error('download: WhatsApp is not ready'));
    const { chat } = file;
    const other = this.#aliases.otherOf(chat);
    const chats = other === null ? [chat] : [chat, other];
    return within(FILE_MS, 'download', life.signal, () => downloadFile(life.client, chats, file));
  }

  async send(message: Outgoing): Promise<SendResult> {
    this.#sending++;
    try {
      return await sendMessage(this.#page.call, this.#page.upload, message);
    } finally {
      this.#sending--;
    }
  }

  async typing(to: Alias, on: boolean): Promise<void> {
    const jid = jidOf(to);
    if (jid !== null) await this.#page.call('typing', showTyping, { jid, on });
  }

  async findSent(query: { to: Alias; waOutId: string; bodyHash: string; since: number }): Promise<Sent[]> {
    const jid = jidOf(query.to);
    // WhatsApp files a message to a phone under the person's lid where it knows one.
    if (jid !== null) await this.#aliases.namesOf(jid);
    const other = jid === null ? null : this.#aliases.otherOf(jid);
    return findSent(this.#page.read, { ...query, jids: [jid, other].filter((one): one is Jid => one !== null) });
  }

  hearGroups(on: boolean): void {
    this.#groups.on = on;
  }

  chats(): Promise<ChatRef[]> {
    return listRefs(this.#page.read, (jid) => this.#groups.hears(jid));
  }

  async history(query: { chat: string; since: number; limit: number }): Promise<ReceivedMessage[]> {
    const names = await this.#aliases.namesOf(query.chat);
    const title = await this.#groups.titleOf(query.chat);
    return readHistory(this.#page.read, { ...query, names, title, now: this.#o.clock.now(), log: this.#o.log });
  }
}
