import { env } from 'cloudflare:workers';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { LINK_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { IngestBatch, IngestResult, QuarantinedItem } from '../rpc/conversation.ts';
import { gatewayStub } from '../stubs.ts';
import type { GatewayContext } from './context.ts';
import type { Gateway } from './gateway.ts';

/** Parts for tests of the Gateway: a scripted agent on a real socket, and neighbours that record what they are told. */

type Of<T extends DownFrame['t']> = Extract<DownFrame, { t: T }>;

/** An agent that says exactly what the test says, and keeps what it hears until the test asks for it. */
export class ScriptedAgent {
  readonly heard: DownFrame[] = [];
  readonly texts: string[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.accept();
    socket.addEventListener('message', ({ data }) => {
      if (String(data).startsWith('{')) this.heard.push(JSON.parse(String(data)) as DownFrame);
      else this.texts.push(String(data));
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.closed = new Promise((resolve) =>
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
    );
  }

  send(frame: UpFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  sendRaw(data: string | ArrayBuffer): void {
    this.#socket.send(data);
  }

  close(code = 1000): void {
    this.#socket.close(code);
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** The next frame of a kind that has not been asked for yet. */
  frame<T extends DownFrame['t']>(t: T, matches: (frame: Of<T>) => boolean = () => true): Promise<Of<T>> {
    return this.until(() => {
      const i = this.heard.findIndex((frame) => frame.t === t && matches(frame as Of<T>));
      return i < 0 ? undefined : (this.heard.splice(i, 1)[0] as Of<T>);
    });
  }

  hello(more: Partial<Extract<UpFrame, { t: 'hello' }>> = {}): Promise<Of<'welcome'>> {
    this.send({
      t: 'hello',
      proto: LINK_PROTOCOL,
      botId: 'bot-1',
      boot: 'boot-1',
      journalEpoch: 'j1',
      upNext: 1,
      gatewayEpoch: null,
      downHeld: 0,
      clock: Date.now(),
      ...more,
    });
    return this.frame('welcome');
  }

  /** Whatever was sent before and needs no neighbour has been handled when this resolves. */
  async settle(downHeld = 0): Promise<void> {
    this.send({ t: 'sync', h: downHeld });
    await this.frame('sync');
  }
}

/** Neighbours that remember. `ingest` and `report` fail as the test says. */
export const recordingNeighbours = () => {
  const rec = {
    ingested: [] as { contactId: string; s: number | null; waId: string }[],
    batches: [] as IngestBatch[],
    reports: [] as CommandReport[],
    fenced: [] as { contactId: string; generation: number; inFlight: string[] }[],
    quarantined: [] as QuarantinedItem[],
    statuses: [] as NumberStatus[],
    typings: [] as { contactId: string; on: boolean }[],
    checkups: [] as string[],
    /** What conversations answer to a check-up. */
    nextTimer: async (_contactId: string): Promise<number | null> => null,
    beforeIngest: async (_batch: IngestBatch): Promise<void> => {},
    beforeReport: async (_reports: CommandReport[]): Promise<void> => {},
  };
  const ports: Partial<GatewayContext['ports']> = {
    conversation: (contactId) => ({
      ingest: async (batch): Promise<IngestResult[]> => {
        await rec.beforeIngest(batch);
        if (batch.items.length > 0) rec.batches.push(batch);
        rec.ingested.push(...batch.items.map(({ s, message }) => ({ contactId, s, waId: message.waId })));
        return batch.items.map(({ message }, i) => ({ waId: message.waId, seq: i + 1, outcome: 'stored' as const }));
      },
      report: async (reports) => {
        await rec.beforeReport(reports);
        rec.reports.push(...reports);
      },
      quarantine: async (item) => void rec.quarantined.push(item),
      fenced: async (generation, inFlight) => void rec.fenced.push({ contactId, generation, inFlight }),
      checkup: async () => {
        rec.checkups.push(contactId);
        return await rec.nextTimer(contactId);
      },
    }),
    inbox: () => ({
      numberChanged: async (status) => void rec.statuses.push(status),
      typing: async (contactId, on) => void rec.typings.push({ contactId, on }),
      checkup: async () => null,
    }),
  };
  return { rec, ports };
};

/** A fresh number with its real Gateway and Directory; conversations and inbox are recorded. */
export const openNumber = async () => {
  const clienteId = `cli_${crypto.randomUUID()}`;
  const numberId = 'num_loja';
  const stub = gatewayStub(env, clienteId, numberId);
  const raw = stub as unknown as DurableObjectStub<Gateway>;
  const { rec, ports } = recordingNeighbours();
  const inside = <T>(body: (context: GatewayContext, state: DurableObjectState) => T | Promise<T>): Promise<T> =>
    runInDurableObject(raw, (gateway, state) => body(gateway.context, state));
  /** Also after an eviction, which puts the real neighbours back. */
  const record = () => inside((context) => void Object.assign(context.ports, ports));
  await record();
  const connect = async (): Promise<ScriptedAgent> => {
    const { webSocket, status } = await stub.fetch(
      new Request('http://gateway/link', { headers: { Upgrade: 'websocket' } }),
    );
    if (!webSocket) throw new Error(`no socket: ${status}`);
    return new ScriptedAgent(webSocket);
  };
  /** Makes every timer of a kind due and rings the alarm. */
  const ring = (kind: string) =>
    inside(async (context, state) => {
      state.storage.sql.exec('UPDATE timers SET due_at = 0 WHERE kind = ?', kind);
      await context.runTimers();
    });
  /** Makes the link look as if nothing had come over it for ever: neither a frame nor a beat. */
  const silence = () =>
    inside((context) => {
      for (const socket of context.links.all())
        socket.serializeAttachment({ ...(socket.deserializeAttachment() as object), since: 1 });
      context.memory.heardAt = new WeakMap();
      context.links.lastBeatAt = () => 1;
    });
  /** Puts the object to sleep; its sockets stay open unless told otherwise. */
  const evict = (webSockets: 'hibernate' | 'close' = 'hibernate') => evictDurableObject(raw, { webSockets });
  return { stub, evict, clienteId, numberId, rec, inside, record, connect, ring, silence };
};

export const message = (waId: string, lid = '10001', text = 'oi'): UpItem['message'] => ({
  waId,
  fromMe: false,
  contact: [{ kind: 'lid', value: lid }],
  pushName: 'Ana',
  content: { type: 'text', text },
  sentAt: 1_000,
  old: false,
});

export const items = (...numbers: number[]): UpItem[] => numbers.map((s) => ({ s, message: message(`wa-${s}`) }));

let orders = 0;
export const command = (more: Partial<Command> = {}): Command => ({
  commandId: crypto.randomUUID(),
  contactId: 'con_ana',
  to: { kind: 'lid', value: '10001' },
  class: 'reply',
  generation: 1,
  order: ++orders,
  content: { type: 'text', text: 'Olá!' },
  createdAt: 1,
  notAfter: null,
  ...more,
});

export const report = (
  commandId: string,
  state: CommandReport['state'] = 'accepted',
  contactId = 'con_ana',
): CommandReport => ({
  commandId,
  contactId,
  state,
  reason: null,
  waId: 'wa-out',
  at: 1,
});
