import { rebuildProjection } from '../rebuild.ts';
import { ANA, busy, expectThat, one, repliesOf, says, states, step, type Story } from './story.ts';

export const stores: readonly Story[] = [
  {
    row: 20,
    name: 'D34: the clock of the agent jumps an hour ahead, a day back, and back again',
    injects: ['clock stepped'],
    story: async (world) => {
      for (const skew of [3_600_000, -86_400_000]) {
        await busy(world, 1);
        await step(world, { do: 'clockStep', skew, ms: 40_000, after: 0 });
        await busy(world, 2);
        await world.run(60_000);
      }
    },
    expects: (outcome) => expectThat(!states(outcome).includes('expired'), 'a clock made replies expire'),
  },
  {
    row: 21,
    name: 'P3: D1 is down, then slow',
    injects: ['D1 down', 'D1 slow'],
    story: async (world) => {
      world.d1.mood = 'down';
      await busy(world, 2);
      world.d1.mood = 'slow';
      await busy(world, 2);
    },
    expects: (outcome) => expectThat(repliesOf(outcome) >= 3, `${repliesOf(outcome)} replies while D1 was away`),
  },
  {
    row: 22,
    name: 'P6: D1 is wiped and rebuilt while conversations go on',
    injects: ['D1 wiped', 'projection rebuilt'],
    story: async (world) => {
      await busy(world, 3);
      world.count('D1 wiped');
      world.d1.wipe();
      rebuildProjection(world);
      await busy(world, 1);
    },
  },
  {
    row: 23,
    name: 'P1: projections arrive in any order and twice',
    injects: ['projected again'],
    story: async (world) => {
      const project = world.d1.project.bind(world.d1);
      world.d1.project = async (clienteId, rows) => {
        const again = (): void => {
          world.count('projected again');
          void project(clienteId, rows).catch(() => {});
        };
        world.scheduler.after(world.random.int(0, 20_000), again);
        await project(clienteId, rows);
      };
      await busy(world, 4);
    },
  },
  {
    row: 41,
    name: 'D1 D2: a person shows by phone, by @lid and without the ninth digit',
    injects: ['flipped'],
    story: async (world) => {
      for (let i = 0; i < 10; i++) {
        await says(world, ANA, 1);
        await world.run(6_000);
        world.count('flipped');
        await step(world, { do: 'flip', who: ANA, after: 100 });
      }
    },
    expects: ({ history }) =>
      expectThat(history.filter(one('final.thread')).length === 1, 'one person, several conversations'),
  },
  {
    row: 52,
    name: 'D15: the history comes twice, out of order and with old messages',
    injects: ['history shuffled', 'agent killed'],
    story: async (world) => {
      const [, , caio] = world.people;
      if (!caio) throw new Error('nobody is there');
      world.agent.kill();
      world.count('agent killed');
      for (let i = 0; i < 40; i++) world.whatsapp.says(caio, `velha ${i}`, false, (40 - i) * 20 * 60_000);
      await says(world, ANA, 4, 1_500);
      await world.run(10_000);
      world.whatsapp.faults = { ...world.whatsapp.faults, historyShuffled: true };
      world.agent.start();
      await world.run(30_000);
      await says(world, ANA, 2, 1_500);
      await world.run(20_000);
    },
    expects: ({ history }) => {
      const oldOnes = history.filter((event) => event.f === 'conv.stored' && event.old);
      const answered = history.filter((event) => event.f === 'conv.turn' && event.contact === 'caio').length;
      return [
        ...expectThat(oldOnes.length >= 35, `${oldOnes.length} old messages were stored as old`),
        ...expectThat(answered <= 1, `${answered} turns over old messages`),
      ];
    },
  },
];
