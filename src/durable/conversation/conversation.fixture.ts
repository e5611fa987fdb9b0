import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { Message, OutboundMessage } from '@oconnector/protocol/model/message.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { ScoredPassage } from '@oconnector/protocol/model/passage.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Analysis, Reply, TurnInput, TurnTools } from '../../ai/assistant.ts';
import type { ConversationRpc, IngestBatch } from '../rpc/conversation.ts';
import { conversationStub, type ObjectBindings } from '../stubs.ts';
import type { InboxUpdate } from '../rpc/inbox.ts';
import type { Ports } from './context.ts';
import type { ConversationEvent } from './events.ts';
import { replay } from './evolve.ts';
import { installReplacements } from './ports.ts';
import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { noAnalysis } from '../../ai/turn.fixture.ts';

/** Parts for tests of the conversation: neighbours that record what they are told, and a clock that stands still. */

export const CLIENTE = 'cli_test';
export const NUMBER = 'num_loja';

/** Starts an hour ahead, so that no alarm of the platform rings by itself: a test rings it. */
export const manualClock = () => {
  const clock = { at: Date.now() + 3_600_000, now: () => clock.at, advance: (ms: number) => void (clock.at += ms) };
  return clock;
};

export const answer = (text: string, more: Partial<Reply> = {}): Reply => ({
  outcome: 'answered',
  bubbles: [text],
  citations: [],
  handoff: null,
  asks: null,
  trace: [],
  ...more,
});

const PASSAGE: ScoredPassage = {
  passageId: 'pas_entrega',
  documentId: 'doc_loja',
  title: 'Entrega',
  text: 'Entregamos em toda a cidade.',
  position: 0,
  score: 2.5,
  coverage: 1,
  confidence: 1,
};

/** An assistant whose answers the test gives; asked without one, it says `re: ` and the burst. */
const scriptedAssistant = () => {
  const script: ((input: TurnInput, tools: TurnTools) => Promise<Reply>)[] = [];
  const assistant = {
    inputs: [] as TurnInput[],
    facts: [] as Analysis['facts'],
    signals: [] as Analysis['signals'],
    /** What the next calls of `reply` do, in order. */
    next: (...steps: ((input: TurnInput, tools: TurnTools) => Promise<Reply> | Reply)[]) =>
      void script.push(...steps.map((step) => async (input: TurnInput, tools: TurnTools) => step(input, tools))),
    first: (step: (input: TurnInput, tools: TurnTools) => Promise<Reply>) => void script.unshift(step),
    forget: () => void script.splice(0),
    async reply(input: TurnInput, tools: TurnTools): Promise<Reply> {
      assistant.inputs.push(input);
      const step = script.shift();
      return step ? step(input, tools) : answer(`re: ${input.burst.map(({ text }) => text).join(' + ')}`);
    },
    async analyse(): Promise<Analysis> {
      return { ...noAnalysis, facts: assistant.facts, signals: assistant.signals };
    },
  };
  return assistant;
};

const recordingGateway = () => {
  const gateway = {
    link: 'online' as NumberStatus['link'],
    enqueued: [] as Command[],
    cancels: [] as Fence[],
    /** What the next `cancel` says it dropped. */
    drops: (_fence: Fence): string[] => [],
    failing: 0,
    onCall: (_call: string): void => {},
    async enqueue(commands: Command[]): Promise<void> {
      gateway.onCall('enqueue');
      if (gateway.failing-- > 0) throw new Error('the gateway is away');
      gateway.enqueued.push(...commands);
    },
    async cancel(fence: Fence): Promise<{ dropped: string[]; agent: 'told' | 'offline' }> {
      gateway.onCall(`cancel ${fence.minGeneration}`);
      gateway.cancels.push(fence);
      return { dropped: gateway.drops(fence), agent: 'told' };
    },
    looks: [] as Command[],
    looking: 'told' as 'told' | 'offline' | 'too_old',
    async look(command: Command) {
      gateway.looks.push(command);
      return gateway.looking;
    },
    async status(): Promise<NumberStatus> {
      return { numberId: NUMBER, name: 'Loja', link: gateway.link, linkSince: 5, channel: null, pending: 0 };
    },
  };
  return gateway;
};

/** A gate that a scripted answer waits at until the test opens it. */
export const latch = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
};

