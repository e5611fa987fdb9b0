import * as fc from 'fast-check';
import { uuidv7 } from '../../../src/lib/random.ts';
import { sendByHuman } from '../../../src/durable/conversation/send.ts';
import { release, takeover } from '../../../src/durable/conversation/takeover.ts';
import { LINK_FRAMES } from '../link-frames.ts';
import type { AssistantMode } from './assistant.ts';
import type { Dashboard } from './dashboard.ts';
import { CLEAN, type FrameFaults } from './network.ts';
import { rebuildProjection } from './rebuild.ts';
import { SOUND, type WhatsAppFaults } from './whatsapp.ts';
import type { World } from './world.ts';

/** Named places in which the worker may die, and the agent. */
export const WORKER_POINTS = [
  'cancel.after_rpc',
  'cancel.before_rpc',
  'directory.resolve.after_commit',
  'directory.resolve.before_commit',
  'gateway.cancel.after_commit',
  'gateway.cancel.before_commit',
  'gateway.enqueue.after_commit',
  'gateway.enqueue.before_commit',
  'gateway.frame',
  'gateway.hello.after_commit',
  'gateway.hello.before_commit',
  'gateway.push.placed',
  'gateway.report.committed',
  'gateway.up.before_held',
  'gateway.up.held',
  'gateway.up.ingested',
  'gateway.up.resolved',
  'inbox.frame',
  'inbox.projection.written',
  'inbox.publish.after_commit',
  'inbox.publish.before_commit',
  'ingest.before_commit',
  'ingest.committed',
  'outbox.performed',
  'publish.after_rpc',
  'publish.before_rpc',
  'report.before_commit',
  'report.committed',
  'send.after_rpc',
  'send.before_commit',
  'send.before_rpc',
  'send.committed',
  'takeover.before_commit',
  'takeover.committed',
  'turn.before_commit',
  'turn.before_start',
  'turn.before_think',
  'turn.committed',
  'turn.retrieved',
  'turn.started',
  'turn.thought',
] as const;
export const AGENT_POINTS = ['after_journal', 'after_intent', 'after_wa_accept', 'before_report'] as const;

/** One thing that happens to the world, and how long nothing else does. */
export type Step = { after: number } & (
  | { do: 'inbound'; who: number; count: number; gap: number }
  | { do: 'repeat' | 'owner' | 'flip'; who: number }
  | { do: 'takeover' | 'staleTakeover' | 'release' | 'resolve' | 'agentSend'; who: number; by: number }
  | { do: 'assistant'; mode: AssistantMode }
  | { do: 'crashAgent' | 'crashWorker'; point: string | null; nth: number; down: number }
  | { do: 'evict' | 'alarmLost' | 'alarmLate'; object: number }
  | {
      do:
        | 'dropLink'
        | 'halfOpen'
        | 'quiet'
        | 'historyFails'
        | 'historyShuffled'
        | 'ackDelay'
        | 'waAway'
        | 'loseCalls'
        | 'refuseSends'
        | 'throwSends';
      ms: number;
    }
  | { do: 'dropFrames'; kind: string; ms: number }
  | { do: 'duplicateFrames' | 'reorderFrames' | 'delayFrames' | 'secondAgent' | 'duplicateEvents'; ms: number }
  | { do: 'clockStep'; ms: number; skew: number }
  | { do: 'd1'; mood: 'down' | 'slow'; ms: number }
  | { do: 'dropFeed'; by: number }
  | { do: 'd1Wiped' }
);

