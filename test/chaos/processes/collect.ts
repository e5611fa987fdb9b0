import { waOutIdOf } from '../../../bot-agent/src/identity.ts';
import type { ApiClient } from '../../support/api.ts';
import type { HistoryEvent } from '../checker/history.ts';
import type { BotSaid } from './bot-log.ts';
import { tell, type CommandFact, type Told, type Written } from './conversation-log.ts';
import { allRows, fingerprint, type Dashboard } from './dashboard.ts';
import { journalDepth, projected, rowChecksum, short, timersOf } from './files.ts';
import type { WireEvent } from './frame-log.ts';
import type { PersonEvent } from './load.ts';
import type { Truth } from './truth.ts';

type Row = Awaited<ReturnType<typeof allRows>>['rows'] extends Map<string, infer R> ? R : never;

/** Everything that was read over the API while the processes still ran. */
export type Observed = {
  rows: Map<string, Row>;
  told: Map<string, Told>;
  feeds: { client: string; checksum: string; server: string }[];
  outbox: number;
  pending: number;
  ready: boolean;
};

const IN_PARALLEL = 4;

const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, worker));
};

/**
 * Reads threads and event logs of the contacts behind these phones, and what lists and feeds say. What was read `before` and has not
 * changed since is not read again.
 */
export const observe = async (
  api: ApiClient,
  phones: ReadonlySet<string>,
  dashboards: readonly Dashboard[],
  before: Observed | null,
): Promise<Observed> => {
  const { rows } = await allRows(api);
  const told: Observed['told'] = new Map(before?.told);
  const ours = [...rows.values()].filter(({ contact }) => contact.phone !== null && phones.has(contact.phone.e164));
  const changed = ours.filter(({ contact, version }) => before?.rows.get(contact.contactId)?.version !== version);
  await inParallel(changed, async ({ contact: { contactId } }) => {
    // Bodies and events are told in few words at once: a long run has more of them than memory should hold.
    told.set(contactId, tell(contactId, await api.thread(contactId), await api.events('Conversation', contactId)));
  });
  const { numbers } = await api.get<{
    numbers: { link: string; pending: number; channel: { state: string } | null }[];
  }>('/api/whatsapp/numbers');
  const server = fingerprint((await allRows(api)).rows);
  return {
    rows,
    told,
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

/** Whether any conversation has gone on since it was read. */
export const hasGoneOn = async (api: ApiClient, { rows }: Observed): Promise<boolean> =>
  fingerprint((await allRows(api)).rows) !== fingerprint(rows);

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

export type Sources = {
  stateDir: string;
  observed: Observed;
  truth: readonly Truth[];
  wire: readonly WireEvent[];
  people: readonly PersonEvent[];
  bot: readonly BotSaid[];
};

/** One history out of all sources. Each source keeps its own order; between sources the clock of this machine decides. */
export const historyOf = ({ stateDir, observed, truth, wire, people, bot }: Sources): HistoryEvent[] => {
  const contactOf = new Map(
    [...observed.rows.values()].flatMap(({ contact }) =>
      contact.phone ? [[contact.phone.e164, contact.contactId]] : [],
    ),
  );
  const phoneOfKey = new Map(truth.map(({ waId, phone }) => [waId, phone]));
  const contactOfKey = (key: string): string => contactOf.get(phoneOfKey.get(key) ?? '') ?? `unknown ${key}`;
  const commands = new Map(
    [...observed.told.values()].flatMap((told) => told.commands.map((fact) => [fact.commandId, fact])),
  );
  const commandOf = new Map([...commands.keys()].map((id) => [waOutIdOf(id), id]));

  const merged = merge([
    truth.map((line) => ofTruth(line, contactOf, commandOf)),
    wire.map((event): Written =>
      event.f === 'covered'
        ? { at: event.at, f: 'bot.covered', contact: contactOfKey(event.key), key: event.key }
        : event,
    ),
    people,
    bot.flatMap((said) => ofBot(said, commands)),
    ...[...observed.told.values()].map(({ events }) => events),
  ]);
  const end = (merged.at(-1)?.at ?? 0) + 1;
  for (const event of finals(stateDir, observed, truth, contactOf, end)) merged.push(event);
  return merged.map((event, n) => Object.assign(event, { n }));
};

/** Merges by time without ever changing the order within a source. */
const merge = (sources: readonly (readonly Written[])[]): Written[] => {
  const all = sources.flat();
  const times = new Float64Array(all.length);
  let place = 0;
  for (const events of sources) {
    let last = 0;
    for (const { at } of events) times[place++] = last = Math.max(last, at);
  }
  // Equal times keep the order of the sources, and so the order within each.
  const order = Uint32Array.from(all, (_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return Array.from(order, (i) => all[i] as Written);
};

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
const ofBot = (said: BotSaid, commands: ReadonlyMap<string, CommandFact>): Written[] => {
  if (said.event === 'fence')
    return [{ at: said.at, f: 'bot.fence', agent: 'bot', contact: said.contactId, minGeneration: said.minGeneration }];
  const command = commands.get(said.commandId);
  return command ? [{ at: said.at, f: 'bot.intent', agent: 'bot', ...command }] : [];
};

const finals = (
  stateDir: string,
  observed: Observed,
  truth: readonly Truth[],
  contactOf: ReadonlyMap<string, string>,
  at: number,
): Written[] => {
  const threads = [...observed.told].map(([contact, { thread }]): Written => ({
    at,
    f: 'final.thread',
    contact,
    ...thread,
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
