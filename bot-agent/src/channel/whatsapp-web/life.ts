import type { ChannelState } from '@oconnector/protocol/model/number.ts';
import type { Client } from 'whatsapp-web.js';
import type { Clock, Sleep } from '../../clock.ts';
import { reasonOf, type Log } from '../../log.ts';
import type { Pairing } from '../port.ts';
import { createClient, type ClientSettings } from './client.ts';
import { treeMemoryMb } from './memory.ts';
import { logOut, probe, refreshQr, tellSynced } from './page.ts';
import { endBrowser } from './session-dir.ts';
import { endingOf, stateShown, type Ending } from './state.ts';
import { within } from './within.ts';

export type Timing = {
  /** A browser that has shown nothing by then is hung. */
  startMs: number;
  /** Connected and synced for so long without a word of the library: it missed the event, and is told. */
  nudgeMs: number;
  /** Connected for so long without becoming ready, and without progress: begun anew. */
  readyMs: number;
  /** Between two looks at the page. */
  beatMs: number;
  /** How long the page may take to answer a look. */
  probeMs: number;
  /** How long it may take to close. */
  closeMs: number;
  /** Least time between two recyclings. */
  recycleMs: number;
};

export const TIMING: Timing = {
  startMs: 120_000,
  nudgeMs: 10_000,
  readyMs: 90_000,
  beatMs: 5_000,
  probeMs: 10_000,
  closeMs: 10_000,
  recycleMs: 10 * 60_000,
};

export type LifeOptions = {
  settings: ClientSettings;
  timing: Timing;
  memoryMb: number;
  clock: Clock;
  sleep: Sleep;
  log: Log;
  onState: (state: ChannelState, detail: string | null) => void;
  onPairing: (pairing: Pairing | null) => void;
  /** Attaches what the channel listens to, before anything can happen. */
  attach: (client: Client) => void;
  /** Whether a message is being handed over right now. */
  isBusy: () => boolean;
};

export type Ended = { ending: Ending; detail: string | null };

/**
 * The life of one browser: from its start until it is gone for whatever reason. The library says nothing when browser or
 * page die, hang, or miss the event that makes it ready, so all three are watched here.
 */
export class Life {
  readonly client: Client;
  readonly #o: LifeOptions;
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<Ended>();
  /** There is a browser to close, or there will be none. */
  readonly #launched = Promise.withResolvers<void>();
  readonly #bornAt: number;
  #state: ChannelState = 'starting';
  #hasReadied = false;
  #isAuthenticated = false;
  #isInitialized = false;
  #codes = 0;
  /** Since when the page has been connected without being ready. */
  #connectedAt: number | null = null;
  #readyAt: number | null = null;

  constructor(options: LifeOptions) {
    this.#o = options;
    this.#bornAt = options.clock.now();
    this.client = createClient(options.settings, {
      onBrowser: () => this.#onBrowser(),
      onLost: (what, thrown) => {
        options.log.warn('library_failed', { what, reason: reasonOf(thrown) });
        if (what === 'inject')
          this.#end('broken', `WhatsApp Web was reloaded and could not be entered again: ${reasonOf(thrown)}`);
      },
    });
  }

  /** Aborts when the browser is on its way out: what waits for the page need not wait any longer. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  get isReady(): boolean {
    return this.#state === 'ready' && !this.#over.signal.aborted;
  }

  /** How long it has been ready, in milliseconds; 0 when it never was. */
  get readyForMs(): number {
    return this.#readyAt === null ? 0 : this.#o.clock.now() - this.#readyAt;
  }

