import { setTimeout as sleep } from 'node:timers/promises';
import { rssOf } from '../test/chaos/processes/cases/loads.ts';
import { Attendant } from '../test/chaos/processes/load.ts';
import { LinkClient } from '../test/chaos/processes/link-client.ts';
import { World } from '../test/chaos/processes/world.ts';
import { SeededRandom } from '../test/chaos/sim/scheduler.ts';
import { newPhone, Phones } from '../test/support/phone.ts';
import { until } from '../test/support/wait.ts';
import { percentile, type Measure } from './report.ts';

const CONTACTS = 1_000;
const PER_SECOND = 250;
const BURST = 10_000;
const TAKEOVERS = 40;
const RESUMES = 3;
const MB = 1024 * 1024;

const QUESTIONS = [
  'Vocês entregam hoje?',
  'Qual o horário de vocês?',
  'Aceita pix?',
  'Quanto custa o frete?',
  'Posso trocar?',
];
const say = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** An agent of its own: it pairs over the API, and the demo's agent is out. */
const ownAgent = async (world: World): Promise<LinkClient> => {
  const { body: made } = await world.api.ask<{ code: string }>(
    'POST',
    `/api/whatsapp/numbers/${world.instance.bot.numberId}/pairing-code`,
  );
  const answer = await fetch(`${world.instance.url}/api/whatsapp/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: made.code, botId: 'bench', host: 'bench' }),
  });
  const { credential } = (await answer.json()) as { credential: string };
  const agent = new LinkClient({ serverUrl: world.instance.url, credential, commands: 'accept' });
  await agent.connect();
  agent.ready();
  return agent;
};

/**
 * Writes at a fixed pace whatever the answers do: a queue that grows shows in the times. Whose turn it is is drawn, the same way in every
 * run: people do not write in step, and contacts that write every 4.000 s would all hit the very end of a debounce of 4 s.
 */
const atPace = async (
  agent: LinkClient,
  phones: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<void> => {
  const random = new SeededRandom(1);
  const from = performance.now();
  let written = 0;
  for (;;) {
    const elapsed = performance.now() - from;
    if (elapsed >= seconds * 1_000) return;
    for (const due = Math.floor((elapsed / 1_000) * perSecond); written < due; written++) {
      agent.write(random.pick(phones), `${QUESTIONS[written % QUESTIONS.length]} (${written})`);
    }
    await sleep(5);
  }
};

const memoryOf = async (world: World, what: string): Promise<Record<string, number>> => {
  const { worker, workerd, bot } = await world.pids();
  const [a, b, c] = await Promise.all([rssOf(worker), rssOf(workerd), rssOf(bot).catch(() => 0)]);
  say(
    `resident memory, ${what}: worker ${Math.round(a / MB)} MB, workerd ${Math.round(b / MB)} MB, bot ${Math.round(c / MB)} MB`,
  );
  return { worker: a, workerd: b, bot: c };
};

const MEMORY_EVERY_MS = 10_000;

/**
 * The load for so many minutes, and how the resident memory grows: at the end against after 5 minutes, or after a sixth of a
 * shorter run. Each is the median of five samples, 10 s apart, for the collector comes when it likes.
 */
const memorySlope = async (
  world: World,
  agent: LinkClient,
  phones: readonly string[],
  minutes: number,
): Promise<Measure[]> => {
  const samples: Record<'worker' | 'workerd', number>[] = [];
  const { worker, workerd } = await world.pids();
  const loaded = atPace(agent, phones, PER_SECOND, minutes * 60);
  const end = performance.now() + minutes * 60_000;
  while (performance.now() < end) {
    await sleep(MEMORY_EVERY_MS);
    samples.push({ worker: await rssOf(worker), workerd: await rssOf(workerd) });
    if (samples.length % 6 === 0) await memoryOf(world, `after ${samples.length / 6} min, ${agent.waiting} waiting`);
  }
  await loaded;
  const early = Math.min(5, minutes / 6) * 6;
  return (['worker', 'workerd'] as const).map((process) => {
    const median = (from: number): number =>
      percentile(
        samples.slice(Math.max(0, from - 5), Math.max(5, from)).map((sample) => sample[process]),
        0.5,
      );
    return {
      what: `resident memory of ${process} after ${minutes} min ÷ after ${(early / 6).toFixed(1)} min`,
      value: median(samples.length) / median(Math.round(early)),
      target: 1.1,
      unit: '×',
    };
  });
};

/** Kills one process and measures until messages are acknowledged again over a new session. */
const resumes = async (world: World, victim: 'workerd' | 'bot'): Promise<number> => {
  const phones = new Phones(world.api);
  await phones.connect();
  const phone = newPhone();
  phones.open(phone);
  const times: number[] = [];
  for (let i = 0; i < RESUMES; i++) {
    phones.send(phone, 'antes');
    await until('it to be stored', () => phones.unconfirmed === 0);
    // Ten healthy seconds, after which the supervisor restarts without delay.
    await sleep(10_500);
    const at = Date.now();
    await world.kill(victim);
    phones.send(phone, 'depois');
    const resumed = await until('messages to be acknowledged again', () => world.frames.resumedAfter(at), 120_000);
    times.push((resumed - at) / 1_000);
  }
  phones.close();
  return Math.max(...times);
};

const takeovers = async (world: World): Promise<number> => {
  const phones = new Phones(world.api);
  await phones.connect();
  const attendant = new Attendant(world.api, new SeededRandom(1), world.frames);
  for (let i = 0; i < TAKEOVERS; i++) {
    const phone = newPhone();
    phones.open(phone);
    phones.send(phone, QUESTIONS[i % QUESTIONS.length] ?? '');
    const row = await until('the conversation', () => world.api.byPhone(phone));
    await attendant.takeover(row.contact.contactId);
  }
  phones.close();
  return percentile(attendant.confirmMs, 0.95);
};

/**
 * The link under load. Resuming and takeovers are measured with the bot agent and its simulated WhatsApp; load and burst with a bare
 * client of the link protocol, so that no channel is the bottleneck. Every message is stored, answered by the embedded assistant
 * under the deployed debounce (4 s quiet, 15 s at most) and projected, as in production; fsyncs are real.
 */
export const measureLink = async (seconds = 30, minutes = 0): Promise<Measure[]> => {
  const world = await World.start({ env: { DEBOUNCE_QUIET_MS: '4000', DEBOUNCE_MAX_MS: '15000' } });
  try {
    say('takeovers');
    const takeoverMs = await takeovers(world);
    say('kill -9 of the worker, then of the bot');
    const workerS = await resumes(world, 'workerd');
    const botS = await resumes(world, 'bot');

    const agent = await ownAgent(world);
    const contacts = Array.from({ length: CONTACTS }, newPhone);
    say(`${CONTACTS} contacts write for the first time`);
    for (const phone of contacts) agent.write(phone, 'oi');
    await until('all of them to be stored', () => agent.waiting === 0, 120_000);
    // The load is a steady one: what the first messages call for, an answer to each contact, is not part of it.
    await until(
      'each contact to be answered',
      () => new Set(agent.commands.map(({ contactId }) => contactId)).size >= CONTACTS,
      300_000,
    );
    await memoryOf(world, 'before the load');
    say(`${PER_SECOND} messages a second for ${seconds} s`);
    agent.ackMs.length = 0;
    const from = performance.now();
    const heldBefore = agent.held;
    const commandsBefore = agent.commands.length;
    await atPace(agent, contacts, PER_SECOND, seconds);
    await until('the rest to be stored', () => agent.waiting === 0, 120_000);
    const rate = (agent.held - heldBefore) / ((performance.now() - from) / 1_000);
    const acks = [...agent.ackMs];
    await memoryOf(world, 'after the load');
    const answers = agent.commands.length - commandsBefore;
    say(
      `acknowledged after p50 ${Math.round(percentile(acks, 0.5))} ms, p95 ${Math.round(percentile(acks, 0.95))} ms; ${answers} commands came down; nacks: ${agent.nacks.length}`,
    );

    const slope = minutes > 0 ? await memorySlope(world, agent, contacts, minutes) : [];
    await until('the rest to be stored', () => agent.waiting === 0, 120_000);
    const one = newPhone();
    say(`${BURST} messages from one contact at once`);
    const burstFrom = performance.now();
    for (let i = 0; i < BURST; i++) agent.write(one, `mensagem ${i}`);
    await until('all of them to be stored', () => agent.waiting === 0, 240_000);
    const burstS = (performance.now() - burstFrom) / 1_000;
    agent.close();
    return [
      {
        what: `link: inbound sustained from ${CONTACTS} contacts, ${seconds} s`,
        value: rate,
        target: PER_SECOND * 0.98,
        unit: 'msg/s',
      },
      { what: 'link: written → acknowledged, p50', value: percentile(acks, 0.5), target: 1_500, unit: 'ms' },
      { what: 'link: written → acknowledged, p99', value: percentile(acks, 0.99), target: 1_500, unit: 'ms' },
      { what: `link: ${BURST} messages of one contact stored`, value: burstS, target: 30, unit: 's' },
      { what: `kill -9 of workerd → acknowledged again, worst of ${RESUMES}`, value: workerS, target: 10, unit: 's' },
      { what: `kill -9 of the bot → acknowledged again, worst of ${RESUMES}`, value: botS, target: 30, unit: 's' },
      { what: `takeover → agent's word, p95 of ${TAKEOVERS}`, value: takeoverMs, target: 500, unit: 'ms' },
      ...slope,
    ];
  } finally {
    await world.end();
  }
};