const who = fc.integer({ min: 0, max: 2 });
const by = fc.integer({ min: 0, max: 1 });
const after = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 20, 200) },
  { weight: 4, arbitrary: fc.constantFrom(1_000, 4_500, 8_000) },
  { weight: 1, arbitrary: fc.constantFrom(20_000, 65_000) },
);
const ms = fc.constantFrom(500, 3_000, 15_000, 60_000);
const at = <T extends object>(
  weight: number,
  shape: { [K in keyof T]: fc.Arbitrary<T[K]> },
): { weight: number; arbitrary: fc.Arbitrary<T & { after: number }> } => ({
  weight,
  arbitrary: fc.record({ ...shape, after }) as unknown as fc.Arbitrary<T & { after: number }>,
});
const constant = <T extends string>(value: T): fc.Arbitrary<T> => fc.constant(value);
const down = fc.constantFrom(0, 300, 3_000, 20_000);
const nth = fc.integer({ min: 1, max: 3 });

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  at(30, {
    do: constant('inbound'),
    who,
    count: fc.constantFrom(1, 1, 1, 2, 3, 6),
    gap: fc.constantFrom(0, 300, 2_000),
  }),
  at(3, { do: constant('repeat'), who }),
  at(3, { do: constant('owner'), who }),
  at(3, { do: constant('flip'), who }),
  at(7, { do: constant('takeover'), who, by }),
  at(2, { do: constant('staleTakeover'), who, by }),
  at(5, { do: constant('release'), who, by }),
  at(2, { do: constant('resolve'), who, by }),
  at(7, { do: constant('agentSend'), who, by }),
  at(6, {
    do: constant('assistant'),
    mode: fc.constantFrom<AssistantMode>('answers', 'answers', 'hangs', 'throws', 'garbage', 'latch', 'slow'),
  }),
  at(6, { do: constant('crashAgent'), point: fc.constantFrom(null, ...AGENT_POINTS), nth, down }),
  at(8, {
    do: constant('crashWorker'),
    point: fc.oneof(fc.constant(null), fc.constantFrom(...WORKER_POINTS)),
    nth,
    down,
  }),
  at(5, { do: constant('evict'), object: fc.nat(6) }),
  at(2, { do: constant('alarmLost'), object: fc.nat(6) }),
  at(2, { do: constant('alarmLate'), object: fc.nat(6) }),
  at(3, { do: constant('dropLink'), ms }),
  at(3, { do: constant('dropFrames'), kind: fc.constantFrom(...LINK_FRAMES, '*'), ms }),
  at(2, { do: constant('duplicateFrames'), ms }),
  at(2, { do: constant('reorderFrames'), ms }),
  at(1, { do: constant('delayFrames'), ms }),
  at(2, { do: constant('halfOpen'), ms }),
  at(2, { do: constant('secondAgent'), ms }),
  at(2, { do: constant('clockStep'), ms, skew: fc.constantFrom(3_600_000, -86_400_000, 120_000, -120_000) }),
  at(2, { do: constant('d1'), mood: fc.constantFrom<'down' | 'slow'>('down', 'slow'), ms }),
  at(1, { do: constant('historyFails'), ms }),
  at(1, { do: constant('historyShuffled'), ms }),
  at(1, { do: constant('ackDelay'), ms }),
  at(2, { do: constant('waAway'), ms }),
  at(1, { do: constant('refuseSends'), ms }),
  at(1, { do: constant('throwSends'), ms }),
  at(1, { do: constant('duplicateEvents'), ms }),
  at(2, { do: constant('loseCalls'), ms }),
  at(2, { do: constant('dropFeed'), by }),
  at(1, { do: constant('d1Wiped') }),
  at(1, { do: constant('quiet'), ms: fc.constantFrom(60_000, 300_000, 960_000) }),
) as fc.Arbitrary<Step>;

/** For a while, and then as it was before. */
const forAWhile = (world: World, ms: number, begin: () => void, end: () => void): void => {
  begin();
  world.scheduler.after(ms, () => !world.isHealing && end());
};

/** What ends puts back its own faults only: others may have begun meanwhile. */
const frames = (world: World, ms: number, faults: Partial<FrameFaults>): void => {
  const sound = Object.fromEntries(Object.keys(faults).map((key) => [key, CLEAN[key as keyof FrameFaults]]));
  const set = (part: object): void => void (world.network.faults = { ...world.network.faults, ...part });
  forAWhile(
    world,
    ms,
    () => set(faults),
    () => set(sound),
  );
};

const whatsapp = (world: World, ms: number, faults: Partial<WhatsAppFaults>): void => {
  const sound = Object.fromEntries(Object.keys(faults).map((key) => [key, SOUND[key as keyof WhatsAppFaults]]));
  const set = (part: object): void => void (world.whatsapp.faults = { ...world.whatsapp.faults, ...part });
  forAWhile(
    world,
    ms,
    () => set(faults),
    () => set(sound),
  );
};

const wordsOf = ({ random }: World): string => {
  const mood = random.next();
  if (mood < 0.03) return 'quero falar com um humano';
  if (mood < 0.05) return 'parar';
  if (mood < 0.07) return 'voltar';
  return mood < 0.15 ? 'oi' : `pergunta ${random.int(0, 9_999)} \u0000\ud800`;
};

