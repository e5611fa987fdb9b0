import type { CommandReport } from '@oconnector/protocol/model/command.ts';
import type { Assistant } from '../../../src/ai/assistant.ts';
import type { ConversationContext, Settings } from '../../../src/durable/conversation/context.ts';
import { defaultSettings } from '../../../src/durable/conversation/context.ts';
import { disown, inherit } from '../../../src/durable/conversation/inherit.ts';
import { settleFile } from '../../../src/durable/conversation/files.ts';
import { ingest } from '../../../src/durable/conversation/ingest.ts';
import { moveBack, movedOut, moveOut } from '../../../src/durable/conversation/move-out.ts';
import { openConversation, wake } from '../../../src/durable/conversation/open.ts';
import { quarantine } from '../../../src/durable/conversation/quarantine.ts';
import { report } from '../../../src/durable/conversation/report.ts';
import { confirmFence } from '../../../src/durable/conversation/takeover.ts';
import { openDirectory, type DirectoryContext, type DirectoryPorts } from '../../../src/durable/directory/context.ts';
import { resolve } from '../../../src/durable/directory/resolve.ts';
import { cancel, enqueue, look } from '../../../src/durable/gateway/commands.ts';
import { openGateway, type GatewayContext } from '../../../src/durable/gateway/context.ts';
import { receive as receiveLink } from '../../../src/durable/gateway/frames/receive.ts';
import { closed as linkClosed, opened as linkOpened } from '../../../src/durable/gateway/link.ts';
import { register } from '../../../src/durable/gateway/register.ts';
import { statusOf } from '../../../src/durable/gateway/status.ts';
import { openInbox, type InboxContext } from '../../../src/durable/inbox/context.ts';
import { opened as feedOpened, pass, receive as receiveFeed } from '../../../src/durable/inbox/live.ts';
import { numberChanged, publish } from '../../../src/durable/inbox/publish.ts';
import { objectName } from '../../../src/durable/stubs.ts';
import { copyOf } from './copy.ts';
import type { SimulatedD1 } from './database.ts';
import type { Connection, Network, ServerSocket, SocketHandlers } from './network.ts';
import { call, SimulatedObject, type CallFaults, type Incarnation, type Opened, type Platform } from './objects.ts';
import type { SimulatedSpeech } from './speech.ts';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';

export const CLIENTE = 'cli_chaos';
export const NUMBER = 'num_chaos';

const settings: Settings = { ...defaultSettings, autoReleaseMs: 10 * 60_000 };

const ALWAYS = [{ from: '00:00', to: '24:00' }];
/** A shop that never closes and comes back after half a minute of silence, so that it races with everything. */
const FOLLOWING: Playbook = {
  ...DEFAULT_PLAYBOOK,
  version: 1,
  hours: { mon: ALWAYS, tue: ALWAYS, wed: ALWAYS, thu: ALWAYS, fri: ALWAYS, sat: ALWAYS, sun: ALWAYS },
  holidays: { national: false, extra: [] },
  followUp: { enabled: true, afterHours: 0.01 },
};

/** In lives with a stream of their own: so soon a message after silence counts as ignored, so that it races with everything. */
const IGNORED_AFTER_MS = 20_000;

type WorkerOptions = {
  /** Who hears voice notes here, if anybody does. */
  speech: SimulatedSpeech | null;
  /** Whether the assistant comes back after silence. */
  followsUp: boolean;
  platform: Platform;
  network: Network;
  assistant: Assistant;
  d1: SimulatedD1;
  /** A conversation is about to be opened for the first time. */
  onConversation: (contactId: string) => void;
  /** A conversation was told that a fence stands, with the commands that the agent admitted to. */
  onFenced: (contactId: string, generation: number, inFlight: string[]) => void;
};

/** The worker: the real functions of the real objects, over a simulated platform. */
export class SimulatedWorker {
  readonly conversations = new Map<string, SimulatedObject<ConversationContext>>();
  readonly gateway: SimulatedObject<GatewayContext>;
  readonly inbox: SimulatedObject<InboxContext>;
  readonly directory: SimulatedObject<DirectoryContext>;
  readonly connections = new Set<Connection>();
  readonly links = new Set<ServerSocket>();
  readonly clients = new Set<ServerSocket>();
  /** Between objects; set by the one who injects faults. */
  callFaults: CallFaults = { lose: 0, loseAnswer: 0 };
  readonly #o: WorkerOptions;

