import type { Status } from '@oconnector/protocol/link/status.ts';
import type { Typing } from '@oconnector/protocol/link/typing.ts';
import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { Channel, Pairing } from './channel/port.ts';
import type { Circuit } from './circuit.ts';
import type { Clock, ServerClock, Sleep } from './clock.ts';
import { MAX_SKEW_MS, isSkewed } from './delivery.ts';
import { holdsText, type Hold } from './holds.ts';
import type { Policy } from './policy.ts';

/** A repeated "typing" within this is not news. */
const TYPING_QUIET_MS = 3_000;
/** What is held is told together, not one by one. */
const TELL_HOLDS_MS = 1_000;

export type TellingOptions = {
  channel: Channel;
  policy?: Policy;
  clock: Clock;
  serverClock: ServerClock;
  sleep: Sleep;
  /** Hands a frame to the link, where there is one to carry it. */
  tell: (frame: Status | Typing) => void;
  /** Why nothing is taken or sent, as it is now. `disk`: in words, null when it is sound. */
  trouble: () => { disk: string | null; skewMs: number };
  /** What rules hold back, as it is now. */
  held: () => { holds: readonly Hold[]; circuit: Circuit };
  /** Shows a person here how to link the device; null takes it away. */
  onPairing?: (pairing: Pairing | null) => void;
};

const skewText = (skewMs: number): string | null => {
  if (!isSkewed(skewMs)) return null;
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  return `The clock of this machine is ${minutes} min ${skewMs > 0 ? 'behind' : 'ahead'}: nothing is sent until it is within ${MAX_SKEW_MS / 60_000} min.`;
};

/** Tells people, by way of the Gateway, how this agent and its channel are. Nothing depends on any of it. */
export class Telling {
  readonly #o: TellingOptions;
  readonly #typing = new Map<string, { on: boolean; at: number }>();
  /** What the owner's phone may scan or type now, since when by a clock that never steps. Never logged. */
  #pairing: (Pairing & { since: number }) | null = null;
  #isTellingHolds = false;
  #holdsTold: string | null = null;

  constructor(options: TellingOptions) {
    this.#o = options;
  }

  status(): void {
    const { channel, tell } = this.#o;
    const phones = channel.phones();
    const pairing = this.#pairingNow();
    const account = channel.linkedDevice?.account();
    tell({
      t: 'status',
      status: this.#statusNow(),
      ...(phones ? { phones } : {}),
      ...(pairing ? { pairing } : {}),
      ...(account ? { account } : {}),
    });
  }

  onPairing(pairing: Pairing | null): void {
    if (pairing === null && this.#pairing === null) return;
    this.#pairing = pairing === null ? null : { ...pairing, since: this.#o.serverClock.monotonic() };
    this.#o.onPairing?.(pairing);
    this.status();
  }

  onTyping(contact: Alias[], on: boolean): void {
    const first = contact[0];
    if (!first) return;
    const now = this.#o.clock.now();
    const last = this.#typing.get(aliasKey(first));
    if (last?.on === on && now - last.at < TYPING_QUIET_MS) return;
    if (on) this.#typing.set(aliasKey(first), { on, at: now });
    else this.#typing.delete(aliasKey(first));
    this.#o.tell({ t: 'typing', contact, on });
  }

  /** What is held has changed: in a moment it is told, if it then reads otherwise. */
  async onHolds(signal: AbortSignal): Promise<void> {
    if (this.#isTellingHolds) return;
    this.#isTellingHolds = true;
    await this.#o.sleep(TELL_HOLDS_MS, signal);
    this.#isTellingHolds = false;
    const text = this.#holdsText();
    if (signal.aborted || text === this.#holdsTold) return;
    this.#holdsTold = text;
    this.status();
  }

  #statusNow(): ChannelStatus {
    const status = this.#o.channel.status();
    const { disk, skewMs } = this.#o.trouble();
    if (disk !== null) return { ...status, state: 'failed', detail: disk };
    const held = this.#holdsText();
    const detail = status.state === 'ready' ? (held ?? status.detail) : (status.detail ?? held);
    return { ...status, detail: skewText(skewMs) ?? detail };
  }

  #pairingNow(): Status['pairing'] {
    if (this.#pairing === null) return undefined;
    const { since, ...pairing } = this.#pairing;
    return { ...pairing, ageMs: Math.max(0, Math.round(this.#o.serverClock.monotonic() - since)) };
  }

  #holdsText(): string | null {
    const { policy, serverClock, held } = this.#o;
    const { holds, circuit } = held();
    return holdsText(holds, circuit, policy?.quiet?.zone ?? 'UTC', serverClock.now());
  }
}
