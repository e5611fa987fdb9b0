/// <reference types="@cloudflare/vitest-plugin/types" />
import { runInDurableObject } from 'cloudflare:test';
import { LINK_PING } from '@oconnector/protocol/link/heartbeat.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import { buildRow } from '../../../../src/durable/conversation/row.ts';
import { openStore } from '../../../../src/durable/conversation/store.ts';
import { message, ScriptedAgent } from '../../../../src/durable/gateway/gateway.fixture.ts';
import { openMeta } from '../../../../src/durable/kit/meta.ts';
import { durableSql, type Sql } from '../../../../src/durable/kit/sql.ts';
import {
  conversationStub,
  directoryStub,
  gatewayStub,
  inboxStub,
  type ObjectBindings,
} from '../../../../src/durable/stubs.ts';
import type { HistoryEvent } from '../../checker/history.ts';
import { ConversationWatch } from '../../sim/observe.ts';

type Env = ObjectBindings & { DB: D1Database };
type Unnumbered = HistoryEvent extends infer E
  ? E extends { n: number; at: number }
    ? Omit<E, 'n' | 'at'>
    : never
  : never;

/** People by name, with the name that WhatsApp shows them under. */
const LIDS: Record<string, string> = { ana: '10001', bia: '10002' };
const NUMBER = 'num_loja';
/** How long an unanswered frame is waited for before it is sent again. */
const AGAIN_MS = 700;
/** A message that is refused so often, or not answered for so long, is given up. */
const MAX_REFUSALS = 4;
const PATIENCE_MS = 60_000;
const BEAT_MS = 10_000;
const SETTLE_MS = 20_000;

/** People who write, an agent that says what the protocol wants, and real objects; everything that happens is written down. */
export class Story {
  readonly #env: Env;
  readonly #clienteId = `cli_${crypto.randomUUID()}`;
  readonly #history: HistoryEvent[] = [];
  readonly #contacts = new Map<string, string>();
  readonly #said: { person: string; waId: string; text: string }[] = [];
  #agent: ScriptedAgent | null = null;
  #epoch = 'journal-1';
  #s = 0;
  #held = 0;
  /** Held above `#held`, where something in between is not. */
  #above: [from: number, to: number][] = [];
  #reports = 0;
  #nacks = 0;
  readonly #sent = new Set<string>();

  private constructor(env: Env) {
    this.#env = env;
  }

  static async begin(env: Env): Promise<Story> {
    const story = new Story(env);
    await story.reconnects('journal-1');
    return story;
  }

  /** The agent comes with a new journal. */
  async reconnects(epoch: string): Promise<void> {
    this.#agent?.close();
    const { webSocket } = await gatewayStub(this.#env, this.#clienteId, NUMBER).fetch(
      new Request('http://gateway/link', { headers: { Upgrade: 'websocket' } }),
    );
    if (!webSocket) throw new Error('the Gateway gave no socket');
    const agent = new ScriptedAgent(webSocket);
    this.#agent = agent;
    this.#epoch = epoch;
    this.#s = 0;
    this.#held = 0;
    this.#above = [];
    const { lease, upHeld } = await agent.hello({ botId: epoch, boot: epoch, journalEpoch: epoch, upNext: 1_000 });
    this.#write({ f: 'gw.lease', number: NUMBER, lease });
    this.#hold(upHeld);
    void this.#serve(agent);
  }

  /** Somebody new. */
  static meet(person: string): string {
    LIDS[person] ??= String(10_001 + Object.keys(LIDS).length);
    return person;
  }

  /** Somebody writes; returns when the Gateway holds it. */
  async says(person: string, text: string): Promise<void> {
    const waId = `wa-${this.#said.length + 1}`;
    this.#said.push({ person, waId, text });
    this.#write({ f: 'wa.in', contact: person, key: waId, body: text });
    await this.#takes(person, waId, text);
  }

  /** All messages come once more, as from a history. */
  async repeatsAll(): Promise<void> {
    for (const { person, waId, text } of this.#said) await this.#takes(person, waId, text);
  }

  async #takes(person: string, waId: string, text: string): Promise<void> {
    const s = ++this.#s;
    const item: UpItem = { s, message: message(waId, LIDS[person], text) };
    this.#write({ f: 'bot.taken', epoch: this.#epoch, contact: person, key: waId });
    const patience = Date.now() + PATIENCE_MS;
    for (let refused = 0; !this.#holds(s);) {
      // It is the checker that says what is missing.
      if (refused === MAX_REFUSALS || Date.now() > patience) return;
      const before = this.#nacks;
      this.#agent?.send({ t: 'up', items: [item] });
      const until = Date.now() + AGAIN_MS;
      while (!this.#holds(s) && Date.now() < until) await scheduler.wait(5);
      if (this.#nacks > before) refused++;
    }
    this.#write({ f: 'bot.covered', contact: person, key: waId });
  }

  #holds(s: number): boolean {
    return s <= this.#held || this.#above.some(([from, to]) => from <= s && s <= to);
  }

  #hold(h: number): void {
    this.#held = Math.max(this.#held, h);
    this.#write({ f: 'gw.held', number: NUMBER, epoch: this.#epoch, h });
  }