  constructor(options: WorkerOptions) {
    this.#o = options;
    const { platform } = options;
    this.gateway = new SimulatedObject(platform, 'gateway', 'gateway', (surroundings, life) =>
      this.#openGateway(surroundings, life),
    );
    this.inbox = new SimulatedObject(platform, 'inbox', 'inbox', (surroundings, life) =>
      this.#openInbox(surroundings, life),
    );
    this.directory = new SimulatedObject(platform, 'directory', 'directory', (surroundings, life) => {
      const context = openDirectory(surroundings, objectName(CLIENTE), {
        pushSnapshot: async () => {},
        conversation: (contactId) => this.#mergePort(life, contactId),
      });
      return { context, wake: () => context.timers.ensure(), alarm: () => context.runTimers() };
    });
  }

  get objects(): SimulatedObject<unknown>[] {
    return [this.gateway, this.inbox, this.directory, ...this.conversations.values()] as SimulatedObject<unknown>[];
  }

  /** Those that hold something. */
  get written(): SimulatedObject<unknown>[] {
    return this.objects.filter((object) => !object.isBlank);
  }

  conversation(contactId: string): SimulatedObject<ConversationContext> {
    const known = this.conversations.get(contactId);
    if (known) return known;
    const made = new SimulatedObject<ConversationContext>(
      this.#o.platform,
      'conversation',
      contactId,
      (surroundings, life) => this.#openConversation(surroundings, life, contactId),
    );
    this.conversations.set(contactId, made);
    this.#o.onConversation(contactId);
    return made;
  }

  /** A call from outside: the dashboard's, through the Worker. */
  ask<Ctx, T>(target: SimulatedObject<Ctx>, work: (context: Ctx) => T | Promise<T>): Promise<T> {
    return call(this.#o.platform, null, target, work);
  }

  /** Somebody gives the number its name, as pairing does. */
  register(): Promise<void> {
    return this.ask(this.gateway, (context) =>
      register(context, { clienteId: CLIENTE, numberId: NUMBER, name: 'Loja' }),
    );
  }

  linkTarget(): ConstructorParameters<typeof Connection>[1] {
    const handlers: SocketHandlers<GatewayContext> = {
      opened: linkOpened,
      message: receiveLink,
      closed: linkClosed,
      beat: { ping: 'ping', pong: 'pong' },
    };
    return {
      object: this.gateway,
      handlers: handlers,
      sockets: this.links,
      lossy: true,
    };
  }

  feedTarget(userId: string, since: number | null, epoch: string | null): ConstructorParameters<typeof Connection>[1] {
    const session = { userId, clienteId: CLIENTE, roles: ['agent' as const], expiresAt: 4_000_000_000_000 };
    const handlers: SocketHandlers<InboxContext> = {
      opened: (context, socket) => feedOpened(context, socket, session, since, epoch),
      message: receiveFeed,
      closed: () => {},
      beat: { ping: 'ping', pong: 'pong' },
    };
    return {
      object: this.inbox,
      handlers: handlers,
      sockets: this.clients,
      lossy: false,
    };
  }

  /** The process dies with every object in it. */
  crash(lose: () => boolean): void {
    this.#o.platform.isUp = false;
    for (const object of this.objects) object.crash(lose());
    for (const connection of this.connections) connection.dropServer();
    this.connections.clear();
  }

  restart(): void {
    this.#o.platform.isUp = true;
    for (const object of this.objects) object.restart();
  }

  #call<Ctx, T>(from: Incarnation, target: SimulatedObject<Ctx>, work: (context: Ctx) => T | Promise<T>): Promise<T> {
    return call(this.#o.platform, from, target, work, this.callFaults);
  }

  /** What becomes of a conversation whose contact turns out to be another one. */
  #mergePort(life: Incarnation, contactId: string): ReturnType<DirectoryPorts['conversation']> {
    const tell = <T>(work: (context: ConversationContext) => T): Promise<T> =>
      this.#call(life, this.conversation(contactId), work);
    return {
      moveOut: (input) => tell((conversation) => moveOut(conversation, copyOf(input))),
      movedOut: (mergeId) => tell((conversation) => movedOut(conversation, mergeId)),
      inherit: (input) => tell((conversation) => inherit(conversation, copyOf(input))),
      disown: (input) => tell((conversation) => disown(conversation, copyOf(input))),
      moveBack: (mergeId, parted) => tell((conversation) => moveBack(conversation, mergeId, copyOf(parted))),
    };
  }

