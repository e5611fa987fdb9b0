import type { Clock } from '../../clock.ts';
import type { Jid } from './jid.ts';

/** A group's name changes rarely; a wrong one for an hour does no harm. */
const KNOWN_MS = 60 * 60_000;
const REMEMBERED = 2_000;

export const isGroup = (jid: Jid): boolean => jid.endsWith('@g.us');

/** How groups are called, and whether they are to be heard at all. Asked for once in a while and remembered. */
export class Groups {
  readonly #lookUp: (jid: Jid) => Promise<string | null>;
  readonly #clock: Clock;
  readonly #known = new Map<Jid, { title: string | null; until: number }>();
  /** What the cliente chose. */
  on = false;

  constructor(lookUp: (jid: Jid) => Promise<string | null>, clock: Clock) {
    this.#lookUp = lookUp;
    this.#clock = clock;
  }

  /** Whether what is said there is for us: of persons always, of groups when they are on. */
  hears(jid: Jid): boolean {
    return this.on || !isGroup(jid);
  }

  /** The group's name; null for a person, and where it is not known. Never throws. */
  async titleOf(jid: Jid): Promise<string | null> {
    if (!isGroup(jid)) return null;
    const known = this.#known.get(jid);
    if (known !== undefined && known.until > this.#clock.now()) return known.title;
    const title = await this.#lookUp(jid).catch(() => null);
    this.#known.delete(jid);
    this.#known.set(jid, { title, until: this.#clock.now() + KNOWN_MS });
    const eldest = this.#known.keys().next().value;
    if (this.#known.size > REMEMBERED && eldest !== undefined) this.#known.delete(eldest);
    return title?.slice(0, 256) ?? null;
  }
}
