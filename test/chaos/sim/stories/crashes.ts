import {
  ANA,
  BIA,
  expectThat,
  killAgentAt,
  killWorkerAt,
  one,
  repliesOf,
  says,
  sends,
  states,
  step,
  stored,
  takes,
  until,
  type Story,
} from './story.ts';

export const crashes: readonly Story[] = [
  {
    row: 2,
    name: 'D11 D12: the worker dies between the commit of a conversation and the acknowledgement',
    injects: ['worker killed', 'at ingest.committed', 'at gateway.up.ingested'],
    story: async (world) => {
      killWorkerAt(
        world,
        world.random.pick(['ingest.committed', 'gateway.up.ingested', 'gateway.up.before_held', 'gateway.up.held']),
      );
      await says(world, ANA, 3, 200);
      await world.run(20_000);
    },
    expects: (outcome) => expectThat(stored(outcome) === 3, `${stored(outcome)} rows for 3 messages`),
    seeds: 16,
  },
  {
    row: 3,
    name: 'T4: the object is evicted between the start of a turn and the answer of the assistant',
    injects: ['object evicted'],
    story: async (world) => {
      world.assistant.mode = 'latch';
      await says(world);
      await until(world, one('conv.turn'));
      await world.run(world.random.int(0, 3_000));
      for (const conversation of world.worker.conversations.values()) conversation.evict();
      world.count('object evicted');
      world.assistant.mode = 'answers';
      for (const conversation of world.worker.conversations.values())
        void world.worker.ask(conversation, () => null).catch(() => {});
      await world.run(30_000);
    },
    expects: (outcome) => expectThat(repliesOf(outcome) === 1, `${repliesOf(outcome)} replies`),
  },
  {
    row: 6,
    name: 'P4: the worker is down when an alarm is due',
    injects: ['worker killed'],
    story: async (world) => {
      await says(world);
      await until(world, one('conv.stored'));
      world.crashWorker(30_000);
      await world.run(40_000);
    },
    expects: (outcome) => expectThat(repliesOf(outcome) === 1, `${repliesOf(outcome)} replies`),
  },
  ...[
    [8, 'after_journal', 'D10: the agent dies after it wrote a message to its journal and before it sent it'] as const,
    [9, 'after_intent', 'D32 D33: the agent dies after its intent and before it hands over'] as const,
    [10, 'after_wa_accept', 'D33: the agent dies after WhatsApp took a message and before it wrote that down'] as const,
  ].map(([row, point, name]): Story => ({
    row,
    name,
    injects: ['agent killed', `at ${point}`],
    story: async (world) => {
      killAgentAt(world, point);
      await says(world, ANA, 2, 100);
      await world.run(90_000);
    },
    expects: (outcome) =>
      expectThat(
        stored(outcome) === 2 && sends(outcome) >= 1 && !states(outcome).includes('unknown'),
        `stored ${stored(outcome)}, sent ${sends(outcome)}, ${states(outcome).join()}`,
      ),
  })),
  {
    row: 11,
    name: 'D33: as before, and the history cannot be read: shown as unknown, never sent again',
    injects: ['agent killed', 'history failed'],
    story: async (world) => {
      killAgentAt(world, 'after_intent');
      await says(world);
      await until(world, one('bot.intent'));
      world.whatsapp.faults = { ...world.whatsapp.faults, historyFails: true };
      await world.run(200_000);
    },
    expects: (outcome) =>
      expectThat(
        outcome.history.some((event) => event.f === 'conv.state' && event.state === 'unknown'),
        `never unknown: ${states(outcome).join()}`,
      ),
  },
  {
    row: 45,
    name: 'P4: every object is evicted every ten seconds',
    injects: ['object evicted'],
    story: async (world) => {
      for (let i = 0; i < 12; i++) {
        await says(world, i % 3, 1 + (i % 3), 700);
        if (i === 5) await takes(world, BIA, 0);
        await world.run(10_000);
        for (const object of world.worker.objects) if (object.isOpen) world.count('object evicted');
        for (const object of world.worker.objects) object.evict();
      }
    },
  },
  {
    row: 46,
    name: 'P5: an error thrown in the middle or at the end of any change leaves nothing half done',
    injects: ['threw'],
    story: async (world) => {
      const points = [
        'directory.resolve.before_commit',
        'gateway.up.before_held',
        'gateway.enqueue.before_commit',
        'gateway.hello.before_commit',
        'inbox.publish.before_commit',
        'ingest.before_commit',
        'report.before_commit',
        'gateway.cancel.before_commit',
        'takeover.before_commit',
        'send.before_commit',
        'turn.before_commit',
        'turn.before_start',
        'ingest.committed',
        'report.committed',
        'gateway.report.committed',
        'inbox.publish.after_commit',
      ];
      for (const point of points) {
        world.throwAt(point, world.random.int(1, 2));
        await says(world, world.random.int(0, 2));
        await takes(world, ANA, 0);
        if (world.agent.connection && point.includes('hello')) world.agent.connection.cut();
        await world.run(6_000);
        await step(world, { do: 'release', who: ANA, by: 0, after: 500 });
        await step(world, { do: 'agentSend', who: BIA, by: 1, after: 500 });
      }
      await world.run(60_000);
    },
    seeds: 3,
  },
];
