import type { Clock, Sleep } from './clock.ts';
import type { Journal } from './journal/journal.ts';
import { JournalUnavailable } from './journal/store.ts';
import { reasonOf, type Log } from './log.ts';

/** How often a refusing disk is tried again. */
const RETRY_MS = 5_000;

export type DiskOptions = {
  journal: Journal;
  clock: Clock;
  sleep: Sleep;
  log: Log;
  diskRetryMs?: number;
  /** Until when it is tried. */
  signal: () => AbortSignal;
  /** From now on nothing is taken or sent. */
  onTrouble: () => void;
  /** It takes writes again. */
  onRecovered: () => Promise<void>;
};

/** Whether the journal can be written. Once it refuses it is tried until it takes a write; whatever else is thrown is a bug and is logged. */
export class Disk {
  readonly #o: DiskOptions;
  #trouble: string | null = null;

  constructor(options: DiskOptions) {
    this.#o = options;
  }

  /** Why nothing is taken or sent, in words; null when the disk is sound. */
  get trouble(): string | null {
    return this.#trouble;
  }

  get isSound(): boolean {
    return this.#trouble === null;
  }

  /** A write that may fail without harm to what comes after it. */
  tolerate(write: () => void): void {
    try {
      write();
    } catch (thrown) {
      this.onFault(thrown);
    }
  }

  prune(): void {
    this.tolerate(() => this.#o.journal.prune(this.#o.clock.now()));
  }

  onFault(thrown: unknown): void {
    const { log, onTrouble } = this.#o;
    if (!(thrown instanceof JournalUnavailable)) {
      log.error('fault', { reason: reasonOf(thrown), stack: thrown instanceof Error ? thrown.stack : undefined });
      return;
    }
    if (this.#trouble !== null) return;
    this.#trouble = `Degraded: the journal cannot be written (${thrown.message}).`;
    log.error('degraded', { reason: thrown.message });
    onTrouble();
    void this.#recover();
  }

  async #recover(): Promise<void> {
    const { journal, clock, sleep, log, diskRetryMs = RETRY_MS, signal, onRecovered } = this.#o;
    while (!signal().aborted && this.#trouble !== null) {
      await sleep(diskRetryMs, signal());
      try {
        journal.prune(clock.now());
        this.#trouble = null;
      } catch (thrown) {
        if (!(thrown instanceof JournalUnavailable)) throw thrown;
      }
    }
    if (signal().aborted) return;
    log.info('recovered');
    await onRecovered();
  }
}