const say = (world: World, who: number, count: number, gap: number): void => {
  const person = world.people[who];
  if (!person) return;
  for (let i = 0; i < count; i++) {
    const words = wordsOf(world);
    world.later(i * gap, () => world.whatsapp.says(person, words, false));
  }
};

/** WhatsApp shows a person under other names than before; never a name alone that it has not shown beside a known one. */
const flip = (world: World, who: number): void => {
  const person = world.people[who];
  if (!person || world.whatsapp.chat(person.name).length === 0) return;
  const phone = { kind: 'phone' as const, value: person.phone };
  const lid = { kind: 'lid' as const, value: person.lid };
  const short = { kind: 'phone' as const, value: `${person.phone.slice(0, 5)}${person.phone.slice(6)}` };
  const together = person.shownAs.length === 2;
  const wrote =
    together && world.whatsapp.chat(person.name).some(({ aliases, sentBy }) => sentBy === null && aliases.length === 2);
  person.shownAs = !together
    ? world.random.pick([[phone, lid], [lid, phone], [short]])
    : wrote
      ? world.random.pick([[lid], [phone], [lid, short]])
      : person.shownAs;
  // A name alone is known only when it was once shown together with another.
  if (!together && person.shownAs[0]?.kind === 'lid' && person.shownAs.length === 1 && !wrote)
    person.shownAs = [phone, lid];
};

type Asked = { dashboard: Dashboard; contactId: string; generation: number; actor: { userId: string; name: string } };

const asked = (world: World, who: number, by: number): Asked | null => {
  const dashboard = world.dashboards[by];
  const person = world.people[who];
  const row = dashboard && person ? world.rowOf(dashboard, person) : null;
  if (!dashboard || !row) return null;
  return {
    dashboard,
    contactId: row.contact.contactId,
    generation: row.control.generation,
    actor: { userId: dashboard.userId, name: dashboard.userId.slice(4) },
  };
};

const attend = (world: World, who: number, by: number, work: (asked: Asked) => void): void => {
  const found = asked(world, who, by);
  if (found) work(found);
};

const takeOver = (world: World, { contactId, generation, actor }: Asked): void => {
  const input = { actor, generation, releaseAfterMs: world.random.pick([null, 60_000, 600_000]) };
  world.worker
    .ask(world.worker.conversation(contactId), (conversation) => takeover(conversation, input))
    .then(
      (answer) => {
        world.count(answer.ok ? 'taken over' : 'takeover refused');
        if (answer.ok)
          world.write({ f: 'person.takeover', contact: contactId, generation: answer.row.control.generation });
      },
      () => world.count('takeover unanswered'),
    );
};

const giveBack = (world: World, { contactId, generation, actor }: Asked, resolve: boolean): void => {
  world.worker
    .ask(world.worker.conversation(contactId), (conversation) =>
      release(conversation, { actor, generation, note: null, resolve }),
    )
    .then(
      (answer) => world.count(answer.ok ? 'given back' : 'release refused'),
      () => {},
    );
};

/** Sends, and again with the same id when no answer came, as the dashboard does. */
const write = (world: World, { contactId, generation, actor }: Asked): void => {
  const text = world.random.chance(0.2) ? 'ok' : `aqui é ${actor.name} ${world.random.int(0, 9_999)}`;
  const clientId = uuidv7(world.random, world.scheduler.clock.now());
  const attempt = (left: number): void => {
    world.worker
      .ask(world.worker.conversation(contactId), (conversation) =>
        sendByHuman(conversation, { actor, clientId, text, generation }),
      )
      .then(
        (answer) => world.count(answer.ok ? 'typed by a person' : 'send refused as stale'),
        () => left > 0 && world.later(1_000, () => attempt(left - 1)),
      );
  };
  attempt(5);
};

