import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contact } from '../../../bot-agent/test/standin/standin.ts';
import { until } from '../../support/wait.ts';
import { judge, soundly, type Judged } from '../judge.ts';
import { processesOn, renderersOf } from '../processes.ts';
import { World } from '../world.ts';
import { planOf, type Kind, type Step } from './plan.ts';
import { sampleOf, type Sample } from './samples.ts';

export type SoakOptions = {
  totalMs: number;
  /** Between two disturbances, and between two messages. */
  disturbEveryMs: number;
  writeEveryMs: number;
  sampleEveryMs: number;
  /** Arguments of Node that start the agent; null runs it from source. */
  agent: string[] | null;
  log: (line: string) => void;
};

export type Soak = {
  seconds: number;
  done: Record<string, number>;
  samples: Sample[];
  /** Processes of the agent's folder that were there after its last end. */
  leftBehind: number;
  messages: { written: number; stored: number; late: number; lost: number; storedTwice: number };
  sends: { taken: number; twice: number; unknown: number };
  violations: string[];
};

const CONTACTS = 12;
const SETTLE_MS = 180_000;
/** Patience with a busy machine, and with an agent that takes its dying browsers for a crash loop. */
const BACK_MS = 240_000;
const QUESTIONS = ['Qual o horário?', 'Vocês entregam hoje?', 'Aceita pix?', 'Onde vocês ficam?', 'Posso trocar?'];

/** People who write whatever happens, and read what they get. Every other one is shown by lid. */
const crowd = (world: World): { contacts: Contact[]; write: () => void } => {
  const contacts = Array.from({ length: CONTACTS }, (_, i) =>
    world.standIn.contact(`55119771${String(10_000 + i)}`, `Pessoa ${i}`),
  );
  let written = 0;
  const write = (): void => {
    const i = written++ % CONTACTS;
    const contact = contacts[i];
    if (!contact) return;
    world.standIn.write(contact, `${QUESTIONS[written % QUESTIONS.length]} (${written})`, {
      as: i % 2 ? 'lid' : 'phone',
    });
    for (const level of [2, 3] as const) {
      const reader = contacts[(i + 2 * level) % CONTACTS];
      if (reader) world.standIn.tick(reader, level);
    }
  };
  return { contacts, write };
};

/** Disturbs once and waits until the number is ready again. Nothing of an agent outlives it, or this throws. */
const disturb = async (world: World, kind: Kind, start: () => Promise<void>): Promise<void> => {
  const since = world.now;
  switch (kind) {
    case 'agent killed':
    case 'agent restarted':
      await world.endBot(kind === 'agent killed' ? 'SIGKILL' : 'SIGTERM');
      await start();
      return void (await world.untilReady(since, BACK_MS));
    case 'browser killed':
      return void (await world.untilReady(world.killBrowser(), BACK_MS));
    case 'page crashed':
      for (const pid of renderersOf(world.botDir)) process.kill(pid, 'SIGKILL');
      return void (await world.untilReady(since, BACK_MS));
    case 'WhatsApp dropped':
      world.standIn.drop();
      return void (await world.untilReady(since, BACK_MS));
    case 'link cut':
      world.proxy.cut();
      return void (await until('the link to be back', () =>
        world
          .lines()
          .slice(since)
          .some(({ event }) => event === 'welcomed'),
      ));
  }
};

/** Calls `work` every so often until it is told to stop. */
const every = (ms: number, work: () => void): (() => void) => {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
};

const duplicatesIn = (values: readonly string[]): number => values.length - new Set(values).size;

/** What became of every message, counted from the stand-in's own record and the threads; the checker's word is beside it. */
const account = (
  world: World,
  { violations, tally, history }: Judged,
): Pick<Soak, 'messages' | 'sends' | 'violations'> => {
  const stored = history.flatMap((event) => (event.f === 'final.thread' ? event.received.map(({ key }) => key) : []));
  const has = new Set(stored);
  const taken = world.standIn.truth().map(({ id }) => id);
  return {
    messages: {
      written: world.standIn.written.length,
      stored: has.size,
      late: tally.late,
      lost: world.standIn.written.filter(({ id }) => !has.has(id)).length,
      storedTwice: duplicatesIn(stored),
    },
    sends: { taken: new Set(taken).size, twice: duplicatesIn(taken), unknown: tally.commands['unknown'] ?? 0 },
    violations: violations.map(({ invariant, what }) => `${invariant} ${what}`),
  };
};

const through = async (
  world: World,
  plan: readonly Step[],
  start: () => Promise<void>,
  log: (line: string) => void,
): Promise<Record<string, number>> => {
  const done: Record<string, number> = {};
  const from = performance.now();
  for (const { kind, atMs } of plan) {
    await sleep(Math.max(0, from + atMs - performance.now()));
    const begun = performance.now();
    await disturb(world, kind, start);
    done[kind] = (done[kind] ?? 0) + 1;
    const { written } = world.standIn;
    log(
      `${kind}, back after ${Math.round(performance.now() - begun)} ms; ${written.length} messages in, ${world.standIn.truth().length} out`,
    );
  }
  return done;
};

/**
 * The real library in a real browser for a while, with people who write, and browsers, pages, connections and agents that die. Throws when
 * the number does not come back, or an agent leaves a process behind.
 */
export const soak = async (options: SoakOptions): Promise<Soak> => {
  const { totalMs, agent, log } = options;
  const world = await World.start(mkdtempSync(join(tmpdir(), 'oconnector-soak-')));
  const start = (): Promise<void> => (agent === null ? world.startBot() : world.startBot({}, agent));
  const stops: (() => void)[] = [];
  try {
    await start();
    await world.link(0);
    const { contacts, write } = crowd(world);
    const from = performance.now();
    const samples: Sample[] = [];
    stops.push(every(options.writeEveryMs, write));
    stops.push(every(options.sampleEveryMs, () => samples.push(sampleOf(world, (performance.now() - from) / 1_000))));
    const done = await through(world, planOf(totalMs, options.disturbEveryMs), start, log);
    await sleep(Math.max(0, from + totalMs - performance.now()));
    for (const stop of stops) stop();
    const seconds = (performance.now() - from) / 1_000;
    log('waiting until all is at rest');
    const judged = await soundly(world, contacts, { limitMs: SETTLE_MS }).catch(() => judge(world, contacts));
    const counted = account(world, judged);
    await world.endBot('SIGTERM');
    return { seconds, done, samples, leftBehind: processesOn(world.botDir, world.browserPid).length, ...counted };
  } finally {
    for (const stop of stops) stop();
    await world.stop();
  }
};
