import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Clock, Sleep } from '../../clock.ts';
import { aliasOf, type Jid } from './jid.ts';

/** What the page knows of an address: the person's other one, or that it is the number's own. */
export type Looked = { other: Jid | null; isMe: boolean };
export type LookUp = (jids: Jid[]) => Promise<Looked[]>;

/** What is asked for within this time goes in one question. */
const GATHER_MS = 20;
/** Asking for many lids at once is what numbers are said to have been banned for (facts E1). */
const BATCH = 20;
/** Somebody without a known phone is asked for again after this, and after a failure sooner. */
const UNKNOWN_MS = 60 * 60_000;
const FAILED_MS = 60_000;
const REMEMBERED = 20_000;
const NOBODY: Looked = { other: null, isMe: false };

type Known = Looked & { until: number };

/**
 * Under which names a person goes. WhatsApp shows the same one by phone and by `@lid`, also within one conversation, and
 * which two belong together is looked up in batches and remembered.
 */
export class Aliases {
  readonly #lookUp: LookUp;
  readonly #clock: Clock;
  readonly #sleep: Sleep;
  readonly #known = new Map<Jid, Known>();
  readonly #waiting = new Map<Jid, Promise<void>>();
  #batch: Jid[] = [];
  #asking: Promise<void> | null = null;

  constructor(lookUp: LookUp, clock: Clock, sleep: Sleep) {
    this.#lookUp = lookUp;
    this.#clock = clock;
    this.#sleep = sleep;
  }

  /**
   * The names of whoever has this address, the one it came under first. Empty for what is no contact: a channel, or the number
   * itself, whose chat is the owner's notebook. Never throws.
   */
  async namesOf(jid: Jid): Promise<Alias[]> {
    const own = aliasOf(jid);
    if (own === null) return [];
    if (own.kind === 'group') return [own];
    const known = this.#known.get(jid);
    if (!known || known.until <= this.#clock.now()) await this.#ask(jid);
    const { other, isMe } = this.#known.get(jid) ?? NOBODY;
    if (isMe) return [];
    const second = other === null ? null : aliasOf(other);
    return second === null || second.kind === own.kind ? [own] : [own, second];
  }

  /** The other address where it is known already, without asking. */
  otherOf(jid: Jid): Jid | null {
    return this.#known.get(jid)?.other ?? null;
  }

  #ask(jid: Jid): Promise<void> {
    const waiting = this.#waiting.get(jid);
    if (waiting) return waiting;
    this.#batch.push(jid);
    this.#asking ??= this.#sleep(GATHER_MS).then(() => this.#askBatch());
    const asked = this.#asking.finally(() => this.#waiting.delete(jid));
    this.#waiting.set(jid, asked);
    return asked;
  }

  async #askBatch(): Promise<void> {
    this.#asking = null;
    const all = this.#batch;
    this.#batch = [];
    for (let from = 0; from < all.length; from += BATCH) {
      const jids = all.slice(from, from + BATCH);
      try {
        const looked = await this.#lookUp(jids);
        jids.forEach((jid, i) => this.#learn(jid, looked[i] ?? NOBODY));
      } catch {
        for (const jid of jids) this.#remember(jid, { ...NOBODY, until: this.#clock.now() + FAILED_MS });
      }
    }
  }

  #learn(jid: Jid, looked: Looked): void {
    const { other, isMe } = looked;
    this.#remember(jid, { ...looked, until: other !== null || isMe ? Infinity : this.#clock.now() + UNKNOWN_MS });
    if (other !== null) this.#remember(other, { other: jid, isMe, until: Infinity });
  }

  #remember(jid: Jid, known: Known): void {
    this.#known.delete(jid);
    this.#known.set(jid, known);
    const eldest = this.#known.keys().next().value;
    if (this.#known.size > REMEMBERED && eldest !== undefined) this.#known.delete(eldest);
  }
}