const inject = (world: World, step: Step): void => {
  const objects = world.worker.objects;
  switch (step.do) {
    case 'inbound':
      return say(world, step.who, step.count, step.gap);
    case 'repeat': {
      const person = world.people[step.who];
      if (person && world.whatsapp.repeat(person)) world.count('message announced again');
      return;
    }
    case 'owner': {
      const person = world.people[step.who];
      if (person) world.whatsapp.says(person, `do celular ${world.random.int(0, 9_999)}`, true);
      return;
    }
    case 'flip':
      return flip(world, step.who);
    case 'takeover':
      return attend(world, step.who, step.by, (one) => takeOver(world, one));
    case 'staleTakeover':
      return attend(world, step.who, step.by, (one) => takeOver(world, { ...one, generation: one.generation - 1 }));
    case 'release':
    case 'resolve':
      return attend(world, step.who, step.by, (one) => giveBack(world, one, step.do === 'resolve'));
    case 'agentSend':
      return attend(world, step.who, step.by, (one) => write(world, one));
    case 'assistant':
      if (world.assistant.mode === 'latch' && step.mode !== 'latch') world.assistant.unlatch();
      world.assistant.mode = step.mode;
      return;
    case 'crashAgent': {
      const agent = world.random.pick(world.agents);
      return world.trap('agent', step.point, step.nth, step.point === null ? 0 : 5_000, () =>
        world.crashAgent(agent, step.down),
      );
    }
    case 'crashWorker':
      return world.trap('worker', step.point, step.nth, step.point === null ? 0 : 5_000, () =>
        world.crashWorker(step.down),
      );
    case 'evict': {
      const object = objects[step.object % objects.length];
      if (object?.isOpen) world.count('object evicted');
      return object?.evict();
    }
    case 'alarmLost': {
      const object = objects[step.object % objects.length];
      if (object?.loseAlarm(world.random.chance(0.5))) world.count('alarm lost');
      return;
    }
    case 'alarmLate': {
      const object = objects[step.object % objects.length];
      if (object?.delayAlarm(world.random.int(1_000, 45_000))) world.count('alarm late');
      return;
    }
    case 'dropLink':
      world.count('link cut');
      return world.agent.connection?.cut();
    case 'halfOpen': {
      const { connection } = world.agent;
      if (!connection?.isOpen) return;
      world.count('link half open');
      connection.isHalfOpen = true;
      return;
    }
    case 'dropFrames':
      return frames(world, step.ms, { drop: { [step.kind]: step.kind === '*' ? 0.3 : 0.6 } });
    case 'duplicateFrames':
      return frames(world, step.ms, { duplicate: 0.5 });
    case 'reorderFrames':
      return frames(world, step.ms, { reorder: 0.3 });
    case 'delayFrames':
      return frames(world, step.ms, { delayMs: 3_000 });
    case 'secondAgent':
      return secondAgent(world, step.ms);
    case 'clockStep':
      world.count('clock stepped');
      return forAWhile(
        world,
        step.ms,
        () => (world.agent.skewMs += step.skew),
        () => (world.agent.skewMs -= step.skew),
      );
    case 'd1':
      return forAWhile(
        world,
        step.ms,
        () => (world.d1.mood = step.mood),
        () => (world.d1.mood = 'up'),
      );
    case 'historyFails':
      return whatsapp(world, step.ms, { historyFails: true });
    case 'historyShuffled':
      return whatsapp(world, step.ms, { historyShuffled: true });
    case 'ackDelay':
      return whatsapp(world, step.ms, { ackDelayMs: 20_000 });
    case 'refuseSends':
      return whatsapp(world, step.ms, { refuse: 0.5 });
    case 'throwSends':
      return whatsapp(world, step.ms, { throwAfter: 0.3, throwBefore: 0.3 });
    case 'duplicateEvents':
      return whatsapp(world, step.ms, { duplicate: 0.5 });
    case 'waAway': {
      const { channel } = world.agent;
      if (!channel?.isReady) return;
      world.count('WhatsApp away');
      return forAWhile(
        world,
        step.ms,
        () => channel.change('syncing'),
        () => channel.change('ready'),
      );
    }
    case 'loseCalls':
      return forAWhile(
        world,
        step.ms,
        () => (world.worker.callFaults = { lose: 0.15, loseAnswer: 0.15 }),
        () => (world.worker.callFaults = { lose: 0, loseAnswer: 0 }),
      );
    case 'dropFeed':
      world.count('feed cut');
      return world.dashboards[step.by]?.connection?.cut();
    case 'd1Wiped':
      world.count('D1 wiped');
      world.d1.wipe();
      return rebuildProjection(world);
    case 'quiet':
      return;
  }
};

/** Another installation with the same credential. Where WhatsApp gives its own ids the two cannot tell their echoes apart, so there is none. */
const secondAgent = (world: World, ms: number): void => {
  if (!world.whatsapp.keepsOurIds) return;
  const second = world.agents[1] ?? world.newAgent('two');
  if (second.isRunning) return;
  world.count('second agent');
  second.start();
  world.scheduler.after(ms, () => second.kill());
};

export const take = async (world: World, step: Step): Promise<void> => {
  inject(world, step);
  await world.run(step.do === 'quiet' ? step.ms : step.after);
};