/** Neighbours and clock for the conversations opened from now on. */
export const neighbours = () => {
  const clock = manualClock();
  const gateway = recordingGateway();
  const assistant = scriptedAssistant();
  const inbox = {
    updates: [] as InboxUpdate[],
    publish: async (updates: InboxUpdate[]) => void inbox.updates.push(...updates),
  };
  const budget = { controllers: [] as AbortController[] };
  const dropped: string[] = [];
  const unanswered: string[] = [];
  const ports: Ports = {
    files: () => ({
      delete: async (mediaId) => void dropped.push(mediaId),
      read: async (mediaId) => (dropped.includes(mediaId) ? null : new TextEncoder().encode(mediaId)),
    }),
    speech: null,
    gateway: () => gateway,
    conversation: (contactId) => conversationStub(env, CLIENTE, contactId),
    inbox: () => inbox,
    knowledge: () => ({
      search: async () => [PASSAGE],
      playbook: async () => DEFAULT_PLAYBOOK,
      spend: async () => null,
      spendIfLeft: async () => true,
      unanswered: async (question) => void unanswered.push(question),
      takeQuestionsBack: async () => {},
    }),
    assistant,
    deadline: () => {
      const controller = new AbortController();
      budget.controllers.push(controller);
      return { signal: controller.signal, done: () => {} };
    },
  };
  installReplacements({ ports, clock, settings: { publishMs: 0 } });
  return {
    clock,
    gateway,
    assistant,
    inbox,
    dropped,
    unanswered,
    ports,
    /** Ends every time that anything was given. */
    outOfTime: () => budget.controllers.forEach((controller) => controller.abort()),
  };
};

let people = 0;
export const newContact = (name: string | null = 'Maria'): Contact => {
  const phone = `+55119${String(10_000_000 + people++)}`;
  return {
    contactId: `con_${crypto.randomUUID().slice(0, 8)}`,
    name,
    phone: { e164: phone, display: phone },
    aliases: [{ kind: 'phone', value: phone }],
  };
};

export const received = (text: string, more: Partial<ReceivedMessage> = {}): ReceivedMessage => ({
  waId: crypto.randomUUID(),
  fromMe: false,
  contact: [{ kind: 'phone', value: '+5511910000000' }],
  pushName: null,
  content: { type: 'text', text },
  sentAt: 1_000,
  old: false,
  ...more,
});

export const batchOf = (
  contact: Contact,
  messages: ReceivedMessage[],
  more: Partial<IngestBatch> = {},
  firstS: number | null = null,
): IngestBatch => ({
  clienteId: CLIENTE,
  numberId: NUMBER,
  contact,
  replyTo: contact.aliases[0] ?? { kind: 'lid', value: '12345' },
  journalEpoch: firstS === null ? null : 'epoch',
  items: messages.map((message, i) => ({ s: firstS === null ? null : firstS + i, message })),
  ...more,
});

export const reportOf = (
  command: Pick<Command, 'commandId' | 'contactId'>,
  state: CommandReport['state'],
  waId: string | null = null,
): CommandReport => ({
  commandId: command.commandId,
  contactId: command.contactId,
  state,
  reason: null,
  waId,
  at: 2_000,
});

/** One conversation among its neighbours, as a test drives it. */
export const scene = (env: Pick<ObjectBindings, 'CONVERSATION'>, contact: Contact = newContact()) => {
  const around = neighbours();
  const conversation = (): ConversationRpc => conversationStub(env, CLIENTE, contact.contactId);
  const thread = async (): Promise<Message[]> =>
    (await conversation().messages({ before: null, after: null, limit: 1_000 }))?.messages ?? [];
  const row = async () => {
    const detail = await conversation().detail();
    if (detail === null) throw new Error('nothing was stored');
    return detail.row;
  };
  return {
    ...around,
    contact,
    conversation,
    thread,
    row,
    /** The same object, for the helpers of `cloudflare:test`. */
    stub: () => conversation() as unknown as DurableObjectStub,
    write: (...texts: string[]) =>
      conversation().ingest(
        batchOf(
          contact,
          texts.map((text) => received(text)),
        ),
      ),
    outs: async (): Promise<OutboundMessage[]> => (await thread()).filter((message) => message.direction === 'out'),
    texts: async () =>
      (await thread()).map((message) =>
        message.direction === 'notice' ? `(${message.notice.event})` : contentText(message.content),
      ),
    generation: async () => (await row()).control.generation,
    kinds: async () =>
      (await conversation().events({ before: null, correlation: null, limit: 1000 })).events
        .map(({ kind }) => kind)
        .reverse(),
  };
};
export type Scene = ReturnType<typeof scene>;

export const ANA = { userId: 'usr_ana', name: 'Ana' };
export const BIA = { userId: 'usr_bia', name: 'Bia' };

/** The state a conversation has stored, and the one that its log gives (P5). */
export const storedAndFolded = (stub: DurableObjectStub): Promise<{ stored: unknown; folded: unknown }> =>
  runInDurableObject(stub, (_, { storage }) => {
    const rows = storage.sql.exec('SELECT * FROM events ORDER BY seq').toArray();
    const events = rows.map((row) => ({
      ...row,
      data: JSON.parse(String(row['data'])),
    })) as unknown as ConversationEvent[];
    const [state] = storage.sql.exec<{ value: string }>(`SELECT value FROM meta WHERE key = 'state'`).toArray();
    return { stored: JSON.parse(state?.value ?? 'null') as unknown, folded: replay(events) };
  });

/** Waits until a check passes, for as long as a busy machine may need. */
export const eventually = async <T>(check: () => T | Promise<T>): Promise<T> => {
  for (let left = 1_500; ; left--) {
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await scheduler.wait(10);
    }
  }
};