  /** Answers what comes down, and notes what is held. */
  async #serve(agent: ScriptedAgent): Promise<void> {
    const isHere = (): boolean => this.#agent === agent;
    const acks = async (): Promise<void> => {
      for (;;) {
        const { h, sack } = await agent.frame('ack');
        if (!isHere()) return;
        this.#above = sack;
        this.#hold(h);
      }
    };
    const nacks = async (): Promise<void> => {
      for (;;) {
        await agent.frame('nack');
        this.#nacks++;
      }
    };
    const beats = async (): Promise<void> => {
      for (; isHere(); await scheduler.wait(BEAT_MS)) agent.sendRaw(LINK_PING);
    };
    const commands = async (): Promise<void> => {
      for (;;) {
        const { items } = await agent.frame('down');
        if (!isHere()) return;
        agent.send({ t: 'ack', h: Math.max(...items.map(({ s }) => s)), sack: [] });
        for (const { command } of items) this.#send(agent, command);
      }
    };
    const fences = async (): Promise<void> => {
      for (;;) {
        const { fences: raised } = await agent.frame('cancel');
        for (const fence of raised) agent.send({ t: 'fenced', ...fence, inFlight: [] });
      }
    };
    await Promise.all([beats(), acks(), nacks(), commands(), fences()]);
  }

  #send(agent: ScriptedAgent, command: Parameters<typeof toOut>[0]): void {
    const { commandId, contactId } = command;
    if (!this.#sent.has(commandId)) {
      this.#write({
        f: 'bot.intent',
        agent: 'story',
        contact: contactId,
        commandId,
        class: command.class,
        generation: command.generation,
      });
      this.#write(toOut(command));
    }
    this.#sent.add(commandId);
    const report = {
      commandId,
      contactId,
      state: 'accepted' as const,
      reason: null,
      waId: `out-${commandId}`,
      at: Date.now(),
    };
    agent.send({ t: 'report', items: [{ r: ++this.#reports, report }] });
  }

  #write(event: Unnumbered): void {
    this.#history.push({ ...event, n: this.#history.length, at: Date.now() });
  }

  // The end.

  /** Looks at every object, which keeps it awake and does nothing else. */
  async looks(): Promise<void> {
    await this.#recognise();
    await this.#isQuiet();
  }

  /** Who is behind each contact. */
  async #recognise(): Promise<void> {
    const people = Object.entries(LIDS).filter(([name]) => this.#said.some(({ person }) => person === name));
    const found = await directoryStub(this.#env, this.#clienteId).resolve(
      people.map(([, value]) => ({ aliases: [{ kind: 'lid' as const, value }], pushName: null })),
    );
    people.forEach(([person], i) => this.#contacts.set(found[i]?.contact.contactId ?? '', person));
  }

  /** Waits until nothing is left to do, then tells everything, under the names of the people. */
  async end(): Promise<HistoryEvent[]> {
    await this.#recognise();
    const until = Date.now() + SETTLE_MS;
    while (Date.now() < until && !(await this.#isQuiet())) await scheduler.wait(200);
    await this.#tell();
    for (const event of this.#history)
      if ('contact' in event) event.contact = this.#contacts.get(event.contact) ?? event.contact;
    return this.#history;
  }

  #inside<T>(stub: object, look: (sql: Sql, state: DurableObjectState) => T | Promise<T>): Promise<T> {
    return runInDurableObject(stub as DurableObjectStub, (_, state) => look(durableSql(state.storage), state));
  }

  #objects(): [name: string, stub: object][] {
    const { CONVERSATION, ...rest } = this.#env;
    return [
      ...[...this.#contacts].map(([contactId, person]): [string, object] => [
        person,
        conversationStub({ CONVERSATION }, this.#clienteId, contactId),
      ]),
      ['gateway', gatewayStub(rest, this.#clienteId, NUMBER)],
      ['inbox', inboxStub(rest, this.#clienteId)],
    ];
  }

  async #isQuiet(): Promise<boolean> {
    for (const [, stub] of this.#objects()) {
      const busy = await this.#inside(stub, (sql) => {
        if (sql.first('SELECT 1 AS x FROM outbox LIMIT 1') !== null) return true;
        const state = openMeta(sql).get<{
          open?: object;
          turn?: unknown;
          pending?: unknown;
          control?: { holder: { kind: string } };
        }>('state');
        if (state === null) return false;
        return (
          state.turn !== null ||
          Object.keys(state.open ?? {}).length > 0 ||
          (state.pending !== null && state.control?.holder.kind === 'bot')
        );
      });
      if (busy) return false;
    }
    const { CONVERSATION: _, ...rest } = this.#env;
    return await this.#inside(
      inboxStub(rest, this.#clienteId),
      (sql) => sql.first('SELECT 1 AS x FROM dirty LIMIT 1') === null,
    );
  }

  async #tell(): Promise<void> {
    let outbox = 0;
    let pending = 0;
    const server: string[] = [];
    for (const [name, stub] of this.#objects()) {
      const told = await this.#inside(stub, async (sql, state) => {
        const events: Unnumbered[] = [];
        const alarmMs = await state.storage.getAlarm();
        const dueMs = sql.first<{ due: number | null }>('SELECT MIN(due_at) AS due FROM timers')?.due ?? null;
        events.push({ f: 'final.timers', object: name, dueMs, alarmMs, nowMs: Date.now() });
        const count = (table: string): number => sql.first<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n ?? 0;
        const rows = name === 'inbox' ? sql.all<{ row: string }>('SELECT row FROM rows').map(({ row }) => row) : [];
        const own =
          name === 'gateway' || name === 'inbox' ? null : conversation(sql, name, (event) => events.push(event));
        return { events, rows, own, outbox: count('outbox'), pending: name === 'gateway' ? count('pending') : 0 };
      });
      outbox += told.outbox;
      pending += told.pending;
      for (const event of told.events) this.#write(event);
      if (told.own !== null) {
        server.push(listed(told.own));
        this.#write({ f: 'final.row', contact: name, version: told.own.version, checksum: String(told.own.lastSeq) });
      }
      if (name === 'inbox') {
        const shown = told.rows.map((row) => listed(JSON.parse(row) as ConversationRow));
        this.#write({
          f: 'final.feed',
          client: 'inbox',
          checksum: shown.toSorted().join('\n'),
          server: server.toSorted().join('\n'),
        });
      }
    }
    const { results } = await this.#env.DB.prepare(
      'SELECT contact_id, version, last_seq FROM conversations WHERE cliente_id = ?',
    )
      .bind(this.#clienteId)
      .all<{ contact_id: string; version: number; last_seq: number }>();
    for (const { contact_id, version, last_seq } of results)
      this.#write({ f: 'final.projected', contact: contact_id, version, checksum: String(last_seq) });
    this.#write({ f: 'final.queues', journal: this.#s - this.#held, outbox, pending, ready: true });
  }
}

