import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Tail } from './truth.ts';

/** What the agent said it did, in the order in which it did it. */
export type BotSaid =
  | { at: number; event: 'intent'; commandId: string }
  | { at: number; event: 'fence'; contactId: string; minGeneration: number };

const READ_EVERY_MS = 1_000;

/**
 * Follows the agent's log over its rotations: the supervisor moves one of ten megabytes to `.1` and empties it. It is read every second, so
 * one that is shorter than what was read of it has been emptied.
 */
export class BotLog {
  readonly said: BotSaid[] = [];
  readonly #path: string;
  readonly #tail: Tail;
  #timer: NodeJS.Timeout | null = null;

  constructor(stateDir: string) {
    this.#path = join(stateDir, 'logs/bot.log');
    this.#tail = new Tail(this.#path);
  }

  follow(): this {
    this.#timer = setInterval(() => this.read(), READ_EVERY_MS);
    return this;
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  read(): void {
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size < this.#tail.at) {
      this.#take(new Tail(`${this.#path}.1`).from(this.#tail.at).read());
      this.#tail.from(0);
    }
    this.#take(this.#tail.read());
  }

  #take(lines: readonly string[]): void {
    for (const line of lines) {
      if (!line.includes('"event":"intent"') && !line.includes('"event":"fence"')) continue;
      let told: Record<string, unknown>;
      try {
        told = JSON.parse(line) as Record<string, unknown>;
      } catch {
        // Cut short by a kill.
        continue;
      }
      const at = Date.parse(String(told['at']));
      if (told['event'] === 'intent') this.said.push({ at, event: 'intent', commandId: String(told['commandId']) });
      else
        this.said.push({
          at,
          event: 'fence',
          contactId: String(told['contactId']),
          minGeneration: Number(told['minGeneration']),
        });
    }
  }
}
