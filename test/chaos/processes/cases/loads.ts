import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { LINK_PING, PING_EVERY_MS } from '@oconnector/protocol/link/heartbeat.ts';
import { newPhone } from '../../../support/phone.ts';
import { until } from '../../../support/wait.ts';
import { expectThat } from '../../report/case.ts';
import { type FaultCase } from './stage.ts';

/** Commands under way at most (DELIVERY §2.5). */
const DOWN_WINDOW = 16;
const MB = 1024 * 1024;
/** Events that a dashboard may owe acknowledgements for (docs/PROTOCOL, Live). */
const CREDIT = 256;

/** Resident memory of a process in bytes. */
export const rssOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
};

/** Row 17. */
const slowConsumer: FaultCase = {
  row: 17,
  layer: 'L2',
  name: 'a dashboard and an agent that do not read: credits end, and the socket is closed or waits',
  run: async (stage) => {
    const { api, instance } = stage.world;
    const numbers = Array.from({ length: 30 }, newPhone);
    // Over HTTP: the simulated phones cannot be heard while another agent has the number.
    const write = async (round: string): Promise<void> => {
      for (let i = 0; i < 10; i++) {
        await Promise.all(
          numbers.map((from, k) =>
            api.ask('POST', '/api/whatsapp/message', {
              numberId: 'num_demo',
              messageId: `${round}-${from}-${i}`,
              from,
              text: `Vocês entregam hoje? ${i}.${k}`,
            }),
          ),
        );
      }
    };
    const { workerd } = await stage.world.pids();
    // The same twice with everybody reading: the first time objects come into being, the second time shows what they need anyway.
    await write('first');
    await sleep(3_000);
    const warm = await rssOf(workerd);
    await write('read');
    await sleep(3_000);
    const anyway = Math.max(0, (await rssOf(workerd)) - warm);
    const { live } = await api.conversations();
    const socket = new WebSocket(
      `${instance.url.replace(/^http/, 'ws')}/api/live?since=${live.head}&epoch=${live.epoch}`,
      { headers: { authorization: `Bearer ${await api.token()}` } },
    );
    let closedWith: number | null = null;
    let received = 0;
    socket.on('close', (code) => (closedWith = code));
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { t: string; events?: unknown[] };
      received += frame.events?.length ?? 0;
    });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.pause();
    const before = await rssOf(workerd);
    const unacknowledged = await stage.withGhost(async (ghost) => {
      ghost.pause();
      // It hangs in reading alone: as a dead one it would be closed before the window is full.
      const pulse = setInterval(() => ghost.rawText(LINK_PING), PING_EVERY_MS).unref();
      await write('unread');
      await until(
        'more news than a dashboard may owe',
        async () => (await api.conversations()).live.head > live.head + CREDIT,
      );
      // Answers come when the debounce has run out; that no more come than the window lets through shows once it is full.
      const underWay = async (): Promise<number> => {
        const { detail } = await api.object('Gateway', 'num_demo');
        return (detail.state['unacknowledged'] as unknown[]).length;
      };
      await until(
        'as many commands under way as the window lets through',
        async () => (await underWay()) >= DOWN_WINDOW,
      );
      await sleep(1_000);
      clearInterval(pulse);
      const sent = await underWay();
      ghost.resume();
      return sent;
    });
    const grown = (await rssOf(workerd)) - before - anyway;
    socket.resume();
    await until('what was under way to arrive', () => received > 0);
    await sleep(1_000);
    socket.terminate();
    expectThat(closedWith === null || closedWith === 4413, `the dashboard was closed with ${String(closedWith)}`);
    expectThat(received <= CREDIT, `${received} events were sent to a dashboard that acknowledged none`);
    // The window, and what the agent acknowledged before it fell silent and was asked for again since: that keeps its place.
    expectThat(
      unacknowledged >= DOWN_WINDOW && unacknowledged <= 2 * DOWN_WINDOW,
      `${unacknowledged} commands were under way to an agent that does not read`,
    );
    return {
      'sockets not read': 2,
      'events sent on credit': received,
      'commands sent on credit': unacknowledged,
      'MB grown': Math.max(0, Math.round(grown / MB)),
    };
  },
};

