import type { Message } from '@oconnector/protocol/model/message.ts';
import type { ApiClient } from '../../support/api.ts';
import type { HistoryEvent } from '../checker/history.ts';

// A plain Omit would forget which fields belong to which kind.
export type Written = HistoryEvent extends infer E
  ? E extends { n: number; at: number }
    ? Omit<E, 'n'>
    : never
  : never;
type LoggedEvent = Awaited<ReturnType<ApiClient['events']>>[number];
export type CommandFact = {
  commandId: string;
  contact: string;
  class: 'reply' | 'human' | 'notice';
  generation: number;
};

/** One conversation in the checker's words; what it was read from need not be kept. */
export type Told = {
  events: Written[];
  thread: Thread;
  commands: CommandFact[];
  /** Messages that a turn of the bot answered, and messages that came. */
  answered: number;
  received: number;
};

/** Tells a conversation from its messages and its own log. */
export const tell = (contact: string, messages: readonly Message[], events: readonly LoggedEvent[]): Told => {
  const thread = threadOf(messages);
  return {
    events: ofConversation(contact, { messages, events }),
    thread,
    commands: events.filter(({ kind }) => kind === 'command.queued').map((event) => factOf(contact, event)),
    answered: answeredByTurns(messages, events),
    received: thread.received.filter(({ from, old }) => from === 'contact' && !old).length,
  };
};

const factOf = (contact: string, { data }: LoggedEvent): CommandFact => ({
  commandId: String(data['commandId']),
  contact,
  class: data['class'] as CommandFact['class'],
  generation: Number(data['generation']),
});

type Span = { first: number; last: number };

/** Messages covered by a turn whose reply was committed and did not end unsaid. */
const answeredByTurns = (messages: readonly Message[], events: readonly LoggedEvent[]): number => {
  const unsaid = new Set(events.filter(({ kind }) => kind === 'turn.unsaid').map(({ data }) => String(data['turnId'])));
  const started = new Map(
    events.flatMap(({ kind, data }) =>
      kind === 'turn.started' ? [[String(data['turnId']), data['spans'] as Span[]] as const] : [],
    ),
  );
  const answered = new Set<number>();
  for (const { kind, data } of events) {
    const spans = kind === 'turn.replied' ? started.get(String(data['turnId'])) : undefined;
    if (!spans || unsaid.has(String(data['turnId']))) continue;
    for (const seq of inboundIn(messages, spans)) answered.add(seq);
  }
  return answered.size;
};

type Holder = 'bot' | 'human' | 'paused';

/** The conversation's log, told in the checker's words. What a commit was made into is folded here from the events before it. */
const ofConversation = (
  contact: string,
  { messages, events }: { messages: readonly Message[]; events: readonly LoggedEvent[] },
): Written[] => {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const turns = new Map<string, { generation: number; lastInSeq: number; loose: boolean }>();
  const now: { generation: number; lastInSeq: number; holder: Holder } = { generation: 1, lastInSeq: 0, holder: 'bot' };
  const told: Written[] = [];
  const textOf = (seq: number): string => {
    const message = bySeq.get(seq);
    return message && message.direction !== 'notice' && message.content.type === 'text' ? message.content.text : '';
  };
  for (const { at, kind, data } of events) {
    if (kind === 'message.received') {
      const seq = Number(data['seq']);
      const message = bySeq.get(seq);
      const key = message && message.direction !== 'notice' ? (message.waId ?? '') : '';
      const from = data['fromMe'] === true ? 'owner' : 'contact';
      told.push({
        at,
        f: 'conv.stored',
        contact,
        seq,
        key,
        from,
        late: data['late'] === true,
        old: data['old'] === true,
      });
      if (from === 'contact' && data['old'] !== true) now.lastInSeq = seq;
    } else if (kind === 'control.changed') {
      const control = data['control'] as { generation: number; holder: { kind: Holder } };
      Object.assign(now, { generation: control.generation, holder: control.holder.kind });
      told.push({ at, f: 'conv.control', contact, generation: control.generation, holder: control.holder.kind });
    } else if (kind === 'turn.started') {
      const turn = data as unknown as {
        turnId: string;
        generation: number;
        spans: Span[];
        lastInSeq: number;
        loose: boolean;
      };
      turns.set(turn.turnId, turn);
      told.push({ at, f: 'conv.turn', contact, turnId: turn.turnId, covers: inboundIn(messages, turn.spans) });
    } else if (kind === 'turn.replied') {
      const turnId = String(data['turnId']);
      const turn = turns.get(turnId);
      told.push({
        at,
        f: 'conv.reply',
        contact,
        turnId,
        snapshot: { generation: turn?.generation ?? -1, lastInSeq: turn?.lastInSeq ?? -1 },
        now: { ...now },
        coveredSeq: turn?.loose === true ? Number(data['coveredSeq']) : null,
      });
    } else if (kind === 'command.queued') {
      const seq = Number(data['seq']);
      told.push({
        at,
        f: 'conv.command',
        contact,
        commandId: String(data['commandId']),
        class: data['class'] as CommandFact['class'],
        generation: Number(data['generation']),
        order: seq,
        body: textOf(seq),
        turnId: data['turnId'] === null ? null : String(data['turnId']),
      });
    } else if (kind.startsWith('command.') && kind !== 'command.asked' && kind !== 'command.echoed') {
      told.push({
        at,
        f: 'conv.state',
        contact,
        commandId: String(data['commandId']),
        state: kind.slice('command.'.length),
      });
    }
  }
  return told;
};

const inboundIn = (messages: readonly Message[], spans: readonly Span[]): number[] =>
  messages.flatMap((message) =>
    message.direction === 'in' &&
    !message.old &&
    spans.some(({ first, last }) => message.seq >= first && message.seq <= last)
      ? [message.seq]
      : [],
  );

export type Thread = Pick<Extract<HistoryEvent, { f: 'final.thread' }>, 'received' | 'commands'>;

const threadOf = (messages: readonly Message[]): Thread => {
  const received: Thread['received'] = [];
  const commands: Thread['commands'] = [];
  for (const message of messages) {
    if (message.direction === 'notice') continue;
    const body = message.content.type === 'text' ? message.content.text : '';
    if (message.direction === 'in')
      received.push({
        seq: message.seq,
        key: message.waId,
        from: 'contact',
        body,
        late: message.late,
        old: message.old,
      });
    else if (message.commandId !== null)
      commands.push({ seq: message.seq, commandId: message.commandId, state: message.status });
    else if (message.waId !== null)
      received.push({ seq: message.seq, key: message.waId, from: 'owner', body, late: false, old: false });
  }
  return { received, commands };
};
