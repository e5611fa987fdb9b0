import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Log } from '../../../bot-agent/src/log.ts';
import { waOutIdOf } from '../../../bot-agent/src/identity.ts';
import { PROFILES, type Profile } from '../../../bot-agent/src/profile.ts';
import type { ConversationState } from '../../../src/durable/conversation/state.ts';
import { installFailpoints } from '../../../src/lib/failpoint.ts';
import type { HistoryEvent } from '../checker/history.ts';
import { SimulatedAgent, type AgentOptions } from './agent.ts';
import { SimulatedAssistant } from './assistant.ts';
import { Dashboard } from './dashboard.ts';
import { SimulatedD1 } from './database.ts';
import { finalEvents } from './final.ts';
import { CLEAN, type Connection, type Network } from './network.ts';
import { installObjectFailpoints, type Platform } from './objects.ts';
import { ConversationWatch } from './observe.ts';
import { Scheduler, SeededRandom } from './scheduler.ts';
import { hears, SimulatedSpeech } from './speech.ts';
import { SimulatedWhatsApp, SOUND, type Person } from './whatsapp.ts';
import { SimulatedWorker } from './worker.ts';

type Unnumbered = HistoryEvent extends infer E
  ? E extends { n: number; at: number }
    ? Omit<E, 'n' | 'at'>
    : never
  : never;

/** 2026-03-01 12:00 UTC. */
const START_MS = 1_772_366_400_000;

const PEOPLE: [name: string, phone: string, lid: string][] = [
  ['ana', '+5511987650001', '900000000000001'],
  ['bia', '+5521987650002', '900000000000002'],
  ['caio', '+5531987650003', '900000000000003'],
];

/** A failpoint that waits to be reached. */
type Trap = { where: 'agent' | 'worker'; point: string | null; left: number; spring: () => void };

/** Longest that everything may take to settle after the last fault (ARCHITECTURE §5b.13). */
export const SETTLE_MS = 9 * 60_000;
const LOOK_EVERY_MS = 5_000;

export type WorldOptions = {
  profile?: Profile;
  keepsOurIds?: boolean;
  /** Whether people may say what they would write, and are heard; unsaid, the seed tells. */
  hears?: boolean;
  onHit?: (point: string, world: World) => void;
  onFrame?: (direction: 'up' | 'down', text: string, now: number) => void;
  /** What the agents log. */
  log?: Log;
};

/** One cliente, one number, a few people, two attendants; everything that can go wrong; and one line of time. */
const unrestOf = ({ open, turn, pending, control }: ConversationState): string | null => {
  if (Object.keys(open).length > 0) return 'has open commands';
  if (turn !== null) return 'thinks';
  if (pending !== null && control.holder.kind === 'bot') return 'owes an answer';
  return control.holder.kind === 'human' && !control.fence.confirmed ? 'has a takeover that nobody confirmed' : null;
};

export class World {
  readonly random: SeededRandom;
  readonly scheduler = new Scheduler(START_MS);
  readonly history: HistoryEvent[] = [];
  readonly injected: Record<string, number> = {};
  readonly strays: string[] = [];
  readonly platform: Platform;
  readonly network: Network;
  readonly whatsapp: SimulatedWhatsApp;
  readonly assistant: SimulatedAssistant;
  readonly speech: SimulatedSpeech | null;
  readonly d1: SimulatedD1;
  readonly worker: SimulatedWorker;
  readonly agents: SimulatedAgent[] = [];
  readonly dashboards: Dashboard[];
  readonly people: Person[];
  readonly profile: Profile;
  /** Set once faults have stopped: nothing is injected any more. */
  isHealing = false;
  #healedAt = 0;
  #coming = 0;
  readonly #traps: Trap[] = [];
  readonly #throws: { point: string; left: number }[] = [];
  readonly #watches = new Map<string, ConversationWatch>();
  readonly #admitted = new Map<string, string[]>();
  readonly #confirmed = new Set<string>();
  readonly #brought = new Set<string>();
  readonly #waOut: { n: number; waOutId: string }[] = [];
  readonly #onHit: WorldOptions['onHit'];
  readonly #onFrame: WorldOptions['onFrame'];
  readonly #log: Log | undefined;

