import { MEDIA_MAX_BYTES } from '@oconnector/protocol/limits.ts';
import type { Channel } from '../channel/port.ts';
import type { Clock, Sleep } from '../clock.ts';
import type { Hit } from '../failpoint.ts';
import { JournalUnavailable } from '../journal/store.ts';
import { reasonOf, type Log } from '../log.ts';
import type { FileOutcome, FileRow, FileRows } from '../journal/file-rows.ts';
import type { Folder } from './folder.ts';
import type { ServerFiles } from './server-files.ts';

export type InboundFilesOptions = {
  rows: FileRows;
  folder: Folder;
  server: ServerFiles;
  channel: Channel;
  /** Whether WhatsApp can be asked now. */
  isReady: () => boolean;
  clock: Clock;
  sleep: Sleep;
  hit: Hit;
  log: Log;
  onFault: (thrown: unknown) => void;
};

/** Tries follow after 2 s, then ever more slowly, at most this far apart. */
const FIRST_RETRY_MS = 2_000;
const RETRY_AT_MOST_MS = 15 * 60_000;
/** What WhatsApp could not give in a day it will not give. */
export const WANTED_MS = 24 * 3_600_000;
/** A server that could not be told in a week has forgotten who announced it. */
export const TOLD_WITHIN_MS = 7 * 24 * 3_600_000;
/** So much may wait on this disk for a server that does not answer; more is left with WhatsApp. */
export const MAX_STORED_BYTES = 1024 ** 3;
/** Nothing due: somebody pokes, or it is looked again after this long. */
const LOOK_MS = 2_000;

const retryMs = (attempts: number): number => Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 16), RETRY_AT_MOST_MS);

/** An agent that is to stop does not wait for WhatsApp's servers. */
const unlessStopped = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('stopping'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

/**
 * Brings the files of messages from WhatsApp to the server, through this disk: fetched at once, because WhatsApp does not keep them for
 * ever, and handed on when the server holds the message. Every step is in the journal, so that a crash between two of them repeats one and
 * loses none. One file at a time each way: they are large, and nobody waits for them as for words.
 */
export class InboundFiles {
  readonly #o: InboundFilesOptions;
  #wake: (() => void)[] = [];

  constructor(options: InboundFilesOptions) {
    this.#o = options;
  }

  /** There may be something to do. */
  poke(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { folder, rows } = this.#o;
    folder.keepOnly(rows.storedIds());
    await Promise.all([
      this.#loop(signal, () => this.#fetchNext(signal)),
      this.#loop(signal, () => this.#tellNext(signal)),
    ]);
  }

  /** `step` says whether there was something to do. */
  async #loop(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
    while (!signal.aborted) {
      try {
        if (await step()) continue;
      } catch (thrown) {
        if (signal.aborted) return;
        this.#o.onFault(thrown);
      }
      await this.#rest(signal);
    }
  }

  async #rest(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = () => woken.abort();
    this.#wake.push(wake);
    await this.#o.sleep(LOOK_MS, AbortSignal.any([signal, woken.signal]));
    this.#wake = this.#wake.filter((one) => one !== wake);
  }

  // From WhatsApp.

  async #fetchNext(signal: AbortSignal): Promise<boolean> {
    const { rows, clock, isReady } = this.#o;
    if (!isReady() || rows.storedBytes > MAX_STORED_BYTES) return false;
    const row = rows.nextWanted(clock.now());
    if (row === null) return false;
    const { mediaId, kind, bytes } = row.media;
    if (bytes !== null && bytes > MEDIA_MAX_BYTES[kind])
      this.#lose(row, { state: 'too_large', reason: 'announced_too_large' });
    else if (clock.now() - row.takenAt > WANTED_MS) this.#lose(row, { state: 'failed', reason: 'gave_up' });
    else
      try {
        await this.#fetch(row, signal);
      } catch (thrown) {
        if (signal.aborted || thrown instanceof JournalUnavailable) throw thrown;
        this.#o.log.warn('file_not_fetched', { mediaId, attempts: row.attempts, reason: reasonOf(thrown) });
        rows.later(mediaId, clock.now() + retryMs(row.attempts));
      }
    return true;
  }

  async #fetch(row: FileRow, signal: AbortSignal): Promise<void> {
    const { channel, folder, rows, clock, hit, log } = this.#o;
    const { mediaId, kind } = row.media;
    const file = await unlessStopped(channel.download(row), signal);
    hit('after_download');
    if ('gone' in file) return this.#lose(row, { state: 'failed', reason: file.gone.slice(0, 100) });
    const written = await folder.write(mediaId, [file.bytes], MEDIA_MAX_BYTES[kind]);
    if (written === null) return this.#lose(row, { state: 'too_large', reason: 'too_large' });
    if (written.bytes === 0) return this.#lose(row, { state: 'failed', reason: 'empty' });
    hit('after_store_file');
    rows.stored(mediaId, written.bytes, written.sha256, clock.now());
    log.info('file_fetched', { mediaId, kind, bytes: written.bytes });
    this.poke();
  }

  #lose({ media: { mediaId } }: FileRow, outcome: FileOutcome): void {
    const { rows, clock, log } = this.#o;
    rows.lost(mediaId, outcome, clock.now());
    log.warn('file_lost', { mediaId, ...outcome });
    this.poke();
  }

  // To the server.

  async #tellNext(signal: AbortSignal): Promise<boolean> {
    const { rows, clock, log } = this.#o;
    const row = rows.nextToTell(clock.now());
    if (row === null) return false;
    const { mediaId } = row.media;
    try {
      if (await this.#tell(row, signal)) return true;
    } catch (thrown) {
      if (signal.aborted || thrown instanceof JournalUnavailable) throw thrown;
      log.warn('file_not_brought', { mediaId, attempts: row.attempts, reason: reasonOf(thrown) });
    }
    if (clock.now() - row.takenAt > TOLD_WITHIN_MS) {
      log.error('file_given_up', { mediaId });
      this.#forget(mediaId);
    } else rows.later(mediaId, clock.now() + retryMs(row.attempts));
    return true;
  }

  /** False when the server does not know of it yet. */
  async #tell(row: FileRow, signal: AbortSignal): Promise<boolean> {
    const { server, folder, hit, log } = this.#o;
    const { mediaId } = row.media;
    hit('before_bring');
    const told =
      row.state === 'stored'
        ? await server.bring(folder, mediaId, row.sha256 ?? '', signal)
        : await server.giveUp(mediaId, row.outcome ?? { state: 'failed', reason: 'lost' }, signal);
    hit('after_bring');
    if (told === 'unknown') return false;
    if (told === 'refused') this.#lose(row, { state: 'too_large', reason: 'refused_by_server' });
    else {
      log.info('file_brought', { mediaId, state: told.state });
      this.#forget(mediaId);
    }
    return true;
  }

  /** The row first: a file without one is removed at the next start, a row without a file would be fetched again for nothing. */
  #forget(mediaId: string): void {
    this.#o.rows.done(mediaId);
    this.#o.folder.remove(mediaId);
  }
}