  /** Runs until the end and clears up. Never throws. */
  async run(stop: AbortSignal): Promise<Ended> {
    const asked = () => this.#end('stopped', null);
    stop.addEventListener('abort', asked, { once: true });
    if (stop.aborted) asked();
    this.#listen();
    this.#o.attach(this.client);
    this.client
      .initialize()
      .then(
        () => {
          this.#isInitialized = true;
        },
        (thrown: unknown) => this.#end('broken', `WhatsApp Web did not start: ${reasonOf(thrown)}`),
      )
      .finally(() => this.#launched.resolve());
    void this.#beat();
    const ended = await this.#ended.promise;
    this.#over.abort();
    stop.removeEventListener('abort', asked);
    this.#o.onPairing(null);
    await this.#close();
    return ended;
  }

  /** Begins anew for another QR or code, unless the device is linked or being so. */
  renewPairing(): void {
    if (this.#state !== 'authenticated' && this.#state !== 'syncing' && this.#state !== 'ready')
      this.#end('recycled', null);
  }

  /** Unlinks the device: by WhatsApp, and when that stays silent by forgetting its session here. Never throws. */
  async logOut(): Promise<void> {
    const { sleep, timing, log } = this.#o;
    if (!this.isReady) return;
    const asked = within(timing.probeMs, 'log out', this.signal, async () => this.client.pupPage?.evaluate(logOut));
    // The page goes as soon as it is logged out, with its answer: only silence is no.
    await asked.catch((thrown: unknown) => log.info('log_out_unanswered', { reason: reasonOf(thrown) }));
    await sleep(timing.probeMs, this.signal);
    if (!this.signal.aborted) log.warn('log_out_unconfirmed');
    this.#end('logged_out', 'Asked to log out; WhatsApp did not confirm it.');
  }

  #end(ending: Ending, detail: string | null): void {
    this.#ended.resolve({ ending, detail });
  }

  async #close(): Promise<void> {
    const { sleep, timing, log } = this.#o;
    const never = new AbortController().signal;
    // A browser that is just being started would be left behind.
    await within(timing.closeMs, 'starting', never, () => this.#launched.promise).catch(() => {});
    const pid = this.#pid;
    this.client.removeAllListeners();
    await within(timing.closeMs, 'closing', never, () => this.client.destroy()).catch((thrown: unknown) =>
      log.warn('browser_not_closed', { reason: reasonOf(thrown) }),
    );
    if (pid !== null) await endBrowser(pid, sleep);
  }

  get #pid(): number | null {
    return this.client.pupBrowser?.process()?.pid ?? null;
  }