  constructor(seed: number, options: WorldOptions = {}) {
    this.random = new SeededRandom(seed);
    this.#onHit = options.onHit;
    this.#onFrame = options.onFrame;
    this.#log = options.log;
    const { random, scheduler } = this;
    const injected = (what: string): void => this.count(what);
    this.people = PEOPLE.map(([name, phone, lid]) => ({
      name,
      phone,
      lid,
      shownAs: [{ kind: 'phone', value: phone }],
    }));
    this.platform = {
      scheduler,
      random,
      injected,
      isUp: true,
      objects: new Set(),
      onHit: (point) => this.#hit('worker', point),
      onFlush: (object) => this.#watches.get(object.name)?.read(object.storage.sql),
      onStray: (object, error) => {
        const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
        // Where the product waits for nobody to catch, an injected error ends in the runtime's log.
        if (!what.includes('injected at ')) this.strays.push(`${object.name}: ${what}`);
      },
    };
    this.network = {
      platform: this.platform,
      faults: CLEAN,
      injected,
      onLeave: (connection, text) => this.#left(connection, text),
    };
    this.speech = (options.hears ?? hears(seed)) ? new SimulatedSpeech(this, seed) : null;
    this.whatsapp = new SimulatedWhatsApp({
      voiceOf: (words) => this.speech?.insteadOf(words) ?? null,
      scheduler,
      random,
      injected,
      people: this.people,
      keepsOurIds: options.keepsOurIds ?? random.chance(0.8),
      history: {
        incoming: (event) => this.write(event),
        outgoing: ({ contact, waOutId, body, handedAt }) => {
          this.#waOut.push({ n: this.history.length, waOutId });
          this.write({ f: 'wa.out', contact, commandId: waOutId, body, handedAt });
        },
      },
    });
    this.assistant = new SimulatedAssistant(scheduler, random, injected);
    this.d1 = new SimulatedD1(scheduler, random, injected);
    this.worker = new SimulatedWorker({
      // A part of the lives, told by the seed: one more draw would change every other.
      followsUp: seed % 3 === 0,
      speech: this.speech,
      platform: this.platform,
      network: this.network,
      assistant: this.assistant,
      d1: this.d1,
      onConversation: (contactId) =>
        void this.#watches.set(
          contactId,
          new ConversationWatch(
            contactId,
            (event) => this.write(event),
            injected,
            (mediaId) => this.#voiceStored(contactId, mediaId),
          ),
        ),
      onFenced: (contactId, generation, inFlight) => void this.#admitted.set(`${contactId}#${generation}`, inFlight),
    });
    this.profile = options.profile ?? (random.chance(0.12) ? PROFILES.production : PROFILES.chaos);
    this.dashboards = ['usr_bia', 'usr_leo'].map(
      (userId) =>
        new Dashboard({ userId, network: this.network, worker: this.worker, onRow: (row) => this.#shown(row) }),
    );
    installObjectFailpoints(this.platform);
  }

  async start(): Promise<void> {
    await this.passing(this.worker.register());
    this.newAgent('one').start();
    for (const dashboard of this.dashboards) dashboard.connect();
    this.speech?.start();
    await this.run(3_000);
  }

  /** Once a conversation has a voice note for good, its file is brought; once, whoever shows the message later. */
  #voiceStored(contactId: string, mediaId: string): void {
    if (this.speech === null || this.#brought.has(mediaId)) return;
    this.#brought.add(mediaId);
    this.speech.bring(contactId, mediaId);
  }

  newAgent(name: string): SimulatedAgent {
    const options: AgentOptions = {
      name,
      network: this.network,
      worker: this.worker,
      whatsapp: this.whatsapp,
      random: this.random,
      profile: this.profile,
      write: (event) => this.write(event),
      ...(this.#log ? { log: this.#log } : {}),
      onFrame: (direction, text) => this.#onFrame?.(direction, text, this.scheduler.clock.now()),
      onHit: (_agent, point) => this.#hit('agent', point),
      onStopped: (agent, reason) => {
        this.count(`agent stopped: ${reason.slice(0, 60)}`);
        this.scheduler.after(5_000, () => agent.start());
      },
    };
    const agent = new SimulatedAgent(options);
    this.agents.push(agent);
    return agent;
  }

  get agent(): SimulatedAgent {
    const [first] = this.agents;
    if (!first) throw new Error('no agent was started');
    return first;
  }

  /** Somebody will do something; nothing is settled before. */
  later(ms: number, act: () => void): void {
    this.#coming++;
    this.scheduler.after(ms, () => {
      this.#coming--;
      act();
    });
  }

  count(what: string, times = 1): void {
    this.injected[what] = (this.injected[what] ?? 0) + times;
  }

  write(event: Unnumbered): void {
    this.history.push({ ...event, n: this.history.length, at: this.scheduler.clock.now() });
  }

  /** Lets the time pass. */
  async run(ms: number): Promise<void> {
    await this.scheduler.runUntil(this.scheduler.clock.now() + ms);
  }

  /** Lets the time pass until the work is done. */
  async passing<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const done = work.finally(() => (over = true));
    done.catch(() => {});
    for (let i = 0; i < 600 && !over; i++) await this.run(100);
    if (!over) throw new Error('what was waited for never ended');
    return await done;
  }

  // People.

  /** The row of a person as this dashboard shows it. */
  rowOf(dashboard: Dashboard, person: Person): ConversationRow | null {
    const names = new Set([`phone:${person.phone}`, `lid:${person.lid}`]);
    for (const row of dashboard.rows.values())
      if (row.contact.aliases.some((alias: Alias) => names.has(aliasKey(alias)))) return row;
    return null;
  }

  // Faults.

  /** Kills the worker, and brings it back after a while. */
  crashWorker(downMs: number): void {
    if (!this.platform.isUp) return;
    this.count('worker killed');
    this.worker.crash(() => this.random.chance(0.5));
    this.scheduler.after(downMs, () => this.worker.restart());
  }

  crashAgent(agent: SimulatedAgent, downMs: number): void {
    if (!agent.isRunning) return;
    this.count('agent killed');
    agent.kill();
    this.scheduler.after(downMs, () => agent.start());
  }

  /** Springs when the point is reached, at the latest after `withinMs`; `Infinity`: only then. */
  trap(where: Trap['where'], point: string | null, left: number, withinMs: number, spring: () => void): void {
    let sprung = false;
    const once = (): void => {
      const index = this.#traps.indexOf(trap);
      if (index >= 0) this.#traps.splice(index, 1);
      if (!sprung && !this.isHealing) spring();
      sprung = true;
    };
    const trap: Trap = { where, point, left, spring: once };
    this.#traps.push(trap);
    if (withinMs < Infinity) this.scheduler.after(withinMs, once);
  }

  /** The code of an object throws when it comes to this point for the nth time. */
  throwAt(point: string, nth: number): void {
    this.#throws.push({ point, left: nth });
  }

  #hit(where: Trap['where'], point: string): void {
    const bomb = this.isHealing ? undefined : this.#throws.find((one) => one.point === point && --one.left === 0);
    if (bomb) {
      this.#throws.splice(this.#throws.indexOf(bomb), 1);
      this.count('threw');
      throw new Error(`injected at ${point}`);
    }
    this.#onHit?.(point, this);
    // A sprung trap takes itself away.
    for (const trap of this.#traps.slice()) {
      if (trap.where === where && (trap.point === null || trap.point === point) && --trap.left <= 0) {
        this.count(`at ${point}`);
        trap.spring();
      }
    }
  }

