import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { Surroundings } from './surroundings.ts';

/** What changes within this time is told at once. Short, because a pending timer keeps the object from hibernating. */
const COALESCE_MS = 500;
/** A busy object, which does not sleep anyway, tells no more often than this. */
const APART_MS = 5_000;

/**
 * Tells the Registry what this object looks like now. Batched and lossy on purpose: a lost push is repaired by the next
 * change, and the inspector must never be the reason why a message fails or an idle object stays awake.
 */
export class RegistryPush {
  readonly #surroundings: Pick<Surroundings, 'clock' | 'sleep' | 'background'>;
  readonly #take: () => ObjectSnapshot;
  readonly #push: (snapshot: ObjectSnapshot) => Promise<void>;
  #pending = false;
  #pushedAt = -Infinity;

  constructor(
    surroundings: Pick<Surroundings, 'clock' | 'sleep' | 'background'>,
    take: () => ObjectSnapshot,
    push: (snapshot: ObjectSnapshot) => Promise<void>,
  ) {
    this.#surroundings = surroundings;
    this.#take = take;
    this.#push = push;
  }

  /** Something visible changed. */
  changed(): void {
    if (this.#pending) return;
    this.#pending = true;
    this.#surroundings.background(this.#pushSoon());
  }

  async #pushSoon(): Promise<void> {
    const { clock, sleep } = this.#surroundings;
    // A clock that was set back must not silence the object.
    const sinceMs = Math.abs(clock.now() - this.#pushedAt);
    await sleep(Math.max(COALESCE_MS, APART_MS - sinceMs));
    this.#pending = false;
    this.#pushedAt = clock.now();
    try {
      await this.#push(this.#take());
    } catch {
      // The next change pushes again.
    }
  }
}
