import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import { describe, expect, it } from 'vitest';
import { composeHandoff } from '../../ai/embedded/compose/handoff.ts';
import {
  ANA,
  answer,
  batchOf,
  eventually,
  received,
  reportOf,
  scene,
  storedAndFolded,
} from './conversation.fixture.ts';
import { followUpAt, isEarned } from './follow-up.ts';
import { installReplacements } from './ports.ts';
import { FOLLOW_UP } from './wording.ts';

const HOUR = 3_600_000;
const ALWAYS = [{ from: '00:00', to: '24:00' }];
const OPEN = { mon: ALWAYS, tue: ALWAYS, wed: ALWAYS, thu: ALWAYS, fri: ALWAYS, sat: ALWAYS, sun: ALWAYS };
const playbook = (more: Partial<Playbook> = {}): Playbook => ({
  ...DEFAULT_PLAYBOOK,
  hours: OPEN,
  holidays: { national: false, extra: [] },
  followUp: { enabled: true, afterHours: 4 },
  ...more,
});

const setUp = async (asks = true) => {
  const around = scene(env);
  const today = { playbook: playbook() };
  const knowledge = () => ({ ...around.ports.knowledge(), playbook: async () => today.playbook });
  installReplacements({ ports: { ...around.ports, knowledge }, clock: around.clock, settings: { publishMs: 0 } });
  const after = async (ms: number) => {
    around.clock.advance(ms);
    await runDurableObjectAlarm(around.stub());
  };
  const handed = (n: number) =>
    eventually(() => {
      const command = around.gateway.enqueued[n - 1];
      if (command === undefined) throw new Error('nothing was handed over');
      return command;
    });
  const left = async (n: number) =>
    around.conversation().report([reportOf(await handed(n), 'accepted', crypto.randomUUID())]);
  around.assistant.next(() => answer(asks ? 'Temos. Qual tamanho você quer?' : 'Temos.'));
  await around.write('tem vaso?');
  around.assistant.signals = [{ kind: 'asked_availability', quote: 'tem vaso', messageSeq: 1 }];
  await after(4_000);
  await left(1);
  around.assistant.signals = [];
  const followUps = async () => (await around.texts()).filter((text) => text === FOLLOW_UP.pt).length;
  /** A day and more goes by, hour by hour: what is due in it is not found too late to be sent. */
  const nothingMore = async () => {
    for (let hour = 0; hour < 40; hour++) await after(HOUR);
    expect(await followUps()).toBe(0);
  };
  return { ...around, today, after, handed, left, followUps, nothingMore };
};

describe('one message after silence', () => {
  it('T18 comes after the hours that the owner chose, once, and never again', async () => {
    const { after, followUps, left, stub } = await setUp();
    await after(4 * HOUR - 10_000);
    expect(await followUps()).toBe(0);
    await after(10_000);
    await left(2);
    expect(await followUps()).toBe(1);
    await after(40 * HOUR);
    expect(await followUps()).toBe(1);
    const { stored, folded } = await storedAndFolded(stub());
    expect(stored).toEqual(folded);
  });

  it.each(['the contact', 'a takeover', 'an opt-out', 'the owner', 'closing it'])(
    'T18 is stopped by %s',
    async (sign) => {
      const { nothingMore, write, conversation, contact, generation } = await setUp();
      const actor = ANA;
      if (sign === 'the contact') await write('já vi');
      if (sign === 'an opt-out') await write('PARAR');
      if (sign === 'the owner') await conversation().ingest(batchOf(contact, [received('oi', { fromMe: true })]));
      if (sign === 'a takeover')
        await conversation().takeover({ actor, generation: await generation(), releaseAfterMs: null });
      if (sign === 'closing it')
        await conversation().release({ actor, generation: await generation(), note: null, resolve: true });
      await nothingMore();
    },
  );

  it('T18 does not come where nothing was asked, nor where the owner has turned it off since', async () => {
    const quiet = await setUp(false);
    await quiet.nothingMore();
    const off = await setUp();
    off.today.playbook = playbook({ followUp: { enabled: false, afterHours: 4 } });
    await off.nothingMore();
  });
});

