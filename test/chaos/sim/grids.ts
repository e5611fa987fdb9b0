import type { SimCase, Found } from './cases.ts';
import { AGENT_POINTS, take, WORKER_POINTS, type Step } from './commands.ts';
import { live, type Outcome } from './run.ts';
import type { World } from './world.ts';

/** Small exhaustive grids: one thing happens at every named point of a conversation, in every order that matters. */

export type Injected = Record<string, number>;

export const nothingInjected = (): Injected => ({});

export const add = (a: Injected, b: Injected): Injected => {
  const both = { ...a };
  for (const [key, n] of Object.entries(b)) both[key] = (both[key] ?? 0) + n;
  return both;
};

/** The way of a reply, from the turn to WhatsApp's tick. */
export const SEND_PATH = [
  'turn.before_start',
  'turn.started',
  'turn.before_think',
  'turn.thought',
  'turn.before_commit',
  'turn.committed',
  'send.before_rpc',
  'gateway.enqueue.before_commit',
  'gateway.enqueue.after_commit',
  'gateway.push.placed',
  'send.after_rpc',
  'after_intent',
  'after_wa_accept',
  'before_report',
  'report.before_commit',
  'report.committed',
  'gateway.report.committed',
] as const;
const OTHERS = [...WORKER_POINTS, ...AGENT_POINTS].filter((point) => !(SEND_PATH as readonly string[]).includes(point));

/** Milliseconds between the point and what happens there: before anything else, among what is on its way, after it. */
const ORDERS = [0, 8, 120] as const;
/** A process that died is back after this. */
const DOWN_MS = 400;
/** Milliseconds between the death and what happens next: while it is down, as it comes back, among what it begins with. */
const CRASH_ORDERS = [20, DOWN_MS + 2, DOWN_MS + 300] as const;

const ANA = 0;
const BIA = 1;

type Event = (world: World) => void;
type Lived = Outcome & { reached: boolean };

const acts =
  (act: Step): Event =>
  (world) =>
    void take(world, act).catch(() => {});
const says =
  (who: number, text?: string): Event =>
  (world) => {
    const person = world.people[who];
    if (person) world.whatsapp.says(person, text ?? `pergunta ${world.random.int(0, 9_999)}`, false);
  };

const asks = says(ANA);
const takesOver = acts({ do: 'takeover', who: ANA, by: 0, after: 0 });

/** Lives a story in which, once `arm` was called, `happens` is called when the point is first reached. */
const atPoint = async (
  seed: number,
  point: string,
  happens: (world: World) => void,
  story: (world: World, arm: () => void) => Promise<void>,
): Promise<Lived> => {
  let isArmed = false;
  let reached = false;
  const outcome = await live(
    seed,
    async (world) => {
      // Somebody known, so that a takeover finds a row to click on.
      await take(world, { do: 'inbound', who: ANA, count: 1, gap: 0, after: 15_000 });
      await story(world, () => (isArmed = true));
    },
    {
      onHit: (hit, world) => {
        if (!isArmed || hit !== point) return;
        isArmed = false;
        reached = true;
        world.count(`at ${point}`);
        happens(world);
      },
    },
  );
  return { ...outcome, reached };
};

/** One question, and `event` so long after the point on the way of its answer. */
const eventAt = (point: string, delayMs: number, event: Event): Promise<Lived> =>
  atPoint(
    11,
    point,
    (world) => world.later(delayMs, () => event(world)),
    async (world, arm) => {
      arm();
      asks(world);
      await world.run(25_000);
    },
  );

/** What may follow a crash. */
const NEXT: Record<string, Event> = {
  nothing: () => {},
  'a message': asks,
  'a takeover': takesOver,
  'a message of a person': acts({ do: 'agentSend', who: ANA, by: 1, after: 0 }),
  'the owner types': acts({ do: 'owner', who: ANA, after: 0 }),
  'an opt-out': says(ANA, 'parar'),
  'an eviction': (world) => {
    for (const object of world.worker.objects) object.evict();
  },
  'a cut line': acts({ do: 'dropLink', ms: 0, after: 0 }),
  'both processes die': (world) => {
    world.crashWorker(DOWN_MS);
    world.crashAgent(world.agent, DOWN_MS);
  },
};

/** The process whose code comes to this point dies there; `next` happens so long after. Some points need the luck of a seed. */
const crashAt = async (point: string, delayMs: number, next: Event): Promise<Lived> => {
  for (let seed = 13; ; seed++) {
    const lived = await crashOnce(seed, point, delayMs, next);
    if (lived.reached || lived.violations.length > 0 || seed === 20) return lived;
  }
};

const crashOnce = (seed: number, point: string, delayMs: number, next: Event): Promise<Lived> => {
  const isAgents = (AGENT_POINTS as readonly string[]).includes(point);
  return atPoint(
    seed,
    point,
    (world) => {
      if (isAgents) world.crashAgent(world.agent, DOWN_MS);
      else world.crashWorker(DOWN_MS);
      world.later(delayMs, () => next(world));
    },
    async (world, arm) => {
      arm();
      asks(world);
      // Somebody whom nobody knows yet.
      says(BIA)(world);
      await world.run(9_000);
      takesOver(world);
      await world.run(3_000);
      await take(world, { do: 'agentSend', who: ANA, by: 0, after: 2_000 });
      world.agent.connection?.cut();
      await world.run(10_000);
    },
  );
};

type Cell = { name: string; live: () => Promise<Lived> };

/** Lives every cell, and says which one broke a promise or was never reached. */
const liveCells = async (cells: readonly Cell[]): Promise<Found> => {
  let injected = nothingInjected();
  for (const cell of cells) {
    const { reached, violations, injected: faults } = await cell.live();
    injected = add(injected, { ...faults, cells: 1 });
    const [broken] = violations;
    if (broken) return { injected, why: `${cell.name}: ${broken.invariant} ${broken.contact ?? ''} ${broken.what}` };
    if (!reached) return { injected, why: `${cell.name}: the point was never reached` };
  }
  return { injected, why: null };
};

const cellsOf = (
  points: readonly string[],
  delays: readonly number[],
  events: Record<string, Event>,
  cell: (point: string, delayMs: number, event: Event) => Promise<Lived>,
): SimCase['parts'] =>
  points.map((point) => {
    const cells = delays.flatMap((delayMs) =>
      Object.entries(events).map(([name, event]) => ({
        name: `${point} + ${delayMs} ms, ${name}`,
        live: () => cell(point, delayMs, event),
      })),
    );
    return { name: point, run: () => liveCells(cells) };
  });

export const takeoverGrid: SimCase = {
  row: 28,
  name: 'C2 C4: a takeover at every point on the way of a reply, in every order',
  injects: ['taken over', ...SEND_PATH.map((point) => `at ${point}`)],
  parts: cellsOf(SEND_PATH, ORDERS, { 'a takeover': takesOver }, eventAt),
};

export const inboundGrid: SimCase = {
  row: 31,
  name: 'T1 T3: a new message at every point on the way of a reply, in every order',
  injects: SEND_PATH.map((point) => `at ${point}`),
  parts: cellsOf(SEND_PATH, ORDERS, { 'a message': asks }, eventAt),
};

export const crashesGrid: SimCase = {
  row: 2,
  name: 'P5: the process dies at each of its named points, then any of nine things happens, before, while and after it is back',
  injects: ['worker killed', 'agent killed', ...SEND_PATH.map((point) => `at ${point}`)],
  parts: [...cellsOf(SEND_PATH, CRASH_ORDERS, NEXT, crashAt), ...cellsOf(OTHERS, [20], NEXT, crashAt)],
};