  #openConversation(
    surroundings: Parameters<typeof openConversation>[0],
    life: Incarnation,
    contactId: string,
  ): Opened<ConversationContext> {
    const { assistant, platform, speech } = this.#o;
    const context = openConversation(surroundings, {
      identity: { name: objectName(CLIENTE, contactId), clienteId: CLIENTE, contactId },
      settings: speech === null ? settings : { ...settings, ignoredAfterMs: IGNORED_AFTER_MS },
      ports: {
        gateway: () => ({
          enqueue: (commands) => this.#call(life, this.gateway, (gateway) => enqueue(gateway, copyOf(commands))),
          cancel: (fence) => this.#call(life, this.gateway, (gateway) => cancel(gateway, copyOf(fence))),
          status: () => this.#call(life, this.gateway, statusOf),
          look: (command) => this.#call(life, this.gateway, (gateway) => look(gateway, copyOf(command))),
        }),
        conversation: (other) => ({
          ingest: (batch) =>
            this.#call(life, this.conversation(other), (conversation) => ingest(conversation, copyOf(batch))),
          inherit: (input) =>
            this.#call(life, this.conversation(other), (conversation) => inherit(conversation, copyOf(input))),
          settleFile: (input) =>
            this.#call(life, this.conversation(other), (conversation) => settleFile(conversation, copyOf(input))),
        }),
        inbox: () => ({
          publish: (updates) => this.#call(life, this.inbox, (inbox) => publish(inbox, copyOf(updates))),
        }),
        knowledge: () => ({
          search: async () => [],
          playbook: async () => (this.#o.followsUp ? FOLLOWING : DEFAULT_PLAYBOOK),
          spend: async () => null,
          spendIfLeft: async () => true,
          unanswered: async () => {},
          takeQuestionsBack: async () => {},
        }),
        files: () => ({ delete: async () => {}, read: async (mediaId) => speech?.read(mediaId) ?? null }),
        speech,
        assistant,
        deadline: (ms) => {
          const controller = new AbortController();
          let over = false;
          platform.scheduler.after(ms, () => !over && life.alive && controller.abort());
          return { signal: controller.signal, done: () => void (over = true) };
        },
      },
      pushSnapshot: async () => {},
      onError: () => {},
    });
    return { context, wake: () => wake(context), alarm: () => context.runTimers() };
  }

  #openGateway(surroundings: Parameters<typeof openGateway>[0], life: Incarnation): Opened<GatewayContext> {
    const tellConversation = <T>(contactId: string, work: (context: ConversationContext) => T): Promise<T> =>
      this.#call(life, this.conversation(contactId), work);
    const context = openGateway(
      surroundings,
      objectName(CLIENTE, NUMBER),
      {
        directory: () => ({
          resolve: (requests) => this.#call(life, this.directory, (directory) => resolve(directory, copyOf(requests))),
        }),
        conversation: (contactId) => ({
          ingest: (batch) => tellConversation(contactId, (conversation) => ingest(conversation, copyOf(batch))),
          report: (reports: CommandReport[]) =>
            tellConversation(contactId, (conversation) => report(conversation, copyOf(reports))),
          fenced: (generation, inFlight, numberId) => {
            this.#o.onFenced(contactId, generation, inFlight);
            return tellConversation(contactId, (conversation) =>
              confirmFence(conversation, generation, inFlight, numberId),
            );
          },
          quarantine: (item) => tellConversation(contactId, (conversation) => quarantine(conversation, copyOf(item))),
          checkup: () => this.#call(life, this.conversation(contactId), (conversation) => conversation.checkup()),
        }),
        inbox: () => ({
          numberChanged: (status, telling) =>
            this.#call(life, this.inbox, (inbox) => numberChanged(inbox, copyOf(status), telling)),
          typing: (contactId, on) =>
            this.#call(life, this.inbox, (inbox) => pass(inbox, { kind: 'typing', data: { contactId, on } })),
          checkup: () => this.#call(life, this.inbox, (inbox) => inbox.checkup()),
        }),
        pushSnapshot: async () => {},
      },
      { all: () => [...this.links], lastBeatAt: (socket) => (socket as ServerSocket).lastBeatAt },
    );
    return { context, wake: () => context.timers.ensure(), alarm: () => context.runTimers() };
  }

  #openInbox(surroundings: Parameters<typeof openInbox>[0], life: Incarnation): Opened<InboxContext> {
    const { d1, platform } = this.#o;
    /** D1 is no object: its work goes on when the Inbox dies, and nobody hears of it. */
    const heard = <T>(work: Promise<T>): Promise<T> =>
      new Promise((resolve_, reject) => {
        work.then(
          (value) => life.alive && resolve_(value),
          (error: unknown) => life.alive && reject(error),
        );
      });
    const context = openInbox(
      surroundings,
      objectName(CLIENTE),
      {
        project: (rows) => heard(d1.project(CLIENTE, copyOf(rows))),
        verifyTicket: async () => null,
        pushSnapshot: async () => {},
        deadline: (ms) => {
          const { promise, reject } = Promise.withResolvers<never>();
          let over = false;
          platform.scheduler.after(ms, () => !over && life.alive && reject(new Error(`no answer within ${ms} ms`)));
          return { expired: promise, done: () => void (over = true) };
        },
      },
      { all: () => [...this.clients] },
    );
    return { context, wake: () => context.timers.ensure(), alarm: () => context.runTimers() };
  }
}
