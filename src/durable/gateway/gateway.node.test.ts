import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { Socket } from '../kit/sockets.ts';
import { nodeSql } from '../kit/node-sql.fixture.ts';
import { cancel, enqueue } from './commands.ts';
import { openGateway } from './context.ts';
import { receive } from './frames/receive.ts';
import { opened } from './link.ts';
import { statusOf } from './status.ts';

const fakeSocket = () => {
  const heard: DownFrame[] = [];
  let attachment: unknown = null;
  const socket: Socket = {
    send: (text) => void heard.push(JSON.parse(text) as DownFrame),
    close: () => {},
    serializeAttachment: (value) => void (attachment = structuredClone(value)),
    deserializeAttachment: () => attachment,
  };
  return { socket, heard };
};

it('a Gateway runs in this process, over node:sqlite, with a clock, randomness and neighbours of ours', async () => {
  const clock = { at: 1_000, now: () => clock.at };
  const { socket, heard } = fakeSocket();
  const ingested: string[] = [];
  let drawn = 0;
  const context = openGateway(
    {
      sql: nodeSql(new DatabaseSync(':memory:')),
      alarm: { get: async () => null, set: async () => {} },
      clock,
      random: { bytes: (n) => Uint8Array.from({ length: n }, () => drawn++ % 256) },
      sleep: () => new Promise(() => {}),
      background: (work) => void work.catch(() => {}),
    },
    'v1:cli_a:num_a',
    {
      directory: () => ({
        resolve: async (requests) =>
          requests.map(({ aliases }) => ({
            contact: { contactId: 'con_a', name: 'Ana', phone: null, aliases },
            created: false,
          })),
      }),
      conversation: () => ({
        ingest: async ({ items }) =>
          items.map(({ message }, i) => ({
            waId: (ingested.push(message.waId), message.waId),
            seq: i,
            outcome: 'stored' as const,
          })),
        report: async () => {},
        fenced: async () => {},
        quarantine: async () => {},
        checkup: async () => null,
      }),
      inbox: () => ({ numberChanged: async () => {}, typing: async () => {}, checkup: async () => null }),
      pushSnapshot: async () => {},
    },
    { all: () => [socket], lastBeatAt: () => null },
  );
  const say = (frame: UpFrame) => receive(context, socket, JSON.stringify(frame));

  opened(context, socket);
  await say({
    t: 'hello',
    proto: 1,
    botId: 'b',
    boot: 'x',
    journalEpoch: 'j',
    upNext: 2,
    gatewayEpoch: null,
    downHeld: 0,
    clock: 1_000,
  });
  await say({
    t: 'up',
    items: [
      {
        s: 1,
        message: {
          waId: 'wa-1',
          fromMe: false,
          contact: [{ kind: 'lid', value: '10001' }],
          pushName: null,
          content: { type: 'text', text: 'oi' },
          sentAt: 1,
          old: false,
        },
      },
    ],
  });
  const commandId = '01890a5d-ac96-774b-bcce-b302099a8057';
  enqueue(context, [
    {
      commandId,
      contactId: 'con_a',
      to: { kind: 'lid', value: '10001' },
      class: 'reply',
      generation: 1,
      order: 1,
      content: { type: 'text', text: 'Olá' },
      createdAt: 1,
      notAfter: null,
    },
  ]);
  expect(ingested).toEqual(['wa-1']);
  expect(heard.map(({ t }) => t)).toEqual(['welcome', 'ack', 'down']);
  expect(cancel(context, { contactId: 'con_a', minGeneration: 2 })).toEqual({ dropped: [], agent: 'told' });
  clock.at += 60_000;
  expect(statusOf(context)).toMatchObject({ link: 'offline', pending: 1 });
});
