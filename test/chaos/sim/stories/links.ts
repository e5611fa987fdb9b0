import { LINK_FRAMES } from '../../link-frames.ts';
import { ANA, busy, expectThat, one, says, step, takes, until, type Story } from './story.ts';

export const links: readonly Story[] = [
  ...LINK_FRAMES.map((frame): Story => ({
    row: 13,
    name: `D21: three of ten frames are lost: ${frame}`,
    injects: [`drop ${frame}`],
    story: async (world) => {
      world.network.faults = { ...world.network.faults, drop: { [frame]: 0.3 } };
      for (let i = 0; i < 4 || (world.injected[`drop ${frame}`] === undefined && i < 20); i++) {
        await busy(world, 1);
        if (['hello', 'welcome', 'status'].includes(frame)) world.agent.connection?.cut();
        if (['sync', 'ping', 'pong'].includes(frame)) await world.run(130_000);
      }
    },
    seeds: 2,
  })),
  {
    row: 14,
    name: 'D12 D32: every frame comes again and again',
    injects: ['duplicate frame'],
    story: async (world) => {
      world.network.faults = { ...world.network.faults, duplicate: 1 };
      await busy(world, 6);
    },
  },
  {
    row: 15,
    name: 'D13: frames overtake each other',
    injects: ['reorder frame'],
    story: async (world) => {
      world.network.faults = { ...world.network.faults, reorder: 0.5 };
      await busy(world, 6);
    },
  },
  {
    row: 16,
    name: 'D21: the line is dead and nobody says so: found within 45 s',
    injects: ['link half open'],
    story: async (world) => {
      await busy(world, 1);
      await step(world, { do: 'halfOpen', ms: 0, after: 0 });
      await says(world, ANA, 2, 100);
      const from = world.scheduler.clock.now();
      await until(world, (event) => event.f === 'gw.lease' && event.at > from, 120_000);
      const found = world.scheduler.clock.now() - from;
      world.count(found <= 47_000 ? 'found in time' : `found after ${Math.round(found / 1000)} s`);
      await busy(world, 1);
    },
    expects: ({ injected }) => expectThat(injected['found in time'] === 1, JSON.stringify(injected)),
  },
  {
    row: 18,
    name: 'D20: two agents with one credential',
    injects: ['second agent'],
    options: { keepsOurIds: true },
    story: async (world) => {
      await step(world, { do: 'secondAgent', ms: 240_000, after: 0 });
      await busy(world, 8);
      await step(world, { do: 'halfOpen', ms: 0, after: 0 });
      await busy(world, 8);
    },
  },
  {
    row: 19,
    name: 'D20: two agents, one of which restarts fifty times',
    injects: ['second agent', 'agent killed'],
    options: { keepsOurIds: true },
    story: async (world) => {
      const second = world.newAgent('two');
      for (let i = 0; i < 50; i++) {
        world.count('second agent');
        second.start();
        if (i % 5 === 0) await says(world, i % 3, 1);
        await world.run(world.random.int(300, 4_000));
        world.count('agent killed');
        second.kill();
      }
    },
    expects: ({ history }) => expectThat(history.filter(one('gw.lease')).length > 40, 'few leases were taken'),
    seeds: 3,
  },
  {
    row: 29,
    name: 'C4: a takeover while the agent is away stands before any queued send when it comes back',
    injects: ['agent killed', 'taken over'],
    story: async (world) => {
      await says(world);
      await until(world, one('conv.reply'));
      await says(world);
      world.agent.kill();
      world.count('agent killed');
      await world.run(20_000);
      await takes(world);
      await world.run(5_000);
      world.agent.start();
      await world.run(30_000);
    },
  },
];
