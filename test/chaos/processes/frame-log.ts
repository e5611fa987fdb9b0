import type { Seen } from './fault-proxy.ts';

/** Something read off the wire, with the time at which it passed. */
export type WireEvent = { at: number } & (
  | { f: 'gw.lease'; number: string; lease: number }
  | { f: 'gw.held'; number: string; epoch: string; h: number }
  | { f: 'bot.acked'; epoch: string; h: number; sent: number }
  | { f: 'covered'; key: string }
);

type Frame = { t: string } & Record<string, unknown>;
type Epoch = {
  id: string;
  sent: number;
  /** As last told. */
  held: number;
  acked: number;
  keys: Map<number, string>;
  covered: Set<number>;
};
type Range = [number, number];

/** What passes between agent and Gateway, read from outside: leases, what was acknowledged, which fences the agent answered. */
export class FrameLog {
  readonly events: WireEvent[] = [];
  readonly counts = new Map<string, number>();
  /** By contact and generation: the commands an agent called under way when it stored the fence. */
  readonly #inFlight = new Map<string, Set<string>>();
  readonly #fencedAt = new Map<string, number>();
  readonly #epochs = new Map<string, Epoch>();
  readonly #linkEpoch = new Map<number, Epoch>();
  readonly #number = new Map<number, string>();
  /** As last told over each link. */
  readonly #lease = new Map<number, number>();
  #newest = 0;
  #acks: number[] = [];
  #welcomes: number[] = [];

  readonly see = ({ link, from, text, at }: Seen): void => {
    if (text === 'ping' || text === 'pong') return;
    let frame: Frame;
    try {
      frame = JSON.parse(text) as Frame;
    } catch {
      return;
    }
    const kind = `${from} ${frame.t}`;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (from === 'agent') this.#fromAgent(link, frame, at);
    else this.#fromGateway(link, frame, at);
  };

  /** The commands that may still have arrived after this fence was confirmed. */
  inFlight(contactId: string, generation: number): string[] {
    return [...(this.#inFlight.get(`${contactId} ${generation}`) ?? [])];
  }

  fencedAt(contactId: string, generation: number): number | null {
    return this.#fencedAt.get(`${contactId} ${generation}`) ?? null;
  }

  /** When messages were first acknowledged over a session begun after this moment; null when none were yet. */
  resumedAfter(at: number): number | null {
    const welcome = this.#welcomes.find((time) => time > at);
    if (welcome === undefined) return null;
    return this.#acks.find((time) => time >= welcome) ?? null;
  }

  #fromAgent(link: number, frame: Frame, at: number): void {
    if (frame.t === 'hello') {
      const id = String(frame['journalEpoch']);
      const epoch = this.#epochs.get(id) ?? { id, sent: 0, held: -1, acked: -1, keys: new Map(), covered: new Set() };
      epoch.sent = Math.max(epoch.sent, Number(frame['upNext']) - 1);
      this.#epochs.set(id, epoch);
      this.#linkEpoch.set(link, epoch);
    } else if (frame.t === 'up') {
      const epoch = this.#linkEpoch.get(link);
      // Cases send what no agent would.
      const items = Array.isArray(frame['items'])
        ? (frame['items'] as { s: number; message?: { waId: string } }[])
        : [];
      for (const { s, message } of items) {
        if (message) epoch?.keys.set(s, message.waId);
        if (epoch) epoch.sent = Math.max(epoch.sent, s);
      }
    } else if (frame.t === 'fenced') {
      const key = `${String(frame['contactId'])} ${Number(frame['minGeneration'])}`;
      const named = this.#inFlight.get(key) ?? new Set();
      for (const id of frame['inFlight'] as string[]) named.add(id);
      this.#inFlight.set(key, named);
      if (!this.#fencedAt.has(key)) this.#fencedAt.set(key, at);
    }
  }

  #fromGateway(link: number, frame: Frame, at: number): void {
    if (frame.t === 'welcome') {
      this.#newest = Math.max(this.#newest, link);
      this.#number.set(link, String(frame['numberId']));
      this.#welcomes.push(at);
      // A greeting that came twice is answered twice: on one socket the same lease again is no other one.
      if (this.#lease.get(link) !== Number(frame['lease']))
        this.events.push({ at, f: 'gw.lease', number: String(frame['numberId']), lease: Number(frame['lease']) });
      this.#lease.set(link, Number(frame['lease']));
      this.#held(link, Number(frame['upHeld']), [], at);
    } else if (frame.t === 'ack') {
      this.#acks.push(at);
      this.#held(link, Number(frame['h']), frame['sack'] as Range[], at);
    } else if (frame.t === 'sync') this.#held(link, Number(frame['h']), [], at);
    // Refused for good and told so: not acknowledged as stored.
    else if (frame.t === 'nack' && frame['fatal'] === true && frame['s'] !== null)
      this.#linkEpoch.get(link)?.keys.delete(Number(frame['s']));
  }

  #held(link: number, h: number, sack: Range[], at: number): void {
    const epoch = this.#linkEpoch.get(link);
    const number = this.#number.get(link);
    if (!epoch || number === undefined) return;
    // What an older socket still had in its buffers says nothing about the order of things. The same again says nothing new.
    if (link === this.#newest && epoch.held !== h) this.events.push({ at, f: 'gw.held', number, epoch: epoch.id, h });
    if (link === this.#newest) epoch.held = h;
    if (h !== epoch.acked || h > epoch.sent)
      this.events.push({ at, f: 'bot.acked', epoch: epoch.id, h, sent: epoch.sent });
    epoch.acked = h;
    for (const [s, key] of epoch.keys) {
      if (s > h && !sack.some(([from, to]) => s >= from && s <= to)) continue;
      epoch.keys.delete(s);
      if (epoch.covered.has(s)) continue;
      epoch.covered.add(s);
      this.events.push({ at, f: 'covered', key });
    }
  }
}
