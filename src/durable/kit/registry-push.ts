import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { Surroundings } from './surroundings.ts';

/** Pushes of one object are at least this far apart. Short, because a pending timer keeps the object from hibernating. */
const COALESCE_MS = 500;

/**
 * Tells the Registry what this object looks like now. Batched and lossy on purpose: a lost push is repaired by the next
 * change, and the inspector must never be the reason why a message fails or an idle object stays awake.
 */
export class RegistryPush {
  readonly #surroundings: Pick<Surroundings, 'sleep' | 'background'>;
  readonly #take: () => ObjectSnapshot;
  readonly #push: (snapshot: ObjectSnapshot) => Promise<void>;
  #pending = false;

  constructor(
    surroundings: Pick<Surroundings, 'sleep' | 'background'>,
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
    await this.#surroundings.sleep(COALESCE_MS);
    this.#pending = false;
    try {
      await this.#push(this.#take());
    } catch {
      // The next change pushes again.
    }
  }
}
