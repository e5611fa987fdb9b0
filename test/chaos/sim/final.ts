import type { Content } from '@oconnector/protocol/model/content.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import { buildRow } from '../../../src/durable/conversation/row.ts';
import { openStore } from '../../../src/durable/conversation/store.ts';
import { openMeta } from '../../../src/durable/kit/meta.ts';
import type { Sql } from '../../../src/durable/kit/sql.ts';
import type { FinalEvent } from '../checker/history.ts';
import { checksumOf } from './database.ts';
import { wordsOfContent } from './whatsapp.ts';
import type { World } from './world.ts';

/** How everything stands at the end: read from the disks of the objects, past the product's own answers where that is possible. */
export const finalEvents = (world: World): FinalEvent[] => {
  const conversations = [...world.worker.conversations]
    .filter(([, object]) => !object.isBlank)
    .map(([contactId, object]) => ({ contactId, sql: object.peek() }));
  const stores = conversations.map(({ contactId, sql }) => ({ contactId, store: openStore(sql, openMeta(sql)) }));
  const rows = new Map(
    stores.flatMap(({ contactId, store }) => {
      const row = buildRow(store);
      return row === null ? [] : [[contactId, row] as const];
    }),
  );
  const message = (contactId: string, seq: number): Message | null =>
    stores.find((one) => one.contactId === contactId)?.store.message(seq) ?? null;
  return [
    ...threads(conversations),
    ...timers(world),
    ...[...rows].map(([contact, row]): FinalEvent => ({
      f: 'final.row',
      contact,
      version: row.version,
      checksum: checksumOf(row),
    })),
    ...world.d1.rows().map(({ contactId, version, checksum }): FinalEvent => ({
      f: 'final.projected',
      contact: contactId,
      version,
      checksum,
    })),
    ...feeds(world, rows, message),
    queues(world),
  ];
};

type MessageRow = {
  seq: number;
  direction: string;
  wa_id: string | null;
  author: string | null;
  content: string;
  late: number;
  old: number;
  command_id: string | null;
  status: string | null;
};
type Thread = Extract<FinalEvent, { f: 'final.thread' }>;

/** One thread for each person: what a second contact of the same person holds is a thread torn in two, and shows as such. */
const threads = (conversations: { contactId: string; sql: Sql }[]): Thread[] =>
  conversations.map(({ contactId, sql }) => {
    const received: Thread['received'] = [];
    const commands: Thread['commands'] = [];
    for (const row of sql.all<MessageRow>('SELECT * FROM messages ORDER BY seq')) {
      if (row.command_id !== null) commands.push({ seq: row.seq, commandId: row.command_id, state: row.status ?? '?' });
      else if (row.direction !== 'notice' && row.wa_id !== null) {
        const body = wordsOfContent(JSON.parse(row.content) as Content);
        received.push({
          seq: row.seq,
          key: JSON.parse(row.wa_id) as string,
          from: row.direction === 'in' ? 'contact' : 'owner',
          body,
          late: row.late === 1,
          old: row.old === 1,
        });
      }
    }
    return { f: 'final.thread', contact: contactId, received, commands };
  });

const timers = (world: World): FinalEvent[] =>
  world.worker.written.map((object) => ({
    f: 'final.timers',
    object: object.name,
    alarmMs: object.alarmAt,
    nowMs: world.scheduler.clock.now(),
    dueMs: object.peek().first<{ due: number | null }>('SELECT MIN(due_at) AS due FROM timers')?.due ?? null,
  }));

/** A list or a dashboard shows, line by line, what the conversations hold. */
const feeds = (
  world: World,
  rows: ReadonlyMap<string, ConversationRow>,
  message: (contactId: string, seq: number) => Message | null,
): FinalEvent[] => {
  const listed = (shown: Iterable<ConversationRow>): string =>
    [...shown]
      .map((row) => `${row.contact.contactId}:${JSON.stringify(row)}`)
      .toSorted()
      .join('\n');
  const server = listed(rows.values());
  const inbox = world.worker.inbox
    .peek()
    .all<{ row: string }>('SELECT row FROM rows')
    .map(({ row }) => JSON.parse(row) as ConversationRow);
  return [
    { f: 'final.feed', client: 'inbox', checksum: listed(inbox), server },
    {
      f: 'final.feed',
      client: 'link of the number',
      checksum: numberStatus(world),
      server: world.agent.isReady ? 'online' : 'offline',
    },
    ...world.dashboards.map((dashboard): FinalEvent => {
      const lines = [...dashboard.lines].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const held = lines.map(([key]) => {
        const [contactId = '', seq = ''] = key.split('#');
        return `${key} ${JSON.stringify(message(contactId, Number(seq)))}`;
      });
      const shown = lines.map(([key, line]) => `${key} ${JSON.stringify(line)}`);
      return {
        f: 'final.feed',
        client: dashboard.userId,
        checksum: [listed(dashboard.rows.values()), ...shown].join('\n'),
        server: [server, ...held].join('\n'),
      };
    }),
  ];
};

/** What the list of numbers says of the link. */
const numberStatus = (world: World): string => {
  const row = world.worker.inbox.peek().first<{ status: string }>('SELECT status FROM numbers');
  return row === null ? 'never told' : (JSON.parse(row.status) as NumberStatus).link;
};

const queues = (world: World): FinalEvent => {
  const { inbound, reports, open } = world.agent.waiting();
  const count = (sql: Sql, table: string): number =>
    sql.first<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`)?.n ?? 0;
  const outbox = world.worker.written.reduce((sum, object) => sum + count(object.peek(), 'outbox'), 0);
  return {
    f: 'final.queues',
    journal: inbound + reports + open,
    outbox,
    pending: count(world.worker.gateway.peek(), 'pending'),
    ready: world.agent.isReady,
  };
};
