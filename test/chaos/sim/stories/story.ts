import type { HistoryEvent } from '../../checker/history.ts';
import { take, type Step } from '../commands.ts';
import type { Outcome } from '../run.ts';
import type { World, WorldOptions } from '../world.ts';

/** A row of the fault matrix (DELIVERY §3) as a story of its own: the fault at its place, over several seeds. */
export type Story = {
  row: number;
  name: string;
  /** What must have been injected, at least once over all seeds. */
  injects: string[];
  story: (world: World) => Promise<void>;
  /** What must be true besides the invariants; returns what is not. */
  expects?: (outcome: Outcome) => string[];
  options?: WorldOptions;
  seeds?: number;
};

export const ANA = 0;
export const BIA = 1;

export const step = async (world: World, one: Step): Promise<void> => take(world, one);
/** Plain questions: a story whose people ask for a human, or for no more messages, tells something else. */
export const says = async (world: World, who = ANA, count = 1, gap = 0): Promise<void> => {
  const person = world.people[who];
  if (!person) throw new Error('nobody is there');
  for (let i = 0; i < count; i++)
    world.later(i * gap, () => world.whatsapp.says(person, `pergunta ${world.random.int(0, 9_999)}`, false));
  await world.run(0);
};
export const takes = (world: World, who = ANA, by = 0): Promise<void> =>
  step(world, { do: 'takeover', who, by, after: 0 });
/** Waits for something to be written down. */
export const until = async (
  world: World,
  seen: (event: HistoryEvent) => boolean,
  withinMs = 60_000,
): Promise<boolean> => {
  let from = 0;
  for (let waited = 0; waited < withinMs; waited += 50) {
    if (world.history.slice(from).some(seen)) return true;
    from = world.history.length;
    await world.run(50);
  }
  return false;
};
export const one = (f: HistoryEvent['f']) => (event: HistoryEvent) => event.f === f;
export const killWorkerAt = (world: World, point: string, nth = 1, down = 500): void =>
  world.trap('worker', point, nth, 120_000, () => world.crashWorker(down));
export const killAgentAt = (world: World, point: string, nth = 1, down = 500): void =>
  world.trap('agent', point, nth, 120_000, () => world.crashAgent(world.agent, down));

export const sends = (outcome: Outcome): number => outcome.history.filter(one('wa.out')).length;
export const states = (outcome: Outcome): string[] =>
  outcome.history.flatMap((event) => (event.f === 'final.thread' ? event.commands.map(({ state }) => state) : []));
export const stored = (outcome: Outcome): number => outcome.history.filter(one('conv.stored')).length;
export const repliesOf = (outcome: Outcome): number => outcome.history.filter(one('conv.reply')).length;
export const expectThat = (holds: boolean, what: string): string[] => (holds ? [] : [what]);

/** Enough of everything for every frame to pass. */
export const busy = async (world: World, rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) {
    await says(world, i % 3, 2, 500);
    await world.run(9_000);
    if (i % 2 === 0) await takes(world, i % 3, 0);
    await world.run(1_000);
    await step(world, { do: 'agentSend', who: i % 3, by: 1, after: 1_000 });
    await step(world, { do: 'release', who: i % 3, by: 0, after: 2_000 });
  }
};
