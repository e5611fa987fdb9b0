import type { LiveEvent } from '@oconnector/protocol/live/events.ts';
import type { LiveDownFrame } from '@oconnector/protocol/live/frames.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { list } from '../../../src/durable/inbox/list.ts';
import { Connection, type Network } from './network.ts';
import type { SimulatedWorker } from './worker.ts';

export type DashboardOptions = {
  userId: string;
  network: Network;
  worker: SimulatedWorker;
  /** A row as it is shown now. */
  onRow: (row: ConversationRow) => void;
};

/** A dashboard as a browser keeps it: rows and lines from the list and the feed, numbers that show what it missed. */
export class Dashboard {
  readonly userId: string;
  readonly rows = new Map<string, ConversationRow>();
  /** By contact and number, what the feed told since the last reset. */
  readonly lines = new Map<string, Message>();
  seq: number | null = null;
  connection: Connection | null = null;
  readonly #o: DashboardOptions;
  #epoch: string | null = null;
  /** Events that came while the list was being fetched; null = nothing is being fetched. */
  #waiting: LiveEvent[] | null = null;
  #fetches = 0;

  constructor(options: DashboardOptions) {
    this.#o = options;
    this.userId = options.userId;
  }

  connect(): void {
    const { network, worker } = this.#o;
    const { scheduler } = network.platform;
    const connection: Connection = new Connection(network, worker.feedTarget(this.userId, this.seq, this.#epoch), {
      opened: () => {},
      message: (text) => this.connection === connection && this.#on(JSON.parse(text) as LiveDownFrame),
      closed: () => {
        if (this.connection !== connection) return;
        this.connection = null;
        scheduler.after(network.platform.random.int(200, 4_000), () => this.connection === null && this.connect());
      },
    });
    this.connection = connection;
    worker.connections.add(connection);
    connection.connect();
  }

  #on(frame: LiveDownFrame): void {
    switch (frame.t) {
      case 'hello':
        if (this.seq === null) this.#fetch(frame.epoch);
        return;
      case 'reset':
        return this.#fetch(null);
      case 'events':
        for (const event of frame.events) this.#onEvent(event);
        if (this.seq !== null && this.#waiting === null)
          this.connection?.toServer(JSON.stringify({ t: 'ack', seq: this.seq }));
        return;
      case 'passing':
      case 'renewed':
      case 'refused':
        return;
    }
  }

  #onEvent(event: LiveEvent): void {
    if (this.#waiting !== null) return void this.#waiting.push(event);
    if (this.seq === null || event.seq <= this.seq) return;
    if (event.seq > this.seq + 1) return this.#fetch(null);
    this.seq = event.seq;
    if (event.kind === 'conversation') this.#show(event.data);
    if (event.kind === 'message')
      this.lines.set(`${event.data.contactId}#${event.data.message.seq}`, event.data.message);
  }

  #show(row: ConversationRow): void {
    this.rows.set(row.contact.contactId, row);
    this.#o.onRow(row);
  }

  /** Begins anew from the list; what the feed tells meanwhile waits. */
  #fetch(_epoch: string | null): void {
    const { network, worker } = this.#o;
    const fetch = ++this.#fetches;
    this.#waiting ??= [];
    const query = {
      view: 'all' as const,
      userId: this.userId,
      search: null,
      sort: 'recent' as const,
      cursor: null,
      limit: 200,
    };
    worker
      .ask(worker.inbox, (inbox) => list(inbox, query))
      .then(
        ({ rows, live }) => {
          if (fetch !== this.#fetches) return;
          const waiting = this.#waiting ?? [];
          this.#waiting = null;
          this.rows.clear();
          this.lines.clear();
          this.seq = live.head;
          this.#epoch = live.epoch;
          for (const { row } of rows) this.#show(row);
          for (const event of waiting) this.#onEvent(event);
          // It was behind what the feed told before the list came: ask for the rest.
          if (this.#waiting === null && this.seq !== null)
            this.connection?.toServer(JSON.stringify({ t: 'ack', seq: this.seq }));
        },
        () => network.platform.scheduler.after(500, () => fetch === this.#fetches && this.#fetch(null)),
      );
  }
}