const toOut = (command: {
  commandId: string;
  contactId: string;
  class: 'reply' | 'human' | 'notice';
  generation: number;
  content: object;
}) => ({
  f: 'wa.out' as const,
  contact: command.contactId,
  commandId: command.commandId,
  body: (command.content as { text: string }).text,
});

const listed = (row: ConversationRow): string => `${row.contact.contactId}:${JSON.stringify(row)}`;

type MessageRow = {
  seq: number;
  direction: string;
  wa_id: string | null;
  content: string;
  late: number;
  old: number;
  command_id: string | null;
  status: string | null;
};

/** What a conversation holds: its log as history, its thread, and its row. */
const conversation = (sql: Sql, contact: string, write: (event: Unnumbered) => void): ConversationRow | null => {
  new ConversationWatch(contact, write, () => {}).read(sql);
  const rows = sql.all<MessageRow>(
    'SELECT seq, direction, wa_id, content, late, old, command_id, status FROM messages ORDER BY seq',
  );
  write({
    f: 'final.thread',
    contact,
    received: rows
      .filter(({ wa_id, command_id, direction }) => wa_id !== null && command_id === null && direction !== 'notice')
      .map(({ seq, wa_id, direction, content, late, old }) => ({
        seq,
        key: JSON.parse(wa_id ?? '""') as string,
        from: direction === 'in' ? ('contact' as const) : ('owner' as const),
        body: (JSON.parse(content) as { text: string }).text,
        late: late === 1,
        old: old === 1,
      })),
    commands: rows.flatMap(({ seq, command_id, status }) =>
      command_id === null ? [] : [{ seq, commandId: command_id, state: status ?? '?' }],
    ),
  });
  return buildRow(openStore(sql, openMeta(sql)));
};
