import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { waOutIdOf } from '../../../bot-agent/src/identity.ts';
import type { ApiClient } from '../../support/api.ts';
import type { HistoryEvent } from '../checker/history.ts';
import { allRows, fingerprint, type Dashboard } from './dashboard.ts';
import type { WireEvent } from './frame-log.ts';
import type { PersonEvent } from './load.ts';

// A plain Omit would forget which fields belong to which kind.
type Written = HistoryEvent extends infer E ? (E extends { n: number; at: number } ? Omit<E, 'n'> : never) : never;
type Row = Awaited<ReturnType<typeof allRows>>['rows'] extends Map<string, infer R> ? R : never;
type LoggedEvent = Awaited<ReturnType<ApiClient['events']>>[number];
type Truth = {
  q: number;
  k: 'in' | 'out' | 'owner' | 'repeat';
  waId: string;
  phone: string;
  text: string;
  wall: number;
};

/** Everything that was read over the API while the processes still ran. */
export type Observed = {
  rows: Map<string, Row>;
  threads: Map<string, { messages: Message[]; events: LoggedEvent[] }>;
  feeds: { client: string; checksum: string; server: string }[];
  outbox: number;
  pending: number;
  ready: boolean;
};

const IN_PARALLEL = 4;

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, worker));
};

