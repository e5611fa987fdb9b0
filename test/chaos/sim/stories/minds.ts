import { ANA, expectThat, one, says, sends, takes, until, type Story } from './story.ts';

export const minds: readonly Story[] = [
  {
    row: 24,
    name: 'T5: the assistant never answers',
    injects: ['assistant hangs'],
    story: async (world) => {
      world.assistant.mode = 'hangs';
      await says(world);
      await world.run(150_000);
    },
    expects: ({ history }) =>
      expectThat(
        history.some((event) => event.f === 'conv.command' && event.class === 'notice'),
        'nobody told the contact that a person will answer',
      ),
  },
  {
    row: 26,
    name: 'T5 T6: the assistant talks rubbish',
    injects: ['assistant garbage'],
    story: async (world) => {
      world.assistant.mode = 'garbage';
      await says(world);
      await world.run(60_000);
    },
    expects: ({ history }) => [
      ...expectThat(
        !history.some((event) => event.f === 'conv.command' && event.class === 'reply'),
        'rubbish was sent',
      ),
      ...expectThat(
        history.some((event) => event.f === 'conv.command' && event.class === 'notice'),
        'nobody told the contact that a person will answer',
      ),
    ],
    seeds: 16,
  },
  {
    row: 27,
    name: 'T3 C2: the assistant answers after the takeover',
    injects: ['assistant latch', 'taken over'],
    story: async (world) => {
      world.assistant.mode = 'latch';
      await says(world);
      await until(world, one('conv.turn'));
      await world.run(4_000);
      await takes(world);
      await world.run(200);
      world.assistant.unlatch();
      await world.run(10_000);
    },
    expects: (outcome) => expectThat(sends(outcome) === 0, `${sends(outcome)} replies after the takeover`),
  },
  {
    row: 30,
    name: 'C1 C5: two people take over at once',
    injects: ['taken over', 'takeover refused'],
    story: async (world) => {
      await says(world);
      await world.run(3_000);
      await takes(world, ANA, 0);
      await takes(world, ANA, 1);
      await world.run(10_000);
    },
    expects: ({ injected }) =>
      expectThat(injected['taken over'] === 1 && injected['takeover refused'] === 1, JSON.stringify(injected)),
  },
  {
    row: 49,
    name: 'C9: an opt-out in the middle of a burst',
    injects: ['opted out'],
    story: async (world) => {
      const [ana] = world.people;
      if (!ana) throw new Error('nobody is there');
      await says(world, ANA, 2, 100);
      await world.run(world.random.int(0, 9_000));
      world.whatsapp.says(ana, 'parar', false);
      await says(world, ANA, 3, 300);
      await world.run(60_000);
    },
    expects: ({ history }) =>
      expectThat(
        history.filter((event) => event.f === 'conv.command' && event.class === 'notice').length === 1,
        'not exactly one confirmation',
      ),
    seeds: 16,
  },
];