  // The end.

  /** All faults end; whoever is down comes back, and a second agent goes. */
  heal(): void {
    this.isHealing = true;
    this.#healedAt = this.scheduler.clock.now();
    this.#traps.length = 0;
    this.network.faults = CLEAN;
    this.whatsapp.faults = SOUND;
    this.assistant.mode = 'answers';
    this.assistant.unlatch();
    this.d1.mood = 'up';
    this.worker.callFaults = { lose: 0, loseAnswer: 0 };
    for (const second of this.agents.slice(1)) second.kill();
    this.agent.skewMs = 0;
    this.scheduler.after(0, () => {
      if (!this.platform.isUp) this.worker.restart();
      this.agent.start();
      this.agent.channel?.change('ready');
      this.#wakeThoseWithoutAlarm();
    });
    // One that stays in the past is believed for a minute.
    this.scheduler.after(65_000, () => this.#wakeThoseWithoutAlarm());
  }

  /** An alarm that the platform has lost is found when its object wakes next (P4): here, because somebody looks at it. */
  #wakeThoseWithoutAlarm(): void {
    for (const object of this.worker.objects.filter(({ hasLostAlarm }) => hasLostAlarm)) {
      object.evict();
      this.worker.ask(object, () => null).catch(() => {});
    }
  }

  /** Waits until nothing is left to do; what is left when the time is up before, or null. */
  async settle(): Promise<string | null> {
    let calm = 0;
    for (let waited = 0; waited < SETTLE_MS; waited += LOOK_EVERY_MS) {
      await this.run(LOOK_EVERY_MS);
      calm = this.#unrest() === null ? calm + 1 : 0;
      if (calm >= 2) return null;
    }
    return this.#unrest();
  }