/** Lines of the simulated WhatsApp's own ground truth. */
export const readTruth = (stateDir: string): Truth[] => {
  const file = join(stateDir, 'bot/whatsapp/ground-truth.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Truth);
};

/** Reads threads and event logs of the contacts behind these phones, and what lists and feeds say. */
export const observe = async (
  api: ApiClient,
  phones: ReadonlySet<string>,
  dashboards: readonly Dashboard[],
): Promise<Observed> => {
  const { rows } = await allRows(api);
  const threads: Observed['threads'] = new Map();
  const ours = [...rows.values()].filter(({ contact }) => contact.phone !== null && phones.has(contact.phone.e164));
  await inParallel(ours, async ({ contact: { contactId } }) => {
    const messages = await api.thread(contactId);
    threads.set(contactId, { messages, events: await api.events('Conversation', contactId) });
  });
  const { numbers } = await api.get<{
    numbers: { link: string; pending: number; channel: { state: string } | null }[];
  }>('/api/whatsapp/numbers');
  const server = fingerprint((await allRows(api)).rows);
  return {
    rows,
    threads,
    feeds: dashboards.map((dashboard) => ({
      client: dashboard.name,
      checksum: short(fingerprint(dashboard.rows)),
      server: short(server),
    })),
    outbox: await owed(api),
    pending: numbers.reduce((sum, { pending }) => sum + pending, 0),
    ready: numbers.some(({ link, channel }) => link === 'online' && channel?.state === 'ready'),
  };
};

/** Effects that objects still owe. The list is what they last pushed, which may be lost; who seems to owe something is asked. */
export const owed = async (api: ApiClient): Promise<number> => {
  const { objects } = await api.objects();
  let sum = 0;
  for (const { class: objectClass, name, outboxDepth } of objects) {
    if (outboxDepth === 0) continue;
    const { detail } = await api.object(objectClass, name.split(':')[2] ?? '');
    sum += detail.outbox.length;
  }
  return sum;
};

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** One history out of all sources. Each source keeps its own order; between sources the clock of this machine decides. */
export const historyOf = (
  stateDir: string,
  observed: Observed,
  wire: readonly WireEvent[],
  people: readonly PersonEvent[],
): HistoryEvent[] => {
  const truth = readTruth(stateDir);
  const contactOf = new Map(
    [...observed.rows.values()].flatMap(({ contact }) =>
      contact.phone ? [[contact.phone.e164, contact.contactId]] : [],
    ),
  );
  const phoneOfKey = new Map(truth.map(({ waId, phone }) => [waId, phone]));
  const contactOfKey = (key: string): string => contactOf.get(phoneOfKey.get(key) ?? '') ?? `unknown ${key}`;

  const sources: Written[][] = [
    truth.map((line) => ofTruth(line, contactOf, commandsByWaId(observed))),
    wire.map((event): Written =>
      event.f === 'covered'
        ? { at: event.at, f: 'bot.covered', contact: contactOfKey(event.key), key: event.key }
        : event,
    ),
    [...people],
    ofBotLog(stateDir, commandsById(observed)),
    ...[...observed.threads].map(([contact, thread]) => ofConversation(contact, thread)),
  ];
  const merged = merge(sources);
  const end = (merged.at(-1)?.at ?? 0) + 1;
  return [...merged, ...finals(stateDir, observed, truth, contactOf, end)].map((event, n) => ({ ...event, n }));
};

/** Merges by time without ever changing the order within a source. */
const merge = (sources: readonly Written[][]): Written[] => {
  const timed = sources.map((events) => {
    let last = 0;
    return events.map((event) => ({ event, at: (last = Math.max(last, event.at)) }));
  });
  const heads = timed.map((events, source) => ({ events, source, next: 0 }));
  const merged: Written[] = [];
  // Sorting what is sorted already within each source is stable, so equal times keep the order of the sources.
  const all = heads.flatMap(({ events, source }) =>
    events.map(({ event, at }, place) => ({ event, at, source, place })),
  );
  all.sort((a, b) => a.at - b.at || a.source - b.source || a.place - b.place);
  for (const { event } of all) merged.push(event);
  return merged;
};

type CommandFact = { commandId: string; contact: string; class: 'reply' | 'human' | 'notice'; generation: number };

const commandsById = (observed: Observed): Map<string, CommandFact> => {
  const found = new Map<string, CommandFact>();
  for (const [contact, { events }] of observed.threads) {
    for (const { kind, data } of events) {
      if (kind !== 'command.queued') continue;
      const commandId = String(data['commandId']);
      found.set(commandId, {
        commandId,
        contact,
        class: data['class'] as CommandFact['class'],
        generation: Number(data['generation']),
      });
    }
  }
  return found;
};

const commandsByWaId = (observed: Observed): Map<string, string> =>
  new Map([...commandsById(observed).keys()].map((id) => [waOutIdOf(id), id]));

const ofTruth = (
  line: Truth,
  contactOf: ReadonlyMap<string, string>,
  commands: ReadonlyMap<string, string>,
): Written => {
  const contact = contactOf.get(line.phone) ?? `unknown ${line.phone}`;
  if (line.k === 'in') return { at: line.wall, f: 'wa.in', contact, key: line.waId, body: line.text };
  if (line.k === 'owner') return { at: line.wall, f: 'wa.owner', contact, key: line.waId, body: line.text };
  return {
    at: line.wall,
    f: 'wa.out',
    contact,
    commandId: commands.get(line.waId) ?? `nobody's ${line.waId}`,
    body: line.text,
  };
};

/** The agent's own log, which one process writes in the order in which it acts. */
const ofBotLog = (stateDir: string, commands: ReadonlyMap<string, CommandFact>): Written[] => {
  const files = ['bot.log.1', 'bot.log'].map((name) => join(stateDir, 'logs', name)).filter((file) => existsSync(file));
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.flatMap((line): Written[] => {
    if (!line.includes('"intent"') && !line.includes('"fence"')) return [];
    let said: Record<string, unknown>;
    try {
      said = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return [];
    }
    const at = Date.parse(String(said['at']));
    if (said['event'] === 'fence')
      return [{ at, f: 'bot.fence', contact: String(said['contactId']), minGeneration: Number(said['minGeneration']) }];
    const command = said['event'] === 'intent' ? commands.get(String(said['commandId'])) : undefined;
    if (!command) return [];
    return [
      {
        at,
        f: 'bot.intent',
        contact: command.contact,
        commandId: command.commandId,
        class: command.class,
        generation: command.generation,
      },
    ];
  });
};

type Holder = 'bot' | 'human' | 'paused';

/** The conversation's log, told in the checker's words. What a commit was made into is folded here from the events before it. */
const ofConversation = (
  contact: string,
  { messages, events }: { messages: Message[]; events: LoggedEvent[] },
): Written[] => {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const unsaid = new Set(events.filter(({ kind }) => kind === 'turn.unsaid').map(({ data }) => String(data['turnId'])));
  const turns = new Map<string, { generation: number; firstInSeq: number; lastInSeq: number; loose: boolean }>();
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
        firstInSeq: number;
        lastInSeq: number;
        loose: boolean;
      };
      turns.set(turn.turnId, turn);
      // A reply that never left answered nobody: another turn covers the same messages.
      const covers = unsaid.has(turn.turnId) ? [] : inboundBetween(messages, turn.firstInSeq, turn.lastInSeq);
      told.push({ at, f: 'conv.turn', contact, turnId: turn.turnId, covers });
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

const inboundBetween = (messages: readonly Message[], first: number, last: number): number[] =>
  messages.flatMap((message) =>
    message.direction === 'in' && !message.old && message.seq >= first && message.seq <= last ? [message.seq] : [],
  );

const finals = (
  stateDir: string,
  observed: Observed,
  truth: readonly Truth[],
  contactOf: ReadonlyMap<string, string>,
  at: number,
): Written[] => {
  const threads = [...observed.threads].map(([contact, { messages }]): Written => ({
    at,
    f: 'final.thread',
    contact,
    ...threadOf(messages),
  }));
  // Who wrote and has no conversation at all.
  const lost = new Set(
    truth.filter(({ k, phone }) => k === 'in' && !contactOf.has(phone)).map(({ phone }) => `unknown ${phone}`),
  );
  for (const contact of lost) threads.push({ at, f: 'final.thread', contact, received: [], commands: [] });
  const rows = [...observed.rows.values()].map((row): Written => ({
    at,
    f: 'final.row',
    contact: row.contact.contactId,
    version: row.version,
    checksum: rowChecksum(row),
  }));
  const queues: Written = {
    at,
    f: 'final.queues',
    journal: journalDepth(stateDir),
    outbox: observed.outbox,
    pending: observed.pending,
    ready: observed.ready,
  };
  return [
    ...threads,
    ...rows,
    ...projected(stateDir).map((row): Written => ({ at, f: 'final.projected', ...row })),
    ...observed.feeds.map((feed): Written => ({ at, f: 'final.feed', ...feed })),
    ...timersOf(stateDir).map((timer): Written => ({ at, f: 'final.timers', ...timer })),
    queues,
  ];
};

type Thread = Pick<Extract<HistoryEvent, { f: 'final.thread' }>, 'received' | 'commands'>;

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

const databases = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
        .map((name) => join(folder, name))
    : [];

const readRows = <T>(file: string, sql: string): T[] => {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
};

const rowChecksum = (row: Row): string =>
  short(
    JSON.stringify([
      row.numberId,
      row.status,
      row.activity,
      row.control.holder.kind,
      row.control.generation,
      row.lastSeq,
      row.lastAt,
      row.inboundCount,
      row.waitingSince,
      row.unsettled,
    ]),
  );

type Projected = {
  contact_id: string;
  version: number;
  number_id: string;
  status: string;
  activity: string;
  holder_kind: string;
  generation: number;
  last_seq: number;
  last_at: number;
  inbound_count: number;
  waiting_since: number | null;
  unsettled: number;
};

/** The D1 file that has the projection. */
export const d1File = (stateDir: string): string => {
  const folder = join(stateDir, 'v3/d1/miniflare-D1DatabaseObject');
  const file = databases(folder).find(
    (candidate) => readRows(candidate, "SELECT name FROM sqlite_master WHERE name = 'conversations'").length > 0,
  );
  if (file === undefined) throw new Error(`no projection under ${folder}`);
  return file;
};

/** The projection as it stands in D1's own file. */
export const projected = (stateDir: string): { contact: string; version: number; checksum: string }[] =>
  readRows<Projected>(d1File(stateDir), 'SELECT * FROM conversations').map((row) => ({
    contact: row.contact_id,
    version: row.version,
    checksum: short(
      JSON.stringify([
        row.number_id,
        row.status,
        row.activity,
        row.holder_kind,
        row.generation,
        row.last_seq,
        row.last_at,
        row.inbound_count,
        row.waiting_since,
        row.unsettled,
      ]),
    ),
  }));

/** Messages and reports that the agent still has to deliver. */
const journalDepth = (stateDir: string): number => {
  const file = join(stateDir, 'bot/journal.db');
  if (!existsSync(file)) return 0;
  const [row] = readRows<{ n: number }>(
    file,
    "SELECT (SELECT count(*) FROM inbound) + (SELECT count(*) FROM reports) + (SELECT count(*) FROM commands WHERE state IN ('stored', 'intent')) AS n",
  );
  return row?.n ?? 0;
};

/** The earliest timer of each conversation and the alarm that workerd keeps for it, from the files of both. */
const timersOf = (
  stateDir: string,
): { object: string; dueMs: number | null; alarmMs: number | null; nowMs: number }[] => {
  const folder = join(stateDir, 'v3/do/oconnector-Conversation');
  const nowMs = Date.now();
  const alarms = alarmsOf(folder);
  return databases(folder).map((file) => {
    const id = file.slice(folder.length + 1, -'.sqlite'.length);
    const [row] = readRows<{ due: number | null }>(file, 'SELECT MIN(due_at) AS due FROM timers');
    return { object: id, dueMs: row?.due ?? null, alarmMs: alarms.get(id) ?? null, nowMs };
  });
};

/** Alarms by object id, in milliseconds. */
const alarmsOf = (folder: string): Map<string, number> => {
  const file = join(folder, 'metadata.sqlite');
  if (!existsSync(file)) return new Map();
  // Nanoseconds do not fit into a number.
  const rows = readRows<{ actor_id: string; ms: number }>(
    file,
    'SELECT actor_id, scheduled_time / 1000000 AS ms FROM _cf_ALARM',
  );
  return new Map(rows.map(({ actor_id, ms }) => [actor_id, ms]));
};