/** Row 32; the benchmark does it with ten thousand. */
const burst: FaultCase = {
  row: 32,
  layer: 'L2',
  name: 'a burst of 1 500 messages from one contact: all stored, a few turns, nobody else waits',
  run: async (stage) => {
    const [phone, other] = [await stage.phone(), await stage.phone()];
    const from = Date.now();
    for (let i = 0; i < 1_500; i++) stage.phones.send(phone, `mensagem ${i}`);
    stage.phones.send(other, 'Aceita pix?');
    await until(
      'all of them to be stored',
      async () => (await stage.world.api.byPhone(phone))?.inboundCount === 1_500,
      180_000,
    );
    const took = Date.now() - from;
    await stage.settled(other);
    await stage.settled(phone);
    const turns = (await stage.world.api.events('Conversation', await stage.contact(phone))).filter(
      ({ kind }) => kind === 'turn.started',
    ).length;
    expectThat(turns >= 1 && turns <= 3 + took / 400, `${turns} turns in ${took} ms`);
    await stage.soundly(phone, other);
    return { messages: 1_501, turns, 'ms until stored': took };
  },
};

const OLD = 1_000;

/** Row 52. Written into the store of the simulated WhatsApp behind the agent's back, as messages are that came while it was away. */
const oldHistory: FaultCase = {
  row: 52,
  layer: 'L2',
  name: 'a history of a thousand old messages, told twice and backwards: what is new is answered, what is old is stored in silence',
  run: async (stage) => {
    const phone = await stage.phone();
    stage.phones.send(phone, 'oi');
    await stage.answered(phone);
    await stage.settled(phone);
    const repliesBefore = stage.said(phone).length;
    const quiet = await stage.phone();
    await stage.world.simulate({ history: 'jumbled' });
    const now = Date.now();
    const db = new DatabaseSync(join(stage.world.stateDir, 'bot/whatsapp/whatsapp.db'), { timeout: 5_000 });
    // A history without its phone is no chat to WhatsApp, and opening a phone takes its time.
    await until('the second phone to be known', () => db.prepare('SELECT 1 FROM phones WHERE phone = ?').get(quiet));
    const insert = (to: string, id: string, text: string, at: number): void => {
      db.prepare("INSERT INTO messages (wa_id, phone, sender, content, at, ack) VALUES (?, ?, 'phone', ?, ?, 1)").run(
        id,
        to,
        JSON.stringify({ type: 'text', text }),
        at,
      );
      db.prepare(
        'INSERT INTO truth (q, k, wa_id, wall) VALUES ((SELECT coalesce(max(q), 0) + 1 FROM truth), ?, ?, ?)',
      ).run('in', id, at);
    };
    db.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < OLD; i++) insert(quiet, `3AOLD${i}${now}`, `antiga ${i}`, now - 20 * 3_600_000 + i * 1_000);
    for (let i = 0; i < 3; i++) insert(phone, `3ANEW${i}${now}`, `Aceita pix? (${i})`, now - 3_000 + i * 1_000);
    db.exec('COMMIT');
    db.close();
    await stage.world.crash('bot');
    await stage.isOnline();
    await until('what is new to be stored', async () => (await stage.inbound(phone)).length === 4);
    await stage.answered(phone, 2);
    await stage.settled(phone);
    const old = await until('what is old to be stored', async () => {
      const found = await stage.inbound(quiet);
      return found.length > 0 && (await stage.world.api.byPhone(quiet))?.inboundCount === found.length && found;
    });
    expectThat(
      old.every((message) => message.old),
      'something old counts as new',
    );
    expectThat(new Set(old.map(({ waId }) => waId)).size === old.length, 'something old was stored twice');
    expectThat(stage.said(quiet).length === 0, 'something old was answered');
    expectThat(stage.said(phone).length > repliesBefore, 'what was new was not answered');
    await stage.soundly(phone);
    await stage.world.simulate({});
    return { 'old messages in the history': OLD, 'old messages stored': old.length, 'new messages in it': 3 };
  },
};

export const loadCases: FaultCase[] = [slowConsumer, burst, oldHistory];
