import { setTimeout as sleep } from 'node:timers/promises';
import type { ControlResponse, ConversationResponse } from '@oconnector/protocol/api/conversations.ts';
import type * as z from 'zod/mini';
import type { ApiClient } from '../../support/api.ts';
import { newPhone, Phones } from '../../support/phone.ts';
import type { SeededRandom } from '../sim/scheduler.ts';
import type { FrameLog } from './frame-log.ts';

type Conversation = z.infer<typeof ConversationResponse>;
type Control = z.infer<typeof ControlResponse>['control'];

const QUESTIONS = [
  'Vocês entregam hoje?',
  'Qual o horário de vocês?',
  'Aceita pix?',
  'Quanto custa o frete?',
  'Posso trocar?',
  'Vocês têm loja física?',
  'obrigada 🙏🏽',
  'E parcelado?',
  'Tem nota fiscal?',
  'Onde vocês ficam?',
  'ok',
  'Meu nome é Ana',
  '👍',
];
const PHONES_PER_SOCKET = 90;

/** How a crowd writes. Its runs differ in this only. */
export type Manners = {
  /** Chance that somebody writes several messages at once, and how many then. */
  bursts: { chance: number; min: number; max: number };
  /** Chance that what happens is the owner typing on the shop's phone, who then holds the conversation. */
  owner: number;
};
export const CALM: Manners = { bursts: { chance: 0.3, min: 2, max: 4 }, owner: 0.012 };
/** Many messages an answer: what a number with many customers at once is like. */
export const BUSY: Manners = { bursts: { chance: 0.6, min: 3, max: 8 }, owner: 0.004 };

/** People who write to the shop: alone, in bursts, the same message twice, under a changed name of WhatsApp's. */
export class Crowd {
  readonly numbers: string[];
  readonly #random: SeededRandom;
  readonly #manners: Manners;
  readonly #sockets: Phones[];
  readonly #socketOf: Map<string, Phones>;
  written = 0;
  owner = 0;
  copies = 0;

  private constructor(numbers: string[], socketOf: Map<string, Phones>, random: SeededRandom, manners: Manners) {
    this.numbers = numbers;
    this.#socketOf = socketOf;
    this.#sockets = [...new Set(socketOf.values())];
    this.#random = random;
    this.#manners = manners;
  }

  static async gather(api: ApiClient, contacts: number, random: SeededRandom, manners = CALM): Promise<Crowd> {
    const numbers = Array.from({ length: contacts }, newPhone);
    const socketOf = new Map<string, Phones>();
    for (let from = 0; from < contacts; from += PHONES_PER_SOCKET) {
      const phones = new Phones(api);
      await phones.connect();
      for (const number of numbers.slice(from, from + PHONES_PER_SOCKET)) {
        phones.open(number);
        socketOf.set(number, phones);
      }
    }
    return new Crowd(numbers, socketOf, random, manners);
  }

