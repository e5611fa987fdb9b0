import { setTimeout as sleep } from 'node:timers/promises';
import { LINK_FRAMES } from '../link-frames.ts';
import type { SeededRandom } from '../sim/scheduler.ts';
import { NO_FAULTS, type Faults } from './fault-proxy.ts';
import { LinkClient } from './link-client.ts';
import type { Victim, World } from './world.ts';

/** One thing that is done to the processes, and for how long its consequences are left alone. */
type Act = {
  name: string;
  /** What is left alone at least, so that its consequences are seen. */
  pauseMs: number;
  /** Who dies of it. */
  kills?: 'worker' | 'bot';
  run: (world: World) => Promise<void>;
};

/** A bad line that few frames meet is no fault: while an agent is on its way back, it stays bad a little longer. */
const FRAMES_MET = 8;
const MET_MS = 6_000;

/** Sets the link's faults for a while. Frames that nobody would ever miss are no fault, so each kind is in it. */
const noisy = (
  name: string,
  faults: (random: SeededRandom) => Partial<Faults>,
  random: SeededRandom,
  forMs: number,
): Act => ({
  name,
  pauseMs: 800,
  run: async (world) => {
    const before = world.proxy.tampered;
    world.proxy.faults = { ...NO_FAULTS, ...faults(random) };
    await sleep(forMs);
    for (let waited = 0; waited < MET_MS && world.proxy.tampered < before + FRAMES_MET; waited += 100) await sleep(100);
    world.proxy.faults = NO_FAULTS;
  },
});

const dropOf = (random: SeededRandom): Partial<Faults> => ({
  drop: Object.fromEntries([...LINK_FRAMES, 'nack'].map((kind) => [kind, random.chance(0.5) ? 0.3 : 0])),
});

const kill = (victim: Victim, pauseMs: number): Act => ({
  name: `kill ${victim}`,
  pauseMs,
  kills: victim === 'bot' ? 'bot' : 'worker',
  run: async (world) => void (await world.kill(victim)),
});

const FAILPOINT_MS = 5_000;
const BACK_MS = 10_000;

/** An agent that is on its way back does nothing that leads to a failpoint. */
const isBack = async (world: World): Promise<void> => {
  for (const from = performance.now(); performance.now() - from < BACK_MS; await sleep(250)) {
    if (await world.isOnline().catch(() => false)) return;
  }
};

const failpoint = (name: string, count: number): Act => ({
  name: `die at ${name}`,
  pauseMs: 2_500,
  kills: 'bot',
  run: async (world) => {
    await isBack(world);
    await world.simulate({ failpoint: `${name}:kill:${count}` });
    for (let waited = 0; waited < FAILPOINT_MS; waited += 50) {
      if (await world.failpointFired()) {
        world.kills.push({ victim: 'bot', how: name, at: Date.now() });
        return;
      }
      await sleep(50);
    }
    await world.simulate({});
  },
});

const stopped = (forMs: number): Act => ({
  name: 'stop bot for a while',
  pauseMs: 500,
  run: async (world) => {
    const { bot } = await world.pids();
    try {
      process.kill(bot, 'SIGSTOP');
      await sleep(forMs);
      process.kill(bot, 'SIGCONT');
    } catch {
      // It had just died of something else.
    }
  },
});

const GHOST_MS = 4_000;

const secondAgent = (forMs: number): Act => ({
  name: 'second agent with the same credential',
  pauseMs: 2_500,
  kills: 'bot',
  run: async (world) => {
    const { credential } = await world.credential();
    const ghost = new LinkClient({ serverUrl: world.proxy.url, credential, commands: 'ignore' });
    try {
      await Promise.race([ghost.connect(), sleep(GHOST_MS)]);
      await sleep(forMs);
    } catch {
      // The Worker was away; so was the chance.
    }
    ghost.close();
    // The agent that was replaced waits for a minute; a person would start it anew.
    await world.kill('bot', 'kill -9 after a second agent');
  },
});

/** Everything there is, so that a run meets each kind before it meets one twice. */
const deck = (random: SeededRandom, noise: number): Act[] => [
  kill('workerd', 3_500),
  failpoint('after_intent', random.int(1, 4)),
  noisy('drop', dropOf, random, 2_500 * noise),
  kill('bot', 2_500),
  noisy('duplicate', () => ({ duplicates: 2 }), random, 1_500 * noise),
  kill('worker', 3_500),
  failpoint('after_wa_accept', random.int(1, 4)),
  { name: 'cut', pauseMs: 800, run: async (world) => world.proxy.cut() },
  noisy('reorder', () => ({ reorderWindow: 20 }), random, 2_000 * noise),
  failpoint('after_journal', random.int(1, 4)),
  stopped(random.int(500, 2_500)),
  noisy('delay', () => ({ delayMs: [5, 250] }), random, 1_500 * noise),
  kill('workerd', 3_500),
  failpoint('before_report', random.int(1, 4)),
  secondAgent(random.int(200, 900)),
  {
    name: 'half-open for a moment',
    pauseMs: 500,
    run: async (world) => {
      world.proxy.faults = { ...NO_FAULTS, halfOpen: true };
      await sleep(random.int(500, 2_000));
      world.proxy.cut();
      world.proxy.faults = NO_FAULTS;
    },
  },
];

const shuffled = <T>(items: readonly T[], random: SeededRandom): T[] => {
  const left = [...items];
  return items.map(() => left.splice(random.int(0, left.length - 1), 1)[0] as T);
};

export type Pace = {
  /** From one act to the next on average, where they are not longer by themselves. */
  actEveryMs: number;
  /** So often somebody should die: when fewer have, acts follow each other faster. */
  killEveryMs: number;
  /** How much longer than usual the link stays bad. */
  noise: number;
};

/** The supervisor waits longer and longer for a process that dies sooner than this (scripts/lib/service.ts); a run is no study of that. */
const LIVED_MS = 11_000;

/** Takes the next act of the deck whose victim has lived long enough to be put back at once; the next one when there is none. */
const deal = (acts: Act[], world: World): Act | undefined => {
  const died = (who: Act['kills']): number =>
    world.kills.findLast(({ victim }) => (victim === 'bot') === (who === 'bot'))?.at ?? 0;
  const ripe = acts.findIndex(({ kills }) => kills === undefined || Date.now() - died(kills) >= LIVED_MS);
  return acts.splice(Math.max(0, ripe), 1)[0];
};

/**
 * Does to the processes what the seed says, until the time is over. Returns how often each thing was done. The kinds come in a
 * seeded order, every kind once before any comes again.
 */
export const torment = async (
  world: World,
  random: SeededRandom,
  over: AbortSignal,
  log: (line: string) => void,
  { actEveryMs, killEveryMs, noise }: Pace,
): Promise<Record<string, number>> => {
  const done: Record<string, number> = {};
  const begun = performance.now();
  for (let acts: Act[] = []; !over.aborted;) {
    if (acts.length === 0) acts = shuffled(deck(random, noise), random);
    const act = deal(acts, world);
    if (!act) break;
    const from = performance.now();
    log(act.name);
    await act.run(world).catch((error: unknown) => log(`${act.name}: ${String(error)}`));
    done[act.name] = (done[act.name] ?? 0) + 1;
    const isBehind = world.kills.length < (performance.now() - begun) / killEveryMs - 1;
    const stretched = isBehind ? 0 : actEveryMs - 500 - (performance.now() - from);
    const rest = random.int(0, 1_000) + Math.max(act.pauseMs, stretched);
    await sleep(rest, undefined, { signal: over }).catch(() => {});
  }
  await world.heal();
  return done;
};
