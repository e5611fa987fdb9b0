import type {
  ConversationResponse,
  ConversationsResponse,
  MessagesResponse,
  SendResponse,
} from '@oconnector/protocol/api/conversations.ts';
import type { UploadResponse } from '@oconnector/protocol/api/media.ts';
import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import type { EventsResponse, ObjectResponse, ObjectsResponse } from '@oconnector/protocol/api/ops.ts';
import type { SimulatorResponse } from '@oconnector/protocol/api/numbers.ts';
import type { SessionResponse } from '@oconnector/protocol/api/auth.ts';

export type ApiAnswer<T> = { status: number; body: T };

/** An API client as an integrator would write one: signs in, sends its Bearer token, signs in again when it ends. */
export class ApiClient {
  readonly #url: string;
  readonly #credentials: { email: string; password: string };
  #token: string | null = null;

  constructor(instance: { url: string; email: string; password: string }) {
    this.#url = instance.url;
    this.#credentials = { email: instance.email, password: instance.password };
  }

  async #signIn(): Promise<string> {
    const answer = await fetch(`${this.#url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...this.#credentials, client: 'api' }),
    });
    const session = (await answer.json()) as SessionResponse;
    if (!session.tokens) throw new Error(`could not sign in: ${answer.status} ${JSON.stringify(session)}`);
    return session.tokens.accessToken;
  }

  /** The Bearer token, for what is no HTTP request. */
  async token(): Promise<string> {
    return (this.#token ??= await this.#signIn());
  }

  /** Signs in anew at the next request. */
  forget(): void {
    this.#token = null;
  }

  /** One request; the status is the caller's to judge. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<ApiAnswer<T>> {
    for (let attempt = 1; ; attempt++) {
      this.#token ??= await this.#signIn();
      const answer = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (answer.status === 401 && attempt === 1) {
        this.#token = null;
        continue;
      }
      const text = await answer.text();
      return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as T };
    }
  }

  /** The body of a request that must succeed. */
  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.ask<T>('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Uploads a file for a contact and sends it, as the composer does. */
  async sendFile(
    contactId: string,
    bytes: Uint8Array<ArrayBuffer>,
    query: Record<string, string>,
    text = '',
  ): Promise<OutboundMessage> {
    const { row } = await this.get<ConversationResponse>(`/api/whatsapp/conversations/${contactId}`);
    const search = new URLSearchParams({ contactId, ...query }).toString();
    const headers = { authorization: `Bearer ${await this.token()}` };
    const uploaded = await fetch(`${this.#url}/api/whatsapp/media?${search}`, { method: 'POST', headers, body: bytes });
    if (uploaded.status !== 201) throw new Error(`upload: ${uploaded.status} ${await uploaded.text()}`);
    const { media } = (await uploaded.json()) as UploadResponse;
    const { generation } = row.control;
    const request = { contactId, clientId: crypto.randomUUID(), text, mediaId: media.mediaId, generation };
    const { status, body } = await this.ask<SendResponse>('POST', '/api/whatsapp/send', request);
    if (status !== 200 || body.message.direction !== 'out') throw new Error(`send: ${status} ${JSON.stringify(body)}`);
    return body.message;
  }

  /** The bytes of a file, as a browser gets them. */
  async file(mediaId: string): Promise<{ status: number; type: string | null; bytes: Buffer }> {
    const headers = { authorization: `Bearer ${await this.token()}` };
    const answer = await fetch(`${this.#url}/api/whatsapp/media/${mediaId}`, { headers });
    const bytes = Buffer.from(await answer.arrayBuffer());
    return { status: answer.status, type: answer.headers.get('content-type'), bytes };
  }

  conversations = (query = ''): Promise<ConversationsResponse> => this.get(`/api/whatsapp/conversations${query}`);
  simulator = (): Promise<SimulatorResponse> => this.get('/api/whatsapp/simulator');
  objects = (): Promise<ObjectsResponse> => this.get('/api/ops/objects');
  object = (objectClass: string, key: string): Promise<ObjectResponse> =>
    this.get(`/api/ops/object?class=${objectClass}&key=${key}`);

  /** The row of the contact with this phone; null when nobody wrote from it. */
  async byPhone(phone: string): Promise<ConversationsResponse['rows'][number]['row'] | null> {
    const found = await this.conversations(`?search=${encodeURIComponent(phone)}`);
    return found.rows.map(({ row }) => row).find((row) => row.contact.phone?.e164 === phone) ?? null;
  }

  /** A whole thread, oldest first. */
  async thread(contactId: string): Promise<MessagesResponse['messages']> {
    const pages: MessagesResponse['messages'][] = [];
    for (let before: number | undefined; ;) {
      const page: MessagesResponse = await this.get(
        `/api/whatsapp/conversations/${contactId}/messages?limit=200${before === undefined ? '' : `&before=${before}`}`,
      );
      pages.unshift(page.messages);
      if (!page.hasMoreBefore) return pages.flat();
      before = page.messages[0]?.seq;
    }
  }

  /** All events of an object, oldest first. */
  async events(objectClass: string, key: string): Promise<EventsResponse['events']> {
    const pages: EventsResponse['events'][] = [];
    for (let before: number | undefined; ;) {
      const page: EventsResponse = await this.get(
        `/api/ops/events?class=${objectClass}&key=${key}&limit=500${before === undefined ? '' : `&before=${before}`}`,
      );
      pages.unshift([...page.events].reverse());
      if (!page.hasMore) return pages.flat();
      before = page.events.at(-1)?.seq;
    }
  }
}