  #of(number: string): Phones {
    const phones = this.#socketOf.get(number);
    if (!phones) throw new Error(`no socket for ${number}`);
    return phones;
  }

  say(number: string, text: string, copies = 1): void {
    this.written++;
    if (copies > 1) this.copies += copies - 1;
    this.#of(number).send(number, text, copies);
  }

  /** One thing that somebody does. */
  act(): void {
    const random = this.#random;
    const { bursts, owner } = this.#manners;
    const number = random.pick(this.numbers);
    if (random.chance(owner)) {
      this.owner++;
      return this.#of(number).owner(number, `aqui é a dona (${this.owner})`);
    }
    if (random.chance(0.02)) return this.#of(number).set(number, { asLid: random.chance(0.5) });
    if (random.chance(0.02)) return this.#of(number).set(number, { online: random.chance(0.7) });
    const burst = random.chance(bursts.chance) ? random.int(bursts.min, bursts.max) : 1;
    for (let i = 0; i < burst; i++)
      this.say(number, `${random.pick(QUESTIONS)} (${this.written})`, random.chance(0.08) ? random.int(2, 4) : 1);
  }

  /** Writes so many messages a second on average, whatever becomes of them: who writes does not wait for the shop. */
  async run(perSecond: number, until: AbortSignal): Promise<void> {
    for (const from = performance.now(); !until.aborted;) {
      const owed = ((performance.now() - from) / 1_000) * perSecond;
      while (this.written < owed && !until.aborted) this.act();
      await sleep(this.#random.int(0, Math.min(400, 2_000 / perSecond)), undefined, { signal: until }).catch(() => {});
    }
  }

  /** Everybody is online again, so that receipts can come. */
  settle(): void {
    for (const number of this.numbers) this.#of(number).set(number, { online: true });
  }

  /** Messages that the simulated WhatsApp has not confirmed. */
  get unconfirmed(): number {
    return this.#sockets.reduce((sum, phones) => sum + phones.unconfirmed, 0);
  }

  close(): void {
    for (const phones of this.#sockets) phones.close();
  }
}

export type PersonEvent = { at: number } & (
  | { f: 'person.takeover'; contact: string; generation: number }
  | { f: 'person.confirmed'; contact: string; generation: number; inFlight: string[] }
);

const POLL_MS = 15;
const GIVE_UP_MS = 20_000;
/** Of all conversations, what one person keeps: the bot has the rest. */
const KEPT_SHARE = 1 / 30;

/** Somebody at the shop, who takes conversations over, writes, and gives them back. Repeats what failed, as a screen would. */
export class Attendant {
  readonly events: PersonEvent[] = [];
  /** From asking for control to the agent's word that the fence stands. */
  readonly confirmMs: number[] = [];
  takeovers = 0;
  releases = 0;
  sent = 0;
  /** Conversations taken over and not given back, the longest held first. */
  readonly #kept: string[] = [];
  #keepAtMost = 1;
  readonly #api: ApiClient;
  readonly #random: SeededRandom;
  readonly #frames: FrameLog;

  constructor(api: ApiClient, random: SeededRandom, frames: FrameLog) {
    this.#api = api;
    this.#random = random;
    this.#frames = frames;
  }

  async run(numbers: readonly string[], until: AbortSignal): Promise<void> {
    this.#keepAtMost = Math.max(1, Math.floor(numbers.length * KEPT_SHARE));
    while (!until.aborted) {
      try {
        const row = await this.#api.byPhone(this.#random.pick(numbers));
        if (row) await this.attend(row.contact.contactId);
      } catch {
        // The Worker is on its way back up.
      }
      await sleep(this.#random.int(50, 400), undefined, { signal: until }).catch(() => {});
    }
  }

  async attend(contactId: string): Promise<void> {
    const generation = await this.takeover(contactId);
    // What somebody holds is looked after now and then, or a long run would end with every conversation in a person's hands.
    if (generation === null) return this.#random.chance(0.5) ? this.release(contactId) : undefined;
    const words = this.#random.int(0, 2);
    for (let i = 0; i < words; i++) await this.send(contactId, `Aqui é a Helena (${this.sent})`);
    if (this.#random.chance(0.85)) return this.release(contactId);
    this.#kept.push(contactId);
    const longest = this.#kept.length > this.#keepAtMost ? this.#kept.shift() : undefined;
    if (longest !== undefined) await this.release(longest);
  }

  /** Takes control and waits for the agent's word; the generation, or null when somebody else was faster. */
  async takeover(contactId: string): Promise<number | null> {
    const before = await this.#conversation(contactId);
    if (before.row.control.holder.kind === 'human') return null;
    const from = performance.now();
    const { status, body } = await this.#api.ask<{ control: Control }>(
      'POST',
      `/api/whatsapp/conversations/${contactId}/takeover`,
      {
        generation: before.row.control.generation,
        releaseAfterMinutes: 30,
      },
    );
    if (status !== 200) return null;
    const { generation } = body.control;
    this.takeovers++;
    this.events.push({ at: Date.now(), f: 'person.takeover', contact: contactId, generation });
    let { control } = body;
    while (!control.fence.confirmed && control.generation === generation && performance.now() - from < GIVE_UP_MS) {
      await sleep(POLL_MS);
      control = (await this.#conversation(contactId)).row.control;
    }
    if (control.fence.confirmed && control.generation === generation) {
      this.confirmMs.push(performance.now() - from);
      this.events.push({
        at: Date.now(),
        f: 'person.confirmed',
        contact: contactId,
        generation,
        inFlight: this.#frames.inFlight(contactId, generation),
      });
    }
    return generation;
  }

  /** Says something, once, however often the request has to be repeated. */
  async send(contactId: string, text: string): Promise<void> {
    const clientId = crypto.randomUUID();
    for (let tried = 0; tried < 40; tried++) {
      try {
        const { generation } = (await this.#conversation(contactId)).row.control;
        const { status } = await this.#api.ask('POST', '/api/whatsapp/send', { contactId, clientId, text, generation });
        if (status === 200) {
          this.sent++;
          return;
        }
      } catch {
        // Repeated below under the same id.
      }
      await sleep(250);
    }
  }

  async release(contactId: string): Promise<void> {
    const { generation } = (await this.#conversation(contactId)).row.control;
    const { status } = await this.#api.ask('POST', `/api/whatsapp/conversations/${contactId}/release`, { generation });
    if (status === 200) this.releases++;
  }

  #conversation(contactId: string): Promise<Conversation> {
    return this.#api.get(`/api/whatsapp/conversations/${contactId}`);
  }
}
