import type { Sql } from '../../../src/durable/kit/sql.ts';
import type { ConversationEvent } from '../checker/history.ts';

type Logged = { seq: number; kind: string; data: string };
type Turn = { generation: number; lastInSeq: number; loose: boolean };
type Span = { first: number; last: number };
type Queued = {
  commandId: string;
  seq: number;
  class: 'reply' | 'human' | 'notice';
  generation: number;
  turnId: string | null;
};
type Data = Record<string, unknown>;
type Holder = 'bot' | 'human' | 'paused';

/**
 * Turns the durable log of a conversation into history. The state a reply was committed into is folded here, from the order
 * of the log alone, and not taken from what the conversation believed.
 */
export class ConversationWatch {
  readonly #contact: string;
  readonly #write: (event: ConversationEvent) => void;
  readonly #count: (what: string) => void;
  readonly #onVoice: (mediaId: string) => void;
  #read = 0;
  #control: { generation: number; holder: Holder } = { generation: 1, holder: 'bot' };
  #lastInSeq = 0;
  /** Every message that wants an answer. */
  readonly #inbound: number[] = [];
  readonly #turns = new Map<string, Turn>();

  constructor(
    contact: string,
    write: (event: ConversationEvent) => void,
    count: (what: string) => void,
    onVoice: (mediaId: string) => void = () => {},
  ) {
    this.#onVoice = onVoice;
    this.#contact = contact;
    this.#count = count;
    this.#write = write;
  }

  /** What has become durable since. */
  read(sql: Sql): void {
    // A conversation that died before its schema was durable has no log.
    if (this.#read === 0 && sql.first("SELECT name FROM sqlite_master WHERE name = 'events'") === null) return;
    for (const { seq, kind, data } of sql.all<Logged>(
      'SELECT seq, kind, data FROM events WHERE seq > ? ORDER BY seq',
      this.#read,
    )) {
      this.#read = seq;
      this.#on(sql, kind, JSON.parse(data) as Data);
    }
  }

  #on(sql: Sql, kind: string, data: Data): void {
    const contact = this.#contact;
    switch (kind) {
      case 'conversation.opened':
        return this.#write({ f: 'conv.control', contact, ...this.#control });
      case 'control.changed': {
        const control = data['control'] as { generation: number; holder: { kind: Holder } };
        this.#control = { generation: control.generation, holder: control.holder.kind };
        return this.#write({ f: 'conv.control', contact, ...this.#control });
      }
      case 'message.received':
        if (typeof data['voice'] === 'string') this.#onVoice(data['voice']);
        return this.#received(sql, data as { seq: number; fromMe: boolean; late: boolean; old: boolean });
      case 'voice.settled':
        return this.#count(data['heard'] === true ? 'voice note heard' : 'voice note not heard');
      case 'followup.ended':
        return data['said'] === true ? this.#count('follow-up said') : undefined;
      case 'followup.ignored':
        return this.#count('follow-up ignored');
      case 'turn.started': {
        const { turnId, generation, lastInSeq, loose, spans } = data as Turn & { turnId: string; spans: Span[] };
        this.#turns.set(turnId, { generation, lastInSeq, loose });
        return this.#write({ f: 'conv.turn', contact, turnId, covers: this.#inboundIn(spans) });
      }
      case 'turn.replied':
        return this.#replied(data as { turnId: string; coveredSeq: number });
      case 'optout.recorded':
        this.#count('opted out');
        return this.#write({ f: 'conv.optout', contact, generation: this.#control.generation });
      case 'optin.recorded':
        return this.#write({ f: 'conv.optin', contact });
      case 'optout.returned':
        return data['over'] === true ? this.#write({ f: 'conv.optin', contact }) : undefined;
      case 'command.queued':
        return this.#queued(sql, data as Queued);
    }
    const [, state] =
      /^command\.(dispatched|accepted|delivered|read|failed|cancelled|expired|unknown)$/.exec(kind) ?? [];
    if (state === undefined) return;
    this.#write({ f: 'conv.state', contact, commandId: String(data['commandId']), state });
  }

  #inboundIn(spans: readonly Span[]): number[] {
    return this.#inbound.filter((seq) => spans.some(({ first, last }) => first <= seq && seq <= last));
  }

  #received(sql: Sql, { seq, fromMe, late, old }: { seq: number; fromMe: boolean; late: boolean; old: boolean }): void {
    const row = sql.first<{ wa_id: string }>('SELECT wa_id FROM messages WHERE seq = ?', seq);
    if (!fromMe && !old) {
      this.#lastInSeq = seq;
      this.#inbound.push(seq);
    }
    const key = row === null ? '?' : (JSON.parse(row.wa_id) as string);
    this.#write({ f: 'conv.stored', contact: this.#contact, seq, key, from: fromMe ? 'owner' : 'contact', late, old });
  }

  #replied({ turnId, coveredSeq }: { turnId: string; coveredSeq: number }): void {
    const turn = this.#turns.get(turnId) ?? { generation: -1, lastInSeq: -1, loose: false };
    this.#write({
      f: 'conv.reply',
      contact: this.#contact,
      turnId,
      snapshot: { generation: turn.generation, lastInSeq: turn.lastInSeq },
      now: { ...this.#control, lastInSeq: this.#lastInSeq },
      coveredSeq: turn.loose ? coveredSeq : null,
    });
  }

  #queued(sql: Sql, data: Queued): void {
    const { commandId, seq, class: kind, generation, turnId } = data;
    const row = sql.first<{ content: string }>('SELECT content FROM messages WHERE seq = ?', seq);
    const body = row === null ? '?' : (JSON.parse(row.content) as { text: string }).text;
    this.#write({
      f: 'conv.command',
      contact: this.#contact,
      commandId,
      class: kind,
      generation,
      order: seq,
      body,
      turnId,
    });
  }
}