describe('a message after silence that nobody answers', () => {
  const DAY = 24 * HOUR;
  const setUpSaid = async () => {
    const around = await setUp();
    await around.after(4 * HOUR);
    await around.left(2);
    const saidAt = around.clock.now();
    const { conversation, contact, thread, stub } = around;
    const ignored = async () => {
      const ledger = (await conversation().score())?.ledger ?? [];
      return ledger.filter(({ reason }) => reason === 'ignored_follow_up');
    };
    return {
      ...around,
      saidAt,
      ignored,
      intent: async () => (await conversation().score())?.score.intent ?? 0,
      writes: (text: string, sentAt: number) => conversation().ingest(batchOf(contact, [received(text, { sentAt })])),
      saidIn: async () => (await thread()).findLast(({ direction }) => direction === 'out')?.seq,
      expectFolded: async () => {
        const { stored, folded } = await storedAndFolded(stub());
        expect(stored).toEqual(folded);
      },
    };
  };

  it('L11 costs intent after a day, once, and the line of the ledger shows what was not answered', async () => {
    const { after, ignored, saidIn, intent, expectFolded } = await setUpSaid();
    await after(DAY - 1_000);
    expect(await ignored()).toEqual([]);
    const before = await intent();
    await after(1_000);
    expect(await ignored()).toMatchObject([
      { axis: 'intent', source: 'rule', quote: null, messageSeq: await saidIn() },
    ]);
    expect(await intent()).toBeLessThan(before);
    await after(9 * DAY);
    expect(await ignored()).toHaveLength(1);
    await expectFolded();
  });

  it.each(['the contact', 'a takeover', 'an opt-out', 'the owner'])(
    'L11 is no silence when %s comes first, be it in the same moment',
    async (sign) => {
      const { clock, after, ignored, writes, conversation, contact, generation, expectFolded } = await setUpSaid();
      clock.advance(DAY);
      if (sign === 'the contact') await writes('quero sim', clock.now());
      if (sign === 'an opt-out') await writes('PARAR', clock.now());
      if (sign === 'the owner') await conversation().ingest(batchOf(contact, [received('oi', { fromMe: true })]));
      if (sign === 'a takeover')
        await conversation().takeover({ actor: ANA, generation: await generation(), releaseAfterMs: null });
      await after(0);
      await after(2 * DAY);
      expect(await ignored()).toEqual([]);
      await expectFolded();
    },
  );

  it('L11 whichever is served first, an answer and the end of the wait come to the same', async () => {
    const { clock, stub, ignored, writes, expectFolded } = await setUpSaid();
    clock.advance(DAY);
    await Promise.all([runDurableObjectAlarm(stub()), writes('quero sim', clock.now())]);
    expect(await ignored()).toEqual([]);
    await expectFolded();
  });

  it('L11 an answer that was written in time and came late takes the line back; one that was written late does not', async () => {
    const inTime = await setUpSaid();
    await inTime.after(DAY);
    expect(await inTime.ignored()).toHaveLength(1);
    const lowered = await inTime.intent();
    inTime.clock.advance(60_000);
    await inTime.writes('quero sim', inTime.saidAt + DAY);
    expect(await inTime.ignored()).toEqual([]);
    expect(await inTime.intent()).toBeGreaterThan(lowered);
    await inTime.expectFolded();

    const late = await setUpSaid();
    await late.after(DAY);
    late.clock.advance(60_000);
    await late.writes('quero sim', late.saidAt + DAY + 1);
    expect(await late.ignored()).toHaveLength(1);
    await late.expectFolded();
  });

  it.each(['failed', 'unknown'] as const)('L11 nobody ignores what %s: it may never have come', async (state) => {
    const { after, handed, conversation, followUps } = await setUp();
    await after(4 * HOUR);
    await conversation().report([reportOf(await handed(2), state)]);
    await after(3 * DAY);
    expect(await followUps()).toBe(1);
    const ledger = (await conversation().score())?.ledger ?? [];
    expect(ledger.map(({ reason }) => reason)).not.toContain('ignored_follow_up');
  });
});

describe('when it may leave', () => {
  const WEDNESDAY_10 = Date.parse('2026-03-04T13:00:00Z');
  const office = [{ from: '09:00', to: '18:00' }];
  const week = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] };
  const at = (more: Partial<Playbook>, wroteAt = WEDNESDAY_10) => {
    const time = followUpAt(playbook({ hours: week, ...more }), wroteAt, wroteAt);
    return time === null ? null : (time - wroteAt) / HOUR;
  };

  it('T18 within hours, and within the day in which WhatsApp lets a business write', () => {
    expect(at({ followUp: { enabled: true, afterHours: 4 } })).toBe(4);
    expect(at({ followUp: { enabled: true, afterHours: 10 } })).toBe(23);
    expect(at({ followUp: { enabled: true, afterHours: 10 } }, Date.parse('2026-03-06T20:00:00Z'))).toBeNull();
    expect(at({ followUp: { enabled: false, afterHours: 4 } })).toBeNull();
    expect(at({ followUp: { enabled: true, afterHours: 12 }, hours: null })).toBe(23);
  });

  it('is earned by a question that nobody answered, or by a warm lead', () => {
    expect(isEarned(answer('Qual tamanho?'), 'cold')).toBe(true);
    expect(isEarned(answer('Temos.', { asks: 'budget' }), 'cold')).toBe(true);
    expect(isEarned(answer('Temos.'), 'warm')).toBe(true);
    expect(isEarned(answer('Temos.'), 'cold')).toBe(false);
    expect(isEarned(answer('Posso?', { outcome: 'handoff', handoff: { reason: 'complaint' } }), 'hot')).toBe(false);
  });
});

describe('a lead that becomes hot', () => {
  it('C15 is given to a person with its answer, where the owner wants that, and is told so', async () => {
    const around = await setUp();
    around.today.playbook = playbook({ version: 1, handOverHot: true, temperature: { warm: 5, hot: 10 } });
    await around.after(61_000);
    await around.write('quero comprar');
    await around.after(4_000);
    expect(await around.handed(2)).toMatchObject({ class: 'notice' });
    expect((await around.row()).control.holder).toEqual({ kind: 'paused', reason: 'hot_lead' });
    const { bubbles } = composeHandoff('hot_lead', 'pt', { burst: [], playbook: playbook() }, around.clock.now());
    expect((await around.texts()).slice(-2 - bubbles.length)).toEqual(['(handoff)', 're: quero comprar', ...bubbles]);
  });
});
