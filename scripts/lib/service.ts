import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { birthOf, signalGroup, waitUntil } from './processes.ts';

// The first restart is at once for whoever watches; a crash loop must not eat the machine.
const FIRST_RESTART_MS = 200;
const MAX_RESTART_MS = 10_000;
const HEALTHY_AFTER_MS = 10_000;

/** How long to wait before the n-th restart in a row (n from 1). */
export const restartDelayMs = (inARow: number): number =>
  Math.min(FIRST_RESTART_MS * 2 ** (inARow - 1), MAX_RESTART_MS);

/** How many restarts in a row this makes, given how long the process had lived. */
export const restartsInARow = (before: number, livedMs: number): number =>
  livedMs >= HEALTHY_AFTER_MS ? 1 : before + 1;

export type Exit = { code: number | null; signal: NodeJS.Signals | null };
export const exitText = ({ code, signal }: Exit): string => (signal ? `killed by ${signal}` : `exit code ${code}`);

export type ServiceOptions = {
  name: string;
  /** Starts the process as the leader of its own group (`detached`). Called anew for each restart. */
  spawn: () => Promise<ChildProcess>;
  /** Called when a process has started. */
  onSpawn?: (child: ChildProcess) => void;
  /** Processes that the child started and that must be gone before it is started again. */
  companions?: () => number[];
  /** Whether an end means that starting it again cannot help. */
  isFinal?: (exit: Exit) => boolean;
  /** Called when it ended unasked, with the wait before the next one; null when there will be none. */
  onExit?: (exit: Exit, delayMs: number | null) => void;
};

/**
 * Keeps one child process alive: starts it, and starts it again with backoff whenever it ends before `stop` was called.
 * Each child leads a process group, so that its own children (workerd) can be ended when the child itself is gone.
 */
export class Service {
  readonly name: string;
  readonly #options: ServiceOptions;
  readonly #stopping = new AbortController();
  #child: ChildProcess | null = null;
  #running: Promise<void> | null = null;

  constructor(options: ServiceOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** The process that runs now; null between two. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts the first process and resolves with it; from then on restarts it. Rejects when it cannot be started at all. */
  async start(): Promise<ChildProcess> {
    const first = await this.#spawn();
    this.#running = this.#keepAlive(first);
    return first;
  }

  /** Asks politely, waits `graceMs`, then kills whatever is left of the group. Idempotent. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child?.pid !== undefined) {
      const { pid } = child;
      child.kill('SIGTERM');
      await waitUntil(() => child.exitCode !== null || child.signalCode !== null, graceMs);
      signalGroup(pid, 'SIGKILL');
    }
    await this.#running;
  }

  /** The last resort of a supervisor that is itself about to end: no waiting. */
  killNow(): void {
    this.#stopping.abort();
    if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, 'SIGKILL');
  }

  async #spawn(): Promise<ChildProcess> {
    const child = await this.#options.spawn();
    this.#child = child;
    if (child.pid === undefined) {
      const [error] = await once(child, 'error');
      throw error;
    }
    this.#options.onSpawn?.(child);
    return child;
  }

  async #keepAlive(first: ChildProcess): Promise<void> {
    const { signal } = this.#stopping;
    let inARow = 0;
    for (let child: ChildProcess | null = first; child && !signal.aborted;) {
      const bornAt = performance.now();
      const exit = await this.#untilExit(child);
      if (signal.aborted) return;
      if (this.#options.isFinal?.(exit)) return this.#options.onExit?.(exit, null);
      inARow = restartsInARow(inARow, performance.now() - bornAt);
      const delayMs = restartDelayMs(inARow);
      this.#options.onExit?.(exit, delayMs);
      child = await this.#respawn(delayMs);
    }
  }

  async #untilExit(child: ChildProcess): Promise<Exit> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.#child = null;
    // workerd does not notice that the process which started it was killed; it would keep port and database.
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    const companions = this.#options.companions?.() ?? [];
    await waitUntil(() => companions.every((pid) => birthOf(pid) === null), 5000);
    return { code: child.exitCode, signal: child.signalCode };
  }

  /** Tries until one starts; null when stopped meanwhile. */
  async #respawn(firstDelayMs: number): Promise<ChildProcess | null> {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, MAX_RESTART_MS)) {
      await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted) return null;
      try {
        return await this.#spawn();
      } catch {
        this.#child = null;
      }
    }
  }
}