  /** What is still under way, or null. */
  #unrest(): string | null {
    if (this.#coming > 0) return 'somebody is about to act';
    if (this.#isMissing()) return 'a message is in no conversation';
    const { objects, written, conversations, gateway } = this.worker;
    if (this.scheduler.clock.now() < this.#healedAt + 70_000 && objects.some(({ hasLostAlarm }) => hasLostAlarm))
      return 'a lost alarm is not replaced';
    const { inbound, reports, open } = this.agent.waiting();
    if (!this.platform.isUp || !this.agent.isReady) return 'somebody is not back';
    if (inbound + reports + open > 0) return `the agent has ${inbound} messages, ${reports} reports, ${open} commands`;
    for (const object of written) {
      const sql = object.peek();
      if (!object.isOpen && object.alarmAt === null) continue;
      if (sql.first('SELECT 1 AS x FROM outbox LIMIT 1') !== null) return `${object.name} owes something`;
    }
    for (const conversation of conversations.values()) {
      const state = conversation.isBlank ? null : stateOf(conversation.peek());
      const what = state && unrestOf(state);
      if (what) return `${conversation.name} ${what}`;
    }
    if (gateway.peek().first('SELECT 1 AS x FROM pending LIMIT 1') !== null) return 'the Gateway has commands';
    const inbox = this.worker.inbox.peek();
    if (inbox.first('SELECT 1 AS x FROM dirty LIMIT 1') !== null) return 'the projection is behind';
    const head = inbox.first<{ head: number | null }>('SELECT MAX(seq) AS head FROM feed')?.head ?? 0;
    const agree = this.dashboards.every(({ seq, connection }) => connection !== null && seq === head);
    return agree ? null : 'a dashboard is behind';
  }

  /** Whether a message has not come into a conversation yet. */
  #isMissing(): boolean {
    const stored = new Set(this.history.flatMap((event) => (event.f === 'conv.stored' ? [event.key] : [])));
    return this.history.some((event) => event.f === 'wa.in' && !stored.has(event.key));
  }

  /** Writes down how everything stands, under the names of the people. The run is over. */
  finish(): HistoryEvent[] {
    for (const object of this.worker.objects) object.peek();
    for (const event of finalEvents(this)) this.write(event);
    const commandOf = new Map(
      this.history.flatMap((event) =>
        event.f === 'conv.command' ? [[waOutIdOf(event.commandId), event.commandId] as const] : [],
      ),
    );
    for (const { n, waOutId } of this.#waOut) {
      const event = this.history[n];
      if (event?.f === 'wa.out') event.commandId = commandOf.get(waOutId) ?? `never decided ${waOutId}`;
    }
    const names = this.personOf();
    for (const event of this.history) if ('contact' in event) event.contact = names.get(event.contact) ?? event.contact;
    return this.history;
  }

  /** Who is behind each contact of the product: what the Directory says of aliases, read with what WhatsApp knows. */
  personOf(): Map<string, string> {
    if (this.worker.directory.isBlank) return new Map();
    const rows = this.worker.directory
      .peek()
      .all<{ contact_id: string; alias: string }>('SELECT contact_id, alias FROM aliases ORDER BY position');
    return new Map(
      rows.map(({ contact_id, alias }) => [contact_id, this.whatsapp.personOf(JSON.parse(alias) as Alias).name]),
    );
  }

  close(): void {
    installFailpoints(null);
    for (const agent of this.agents) agent.close();
    for (const object of this.worker.objects) object.storage.close();
    this.d1.close();
  }

  /** What the Gateway says of its lease and of what it holds. */
  #left(connection: Connection, text: string): void {
    if (!/^\{"t":"(welcome|ack|sync)"/.test(text)) return;
    const frame = JSON.parse(text) as DownFrame;
    if (frame.t === 'welcome' && frame.lease !== connection.lease)
      this.write({ f: 'gw.lease', number: 'num', lease: (connection.lease = frame.lease) });
    const held = frame.t === 'welcome' ? frame.upHeld : frame.t === 'ack' || frame.t === 'sync' ? frame.h : null;
    if (held !== null) this.write({ f: 'gw.held', number: 'num', epoch: connection.journalEpoch, h: held });
  }

  #shown(row: ConversationRow): void {
    const { control, contact } = row;
    const key = `${contact.contactId}#${control.generation}`;
    if (control.holder.kind !== 'human' || !control.fence.confirmed || this.#confirmed.has(key)) return;
    this.#confirmed.add(key);
    this.write({
      f: 'person.confirmed',
      contact: contact.contactId,
      generation: control.generation,
      inFlight: this.#admitted.get(key) ?? [],
    });
  }
}

export const stateOf = (sql: {
  first: <Row extends Record<string, string | number | null | ArrayBuffer>>(query: string) => Row | null;
}): ConversationState | null => {
  const row = sql.first<{ value: string }>("SELECT value FROM meta WHERE key = 'state'");
  return row === null ? null : (JSON.parse(row.value) as ConversationState);
};