  #onBrowser(): void {
    const { pupBrowser, pupPage } = this.client;
    pupBrowser?.once('disconnected', () => this.#end('broken', 'The browser died.'));
    pupPage?.once('close', () => this.#end('broken', 'The page was closed.'));
    pupPage?.once('error', (error) => this.#end('broken', `The page crashed: ${error.message}`));
    // Puppeteer stops listening to the pipe before the browser's end breaks it, which would end this process too.
    for (const stream of pupBrowser?.process()?.stdio ?? []) stream?.on('error', () => {});
    this.#o.log.info('browser_started', { pid: this.#pid });
    this.#launched.resolve();
  }

  #become(state: ChannelState, detail: string | null = null): void {
    if (this.#over.signal.aborted || (state === this.#state && state !== 'syncing' && state !== 'qr')) return;
    this.#state = state;
    if (state !== 'qr' && state !== 'pairing_code') this.#o.onPairing(null);
    this.#o.onState(state, detail);
  }

  #listen(): void {
    const { client } = this;
    client.on('qr', (text) => this.#onCode('qr', text));
    client.on('code', (text) => this.#onCode('pairing_code', text));
    client.on('authenticated', () => {
      this.#isAuthenticated = true;
      if (this.#state !== 'ready') this.#become('authenticated');
    });
    client.on('auth_failure', (message) => this.#end('broken', `WhatsApp refused the session: ${message}`));
    client.on('loading_screen', (percent) => {
      // Progress is no silence.
      this.#connectedAt = null;
      if (this.#state !== 'ready') this.#become('syncing', `${Number(percent)} %`);
    });
    client.on('ready', () => {
      // It says so after every sync, and each may have brought messages that no event told: the history is to be read.
      if (this.#state === 'ready') this.#become('syncing', 'synced again');
      this.#onReady();
    });
    client.on('change_state', (state) => {
      if (String(state) === 'CONNECTED' || !this.#hasReadied) return;
      this.#connectedAt = null;
      this.#become('syncing', `WhatsApp: ${state}`);
    });
    client.on('disconnected', (reason) => this.#end(endingOf(String(reason)), `WhatsApp: ${reason}`));
  }

  #onCode(state: 'qr' | 'pairing_code', text: string): void {
    const number = ++this.#codes;
    this.#become(state, `code ${number}`);
    this.#o.onPairing({ kind: state === 'qr' ? 'qr' : 'code', text, number });
  }

  #onReady(): void {
    this.#hasReadied = true;
    this.#connectedAt = null;
    this.#readyAt ??= this.#o.clock.now();
    this.#become('ready');
  }

  async #beat(): Promise<void> {
    const { sleep, timing, log } = this.#o;
    while (!this.#over.signal.aborted) {
      await sleep(timing.beatMs, this.#over.signal);
      if (this.#over.signal.aborted) return;
      try {
        await this.#look();
      } catch (thrown) {
        if (this.#over.signal.aborted) return;
        log.warn('page_silent', { reason: reasonOf(thrown) });
        // While it loads there is nobody to answer; that has its own limit.
        if (this.#isInitialized) this.#end('broken', `The page does not answer: ${reasonOf(thrown)}`);
      }
    }
  }

  async #look(): Promise<void> {
    const { clock, timing } = this.#o;
    const page = this.client.pupPage;
    const isWaiting = this.#state === 'qr' || this.#state === 'pairing_code' || this.#state === 'passkey';
    if (!this.#isInitialized && !isWaiting && clock.now() - this.#bornAt > timing.startMs)
      return this.#end('broken', 'WhatsApp Web did not load.');
    if (!page) return;
    const seen = await within(timing.probeMs, 'look', this.signal, () => page.evaluate(probe));
    if (this.#state === 'ready') return this.#recycleIfLarge();
    this.#readWords(seen.shows);
    if (seen.state === 'UNPAIRED_IDLE')
      await within(timing.probeMs, 'new QR', this.signal, () => page.evaluate(refreshQr));
    if (seen.state !== 'CONNECTED') return;
    if (this.#state === 'qr' || this.#state === 'pairing_code' || this.#state === 'passkey')
      this.#become('authenticated');
    // It was ready before and the page found back by itself.
    if (this.#hasReadied && seen.hasSynced) return this.#onReady();
    await this.#urge(seen.hasSynced);
  }

  #readWords(shows: string): void {
    const shown = stateShown(shows);
    if (shown === 'passkey') this.#become('passkey', 'WhatsApp asks for a passkey (unverified)');
    if (shown === 'restricted') this.#end('restricted', 'WhatsApp says that the number is restricted (unverified)');
  }

  /** `ready` follows an event of the page that is gone when the library begins to listen; then it is told, or begun anew. */
  async #urge(hasSynced: boolean): Promise<void> {
    const { clock, timing, log } = this.#o;
    this.#connectedAt ??= clock.now();
    const waited = clock.now() - this.#connectedAt;
    if (waited > timing.readyMs) return this.#end('broken', 'Connected, but never ready.');
    if (!hasSynced || this.#isAuthenticated || !this.#isInitialized || waited < timing.nudgeMs) return;
    log.warn('library_told_of_sync', { waited });
    this.#isAuthenticated = true;
    await within(timing.probeMs, 'nudge', this.signal, async () => this.client.pupPage?.evaluate(tellSynced));
  }

  #recycleIfLarge(): void {
    const { memoryMb, timing, isBusy, log } = this.#o;
    const pid = this.#pid;
    if (pid === null || this.readyForMs < timing.recycleMs || isBusy()) return;
    const megabytes = treeMemoryMb(pid);
    if (megabytes === null || megabytes <= memoryMb) return;
    log.info('browser_recycled', { megabytes, limit: memoryMb });
    this.#end('recycled', `The browser had grown to ${megabytes} MB.`);
  }
}
