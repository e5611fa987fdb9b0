import { WebSocket } from 'ws';
import type { ConversationsResponse } from '@oconnector/protocol/api/conversations.ts';
import type { ApiClient } from '../../support/api.ts';

type Row = ConversationsResponse['rows'][number]['row'];
type LiveFrame =
  | { t: 'hello'; epoch: string; head: number }
  | { t: 'events'; events: { seq: number; kind: string; data: Row }[] }
  | { t: 'reset'; head: number }
  | { t: 'passing' | 'renewed' | 'refused' };

/** Every row of the inbox, as an API client sees it. */
export const allRows = async (
  api: ApiClient,
): Promise<{ rows: Map<string, Row>; live: { epoch: string; head: number } }> => {
  const rows = new Map<string, Row>();
  let live: { epoch: string; head: number } | null = null;
  for (let cursor: string | null = null; ;) {
    const page: ConversationsResponse = await api.conversations(
      `?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    live ??= page.live;
    for (const { row } of page.rows) {
      const known = rows.get(row.contact.contactId);
      if (!known || known.version < row.version) rows.set(row.contact.contactId, row);
    }
    cursor = page.nextCursor;
    if (cursor === null) return { rows, live };
  }
};

/** The rows in one string, the same for the same rows. */
export const fingerprint = (rows: ReadonlyMap<string, Row>): string =>
  JSON.stringify(
    [...rows]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { version, lastSeq, inboundCount, activity, control, preview }]) => [
        id,
        version,
        lastSeq,
        inboundCount,
        activity,
        control,
        preview,
      ]),
  );

/** A dashboard as the browser has one: a list and the live feed, whose socket may be lost at any time. */
export class Dashboard {
  readonly name: string;
  readonly #api: ApiClient;
  readonly #url: string;
  rows = new Map<string, Row>();
  #epoch: string | null = null;
  #seq = 0;
  #socket: WebSocket | null = null;
  #closed = false;
  #loading: Promise<void> = Promise.resolve();
  /** How often its socket was lost, and how often it had to fetch again. */
  lost = 0;
  resets = 0;

  constructor(name: string, api: ApiClient, url: string) {
    this.name = name;
    this.#api = api;
    this.#url = url.replace(/^http/, 'ws');
  }

  /** Where it stands in the feed. */
  get seq(): number {
    return this.#seq;
  }

  async open(): Promise<void> {
    await this.#reload();
    await this.#dial();
  }

  /** Loses the socket without a word. */
  drop(): void {
    this.lost++;
    this.#socket?.terminate();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.terminate();
  }

  async #reload(): Promise<void> {
    const { rows, live } = await allRows(this.#api);
    this.rows = rows;
    this.#epoch = live.epoch;
    this.#seq = live.head;
  }

  async #dial(): Promise<void> {
    for (;;) {
      if (this.#closed) return;
      try {
        const token = await this.#api.token();
        await this.#connect(token);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 300));
      }
    }
  }

  #connect(token: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.#url}/api/live?since=${this.#seq}&epoch=${this.#epoch ?? ''}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      this.#socket = socket;
      let opened = false;
      socket.once('open', () => {
        opened = true;
        resolve();
      });
      socket.on('error', reject);
      socket.on('unexpected-response', (_, response) => {
        if (response.statusCode === 401) this.#api.forget();
        reject(new Error(`HTTP ${response.statusCode}`));
      });
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as LiveFrame;
        // One after the other: an event must not be applied to a list that is being fetched.
        this.#loading = this.#loading.then(() => this.#apply(frame, socket)).catch(() => socket.terminate());
      });
      socket.on('close', () => {
        // One that never opened is dialled again by who dialled it.
        if (opened && !this.#closed && this.#socket === socket) void this.#dial();
      });
    });
  }

  async #apply(frame: LiveFrame, socket: WebSocket): Promise<void> {
    if (socket !== this.#socket) return;
    if (frame.t === 'reset') {
      this.resets++;
      return this.#reload();
    }
    if (frame.t !== 'events') return;
    for (const event of frame.events) {
      if (event.seq <= this.#seq) continue;
      // Numbers are dense: a gap means that something was missed.
      if (event.seq !== this.#seq + 1) {
        this.resets++;
        await this.#reload();
        return socket.terminate();
      }
      this.#seq = event.seq;
      if (event.kind === 'conversation') this.rows.set(event.data.contact.contactId, event.data);
    }
    socket.send(JSON.stringify({ t: 'ack', seq: this.#seq }));
  }
}
