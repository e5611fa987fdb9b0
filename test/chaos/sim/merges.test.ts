import { expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { waOutIdOf } from '../../../bot-agent/src/identity.ts';
import { PROFILES } from '../../../bot-agent/src/profile.ts';
import { withOwnSurroundings } from './surroundings.ts';
import { World } from './world.ts';

/** One person by phone and by lid, found out late, while the worker and the agent die and calls between objects get lost. */

const SEEDS = 60;

/** Where the worker may die in a merge; null: anywhere. */
const POINTS = [
  'directory.resolve.before_commit',
  'directory.resolve.after_commit',
  'merge.before_close',
  'merge.closed',
  'directory.merge.moved_out',
  'merge.before_inherit',
  'merge.inherited',
  'directory.merge.inherited',
  'directory.merge.before_done',
  'merge.before_carry',
  'merge.carried',
  null,
];

type Line = { contactId: string; seq: number; key: string; direction: string };
type End = { unrest: string | null; wrong: string[]; closed: number; injected: Record<string, number> };

const live = (seed: number): Promise<End> =>
  withOwnSurroundings(seed, [], async () => {
    const world = new World(seed, { profile: PROFILES.chaos });
    try {
      await world.start();
      await writeUnderBothNames(world);
      world.heal();
      const unrest = await world.settle();
      return { unrest, ...judge(world), injected: world.injected };
    } finally {
      world.close();
    }
  });

const writeUnderBothNames = async (world: World): Promise<void> => {
  const { random, whatsapp, worker } = world;
  const [person] = world.people;
  if (person === undefined) throw new Error('nobody is there');
  const phone: Alias = { kind: 'phone', value: person.phone };
  const lid: Alias = { kind: 'lid', value: person.lid };
  const write = async (names: Alias[], count: number): Promise<void> => {
    person.shownAs = names;
    for (let i = 0; i < count; i++) {
      whatsapp.says(person, `pergunta ${random.int(0, 1_000_000)}`, false);
      await world.run(random.chance(0.4) ? random.int(0, 30) : random.int(0, 7_000));
    }
  };
  /** What is stored and answered under one name, and told again, by an agent that never heard so, together with both. */
  const loseAck = async (): Promise<void> => {
    world.trap('worker', 'gateway.up.ingested', 1, 30_000, () => {
      world.crashWorker(200);
      world.crashAgent(world.agent, random.int(6_000, 12_000));
    });
    await write([random.pick([phone, lid])], 1);
    await world.run(random.int(0, 8_000));
  };
  await write([random.pick([phone, lid])], random.int(1, 2));
  for (let round = random.int(1, 3); round > 0; round--) await write([random.pick([phone, lid])], random.int(1, 3));
  if (random.chance(0.4)) await loseAck();
  worker.callFaults = random.chance(0.5) ? { lose: 0.05, loseAnswer: 0.05 } : { lose: 0, loseAnswer: 0 };
  const down = random.int(100, 3_000);
  world.trap('worker', random.pick(POINTS), random.int(1, 2), 30_000, () => world.crashWorker(down));
  if (random.chance(0.3))
    world.trap('agent', null, random.int(1, 40), 30_000, () => world.crashAgent(world.agent, 500));
  await write(
    [
      random.pick([
        [lid, phone],
        [phone, lid],
      ]),
    ].flat(),
    1,
  );
  for (let round = 3; round > 0; round--) await write(random.pick([[phone], [lid], [lid, phone]]), random.int(0, 2));
  await world.run(random.int(0, 40_000));
};

const judge = (world: World): { wrong: string[]; closed: number } => {
  const [person] = world.people;
  const names = [`phone:${person?.phone}`, `lid:${person?.lid}`];
  const contacts = world.worker.directory
    .peek()
    .all<{ contact_id: string; merged_into: string | null; key: string }>(
      'SELECT DISTINCT contacts.contact_id, merged_into, key FROM contacts JOIN aliases USING (contact_id)',
    )
    .filter(({ key }) => names.includes(key));
  const kept = new Set(contacts.map(({ contact_id, merged_into }) => merged_into ?? contact_id));
  const closed = new Set(contacts.flatMap(({ contact_id, merged_into }) => (merged_into === null ? [] : [contact_id])));
  const lines = [...kept, ...closed].flatMap((contactId) => linesOf(world, contactId));
  const [one] = kept;
  return {
    closed: closed.size,
    wrong: [
      ...(kept.size === 1 ? [] : [`${kept.size} conversations go on`]),
      ...storedOnce(
        world,
        lines.filter(({ contactId }) => contactId === one),
      ),
      ...answeredOnce(world, lines),
    ],
  };
};

const linesOf = (world: World, contactId: string): Line[] => {
  const conversation = world.worker.conversations.get(contactId);
  if (conversation === undefined || conversation.isBlank) return [];
  return conversation
    .peek()
    .all<{ seq: number; wa_id: string; direction: string }>(
      `SELECT seq, wa_id, direction FROM messages WHERE direction = 'in' ORDER BY seq`,
    )
    .map(({ seq, wa_id, direction }) => ({ contactId, seq, key: JSON.parse(wa_id) as string, direction }));
};

/** M1, M2: the conversation that goes on has every message, once. */
const storedOnce = (world: World, lines: readonly Line[]): string[] =>
  world.history.flatMap((event) => {
    if (event.f !== 'wa.in') return [];
    const found = lines.filter(({ key }) => key === event.key).length;
    return found === 1 ? [] : [`message ${event.key} stands ${found} times`];
  });

/** M3: whichever conversation answered a message, WhatsApp got the words of one answer to it, and of at least one. */
const answeredOnce = (world: World, lines: readonly Line[]): string[] => {
  const sent = new Set(world.history.flatMap((event) => (event.f === 'wa.out' ? [event.commandId] : [])));
  const said = new Set(
    world.history.flatMap((event) =>
      event.f === 'conv.command' && event.turnId !== null && sent.has(waOutIdOf(event.commandId)) ? [event.turnId] : [],
    ),
  );
  const answers = new Map<string, Set<string>>();
  for (const event of world.history) {
    if (event.f !== 'conv.turn' || !said.has(event.turnId)) continue;
    for (const seq of event.covers) {
      const key = lines.find((line) => line.contactId === event.contact && line.seq === seq)?.key;
      if (key !== undefined) answers.set(key, (answers.get(key) ?? new Set()).add(event.turnId));
    }
  }
  return [...new Set(lines.map(({ key }) => key))].flatMap((key) => {
    const turns = answers.get(key) ?? new Set();
    return turns.size === 1 ? [] : [`message ${key} was answered ${turns.size} times: ${[...turns].join(', ')}`];
  });
};

it(`M3 ${SEEDS} lives of one person by two names come to one thread in which each message stands once and is answered once`, async () => {
  const broken: unknown[] = [];
  let merged = 0;
  let killed = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { unrest, wrong, closed, injected } = await live(seed);
    merged += closed;
    killed += injected['worker killed'] ?? 0;
    if (unrest !== null || wrong.length > 0) broken.push({ seed, unrest, wrong });
  }
  expect(broken).toEqual([]);
  // Lives in which nothing happened prove nothing.
  expect(merged).toBeGreaterThan(SEEDS / 3);
  expect(killed).toBeGreaterThan(SEEDS / 3);
});
