import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { ANA, answer, batchOf, BIA, eventually, received, reportOf, scene } from './conversation.fixture.ts';
import type { ConversationEvent } from './events.ts';
import { evolve, replay } from './evolve.ts';
import type { ConversationState } from './state.ts';

/** mulberry32: the same conversation for the same seed. */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Everything that can happen to a conversation, in an order that the seed decides. */
const liveBusily = async (seed: number, steps: number) => {
  const around = scene(env);
  const { conversation, contact, clock, assistant, gateway, write, stub, thread } = around;
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => {
    const index = Math.floor(random() * items.length);
    const [one] = items.slice(index, index + 1);
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const generation = async () => (await conversation().detail())?.row.control.generation ?? 0;
  const quiet = () => eventually(async () => expect((await conversation().inspect()).state['turn']).toBeNull());
  const ring = async (ms: number) => {
    clock.advance(ms);
    await runDurableObjectAlarm(stub());
    await quiet();
  };
  const crash = () => runInDurableObject(stub(), (_, state) => state.abort('crash')).catch(() => {});
  const giveBack = async () =>
    conversation().release({
      actor: ANA,
      generation: await generation(),
      note: pick([null, 'nota']),
      resolve: random() < 0.2,
    });
  const dieThinking = async () => {
    await giveBack();
    await write('e aí?');
    assistant.first(() => new Promise(() => {}));
    clock.advance(20_000);
    await runDurableObjectAlarm(stub());
    if ((await conversation().inspect()).state['turn'] !== null) await crash();
    assistant.forget();
  };
  const troubled = async () => {
    await giveBack();
    await write('espera');
    assistant.first(
      pick([
        async () => (await write('esqueci de dizer'), answer('velha')),
        () => Promise.reject(new Error('sem capacidade')),
      ]),
    );
    await ring(20_000);
    assistant.forget();
  };
  /** What persons say of a lead. */
  const opinions: (() => Promise<unknown>)[] = [
    async () => conversation().correctScore({ actor: ANA, request: { action: 'correct', axis: 'intent', delta: 60 } }),
    async () =>
      conversation().correctScore({ actor: ANA, request: pick([{ action: 'lock', fit: 50 }, { action: 'unlock' }]) }),
    async () => conversation().recordOutcome({ actor: BIA, result: pick(['won', 'lost']), reason: null }),
    async () => {
      const kept = await conversation().writeFact({ actor: ANA, key: 'city', value: 'Recife', pinned: false });
      const factId = kept.ok ? kept.fact.id : 0;
      await conversation().changeFact({ actor: BIA, factId, value: null, pinned: true });
      await conversation().forgetFact({ actor: BIA, factId });
    },
    async () => {
      await conversation().correctScore({ actor: ANA, request: { action: 'unlock' } });
      await conversation().correctScore({ actor: ANA, request: { action: 'correct', axis: 'intent', delta: 50 } });
      await ring(9 * 86_400_000);
    },
  ];
  const actions: (() => Promise<unknown>)[] = [
    () => write(`m${random()}`),
    () => write('um', 'dois', 'três'),
    () => conversation().ingest(batchOf(contact, [received('no telefone', { fromMe: true })])),
    () =>
      conversation().ingest(
        batchOf(
          contact,
          [
            received('velha', { old: true, sentAt: pick([1_000, clock.now()]) }),
            received('outra', { old: random() < 0.5 }),
          ],
          { numberId: pick(['num_loja', 'num_outra']) },
          Math.floor(random() * 50),
        ),
      ),
    () => ring(4_000),
    () => ring(4_000),
    () => ring(4_000),
    () => ring(pick([60_000, 20 * 60_000, 31 * 60_000])),
    dieThinking,
    troubled,
    troubled,
    async () =>
      assistant.next(
        pick<Parameters<typeof assistant.next>[number]>([
          () => answer('', { bubbles: ['um', 'dois'] }),
          () => answer('não sei', { outcome: 'unknown' }),
          async (_input, tools) => (await tools.search('x', 1), answer('achei')),
          () => answer('chamo alguém', { outcome: 'handoff', handoff: { reason: 'asked_for_human' } }),
        ]),
      ),
    async () =>
      conversation().takeover({
        actor: pick([ANA, BIA]),
        generation: await generation(),
        releaseAfterMs: pick([null, 600_000]),
      }),
    giveBack,
    giveBack,
    giveBack,
    async () =>
      conversation().send({
        actor: pick([ANA, BIA]),
        clientId: crypto.randomUUID(),
        text: 'sou eu',
        generation: await generation(),
      }),
    async () =>
      conversation().report(
        gateway.enqueued
          .slice(-3)
          .map((command) =>
            reportOf(command, pick(['accepted', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unknown'])),
          ),
      ),
    async () => conversation().report(gateway.enqueued.slice(-1).map((command) => reportOf(command, 'expired'))),
    async () =>
      void (assistant.facts = [
        { key: 'name', value: String(random()), quote: 'm', messageSeq: (await thread()).length + 1 },
      ]),
    async () =>
      void (assistant.signals = [
        {
          kind: pick(['asked_price', 'wants_to_buy', 'seeks_job']),
          quote: 'm',
          messageSeq: (await thread()).length + 1,
        },
      ]),
    async () => pick(opinions)(),
    () => conversation().ingest(batchOf({ ...contact, name: String(random()) }, [received('mudei de nome')])),
    async () => conversation().report(gateway.enqueued.slice(-2).map((command) => reportOf(command, 'accepted'))),
    async () => conversation().fenced(await generation(), pick([[], ['x']]), pick(['num_loja', 'num_outra'])),
    crash,
  ];
  await write('primeira');
  for (let i = 0; i < steps; i++) await pick(actions)();
  await quiet();
  return around;
};

/** What the busy conversations of this file went through, together. */
const lived = new Set<string>();

describe('evolve', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'P5 of the log of a busy conversation gives its state, and agrees with its tables (seed %i)',
    async (seed) => {
      const { stub } = await liveBusily(seed, 125);
      await runInDurableObject(stub(), (_, { storage }) => {
        const all = (query: string) => storage.sql.exec(query).toArray();
        const value = (query: string) => Object.values(all(query)[0] ?? {})[0];
        const events = all('SELECT * FROM events ORDER BY seq').map((row) => ({
          ...row,
          data: JSON.parse(String(row['data'])),
        })) as unknown as ConversationEvent[];
        for (const { kind } of events) lived.add(kind);
        const state = replay(events);
        expect(state).toEqual(JSON.parse(String(value(`SELECT value FROM meta WHERE key = 'state'`))));
        if (state === null) throw new Error('nothing happened');
        expect(events.length).toBeGreaterThan(150);
        expect(state.lastSeq).toBe(value('SELECT MAX(seq) FROM messages'));
        expect(state.lastSeq).toBe(value('SELECT COUNT(*) FROM messages'));
        expect(state.inboundCount).toBe(value(`SELECT COUNT(*) FROM messages WHERE direction = 'in'`));
        expect(state.lastInSeq).toBe(value(`SELECT MAX(seq) FROM messages WHERE direction = 'in' AND old = 0`) ?? 0);
        expect(state.failed).toBe(value(`SELECT COUNT(*) FROM messages WHERE status = 'failed'`));
        expect(state.unknown).toBe(value(`SELECT COUNT(*) FROM messages WHERE status = 'unknown'`));
        const open = all(
          `SELECT command_id, status FROM messages WHERE status IN ('queued', 'dispatched') ORDER BY seq`,
        );
        expect(Object.entries(state.open).map(([command_id, { status }]) => ({ command_id, status }))).toEqual(open);
        expect(open.filter(({ status }) => status === 'dispatched').length).toBeLessThanOrEqual(1);
        expect(value(`SELECT COUNT(*) FROM turns WHERE state = 'thinking'`)).toBe(state.turn === null ? 0 : 1);
        expect(state.score?.lines ?? 0).toBe(value('SELECT COUNT(*) FROM score_lines'));
        expect(state.version).toBe(value('SELECT MAX(seq) FROM events'));
        const generations = events
          .filter(({ kind }) => kind === 'control.changed')
          .map(({ data }) => (data as { control: ConversationState['control'] }).control.generation);
        expect(generations).toEqual(generations.map((_one, i) => i + 2));
      });
    },
    60_000,
  );

  it('was tried on everything that can happen', () => {
    // `history.restored` begins a log, `command.echoed` needs a race and `score.replayed` a merge; they have tests of their own.
    const expected = [
      'command.accepted',
      'command.asked',
      'command.cancelled',
      'command.delivered',
      'command.dispatched',
      'command.expired',
      'command.failed',
      'command.queued',
      'command.read',
      'command.unknown',
      'contact.changed',
      'control.changed',
      'control.extended',
      'conversation.opened',
      'debounce.armed',
      'fact.forgotten',
      'fact.learnt',
      'fact.pinned',
      'fence.confirmed',
      'message.received',
      'notice.added',
      'outcome.recorded',
      'score.faded',
      'score.locked',
      'score.moved',
      'score.unlocked',
      'summary.rolled',
      'timer.fired',
      'turn.failed',
      'turn.lost',
      'turn.replied',
      'turn.retrieved',
      'turn.stale',
      'turn.started',
      'turn.unsaid',
    ];
    expect([...lived].toSorted()).toEqual(expected);
  });

  it('needs a beginning', () => {
    expect(() =>
      evolve(null, { seq: 1, at: 1, kind: 'timer.fired', correlation: null, data: { timer: 'debounce' } }),
    ).toThrow('begins with timer.fired');
    expect(replay([])).toBeNull();
  });

  it('changes nothing in the state it is given', () => {
    const opened = evolve(null, {
      seq: 1,
      at: 1,
      kind: 'conversation.opened',
      correlation: null,
      data: { numberId: 'num_a' },
    });
    const before = structuredClone(opened);
    const after = evolve(opened, {
      seq: 2,
      at: 5,
      kind: 'message.received',
      correlation: 'x',
      data: { seq: 1, numberId: 'num_b', fromMe: false, late: false, old: false },
    });
    expect(opened).toEqual(before);
    expect(after).toMatchObject({
      version: 2,
      numbers: ['num_a', 'num_b'],
      numberId: 'num_b',
      waitingSince: 5,
      pending: { spans: [{ first: 1, last: 1 }], count: 1 },
    });
  });
});
