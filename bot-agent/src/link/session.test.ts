import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import { LEASE_GRACE_MS } from '@oconnector/protocol/link/heartbeat.ts';
import { commandOf } from '../../test/agent.ts';
import {
  SILENT_MS,
  hold,
  open,
  step,
  wants,
  wantsReports,
  type Effect,
  type Range,
  type Session,
  type SessionEvent,
} from './session.ts';

const HELLO = {
  proto: 1,
  botId: 'b',
  boot: 'x',
  journalEpoch: 'j',
  upNext: 1,
  gatewayEpoch: 'g' as string | null,
  downHeld: 0,
  clock: 0,
};
const WELCOME: Welcome = {
  t: 'welcome',
  lease: 2,
  gatewayEpoch: 'g',
  upHeld: 0,
  downNext: 1,
  window: { items: 256, bytes: 1_000_000 },
  serverTime: 0,
  numberId: 'num_a',
  fences: [],
};

/** Drives a session and gathers what it wants done. */
const drive = (hello: Partial<typeof HELLO> = {}, lease: number | null = 1) => {
  let session: Session = open({ ...HELLO, ...hello }, lease, 0).session;
  const feed = (event: SessionEvent, now = 0): Effect[] => {
    const stepped = step(session, event, now);
    session = stepped.session;
    return stepped.effects;
  };
  const frame = (value: DownFrame, now = 0) => feed({ kind: 'frame', frame: value }, now);
  const welcome = (over: Partial<Welcome> = {}) => frame({ ...WELCOME, ...over });
  /** Sends what is wanted, from rows of ten bytes; the numbers that went out. */
  const pump = (last: number, now = 0): number[] => {
    const out: number[] = [];
    for (let want = wants(session, now); want; want = wants(session, now)) {
      const count = Math.min(want.items, last - want.after, Math.max(1, Math.floor(want.bytes / 10)));
      const rows = Array.from({ length: Math.max(0, count) }, (_, i) => ({ s: (want?.after ?? 0) + 1 + i }));
      feed({ kind: 'rows', rows: rows.map(({ s }) => ({ item: { s, message: null as never }, bytes: 10 })) }, now);
      out.push(...rows.map(({ s }) => s));
      if (rows.length === 0) break;
    }
    return out;
  };
  return { feed, frame, welcome, pump, get: () => session };
};
const kinds = (effects: Effect[]) => effects.map((effect) => effect.do);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('D21: resume', () => {
  it('says hello first, and sends nothing before the welcome', () => {
    expect(open(HELLO, null, 0).effects).toEqual([{ do: 'send', frame: { t: 'hello', ...HELLO } }]);
    const link = drive({ upNext: 9 });
    expect(link.pump(8)).toEqual([]);
    expect(wantsReports(link.get())).toBeNull();
  });

  it.each([
    [0, range(1, 8)],
    [5, range(6, 8)],
    [8, []],
  ])('goes on after what the Gateway holds (%d)', (upHeld, expected) => {
    const link = drive({ upNext: 9 });
    expect(kinds(link.welcome({ upHeld }))).toEqual(['welcomed', 'held']);
    expect(link.pump(8)).toEqual(expected);
  });

  it('carries out the fences of a welcome, after telling of it', () => {
    expect(kinds(drive().welcome({ fences: [{ contactId: 'con_a', minGeneration: 1 }] }))).toEqual([
      'welcomed',
      'held',
      'fence',
    ]);
  });

  it('trusts no position in the stream of another Gateway', () => {
    const link = drive({ downHeld: 40, gatewayEpoch: 'other' });
    link.welcome();
    expect(link.get().down.held).toBe(0);
  });

  it('D20: asks for everything anew when somebody else had the lease since', () => {
    expect(kinds(drive({ downHeld: 3 }).welcome({ lease: 7 }))).toEqual(['welcomed', 'held', 'forget', 'destroy']);
    expect(kinds(drive({ downHeld: 0 }).welcome({ lease: 7 }))).toEqual(['welcomed', 'held']);
    expect(drive().welcome({ lease: 2 })[0]).toMatchObject({ foreign: false });
    expect(drive({}, null).welcome({ lease: 2 })[0]).toMatchObject({ foreign: true });
  });

  it('D20: suspects nobody when its own welcomes were lost, and somebody when another one was between', () => {
    expect(drive().welcome({ lease: 4, yoursSince: 1 })[0]).toMatchObject({ foreign: false });
    expect(drive().welcome({ lease: 4, yoursSince: 2 })[0]).toMatchObject({ foreign: false });
    expect(drive().welcome({ lease: 4, yoursSince: 3 })[0]).toMatchObject({ foreign: true });
    expect(drive({}, null).welcome({ lease: 3, yoursSince: 1 })[0]).toMatchObject({ foreign: false });
    expect(drive({}, null).welcome({ lease: 3, yoursSince: 2 })[0]).toMatchObject({ foreign: true });
  });

  it.each([
    ['welcome', (link: ReturnType<typeof drive>) => link.welcome({ upHeld: 9 })],
    ['ack', (link: ReturnType<typeof drive>) => (link.welcome(), link.frame({ t: 'ack', h: 9, sack: [] }))],
    ['sack', (link: ReturnType<typeof drive>) => (link.welcome(), link.frame({ t: 'ack', h: 0, sack: [[9, 9]] }))],
    ['sync', (link: ReturnType<typeof drive>) => (link.welcome(), link.frame({ t: 'sync', h: 9 }))],
  ])('D22: a counter beyond what was sent (%s) renews the epoch and closes 4400', (_, act) => {
    const effects = act(drive({ upNext: 9 }));
    expect(effects.slice(-2)).toMatchObject([{ do: 'renew' }, { do: 'destroy', code: 4400 }]);
  });
});

describe('D23: the window', () => {
  it('sends at once when nothing is under way, then waits for a full frame or the ack', () => {
    const link = drive();
    link.welcome();
    link.feed({ kind: 'grown', upNext: 2 });
    expect(link.pump(1)).toEqual([1]);
    link.feed({ kind: 'grown', upNext: 60 });
    expect(link.pump(59)).toEqual([]);
    link.frame({ t: 'ack', h: 1, sack: [] });
    expect(link.pump(59)).toEqual(range(2, 59));
  });

  it('never has more unacknowledged than the window, nor more than eight frames', () => {
    const link = drive({ upNext: 5_001 });
    link.welcome();
    expect(link.pump(5_000)).toEqual(range(1, 256));
    const wide = drive({ upNext: 5_001 });
    wide.welcome({ window: { items: 100_000, bytes: 10_000_000 } });
    expect(wide.pump(5_000)).toHaveLength(800);
    const narrow = drive({ upNext: 50 });
    narrow.welcome({ window: { items: 256, bytes: 95 } });
    expect(narrow.pump(49)).toHaveLength(9);
  });

  it('frees the window by ranges above a stuck item', () => {
    const link = drive({ upNext: 401 });
    link.welcome();
    link.pump(400);
    expect(link.frame({ t: 'ack', h: 0, sack: [[2, 256]] })[0]).toEqual({ do: 'held', h: 0, ranges: [[2, 256]] });
    expect(link.pump(400)).toEqual(range(257, 356));
    link.frame({ t: 'ack', h: 0, sack: [[2, 356]] });
    expect(link.pump(400)).toEqual(range(357, 400));
  });
});

describe('D16: refusals', () => {
  it('buries a fatally refused item and goes on', () => {
    const link = drive({ upNext: 4 });
    link.welcome();
    link.pump(3);
    expect(kinds(link.frame({ t: 'nack', s: 2, code: 'poison', fatal: true, message: '' }))).toEqual(['log', 'bury']);
  });

  it('waits longer each time the Gateway asks for patience, then sends again from what is held', () => {
    const link = drive({ upNext: 4 });
    link.welcome();
    link.pump(3);
    link.frame({ t: 'nack', s: 2, code: 'overloaded', fatal: false, message: '' }, 0);
    expect(link.pump(3, 999)).toEqual([]);
    expect(link.pump(3, 1_000)).toEqual([1, 2, 3]);
    link.frame({ t: 'nack', s: null, code: 'overloaded', fatal: false, message: '' }, 1_000);
    expect(link.pump(3, 2_999)).toEqual([]);
    expect(link.pump(3, 3_000)).toEqual([1, 2, 3]);
  });

  it('finds the item that makes a frame unreadable by sending one at a time', () => {
    const link = drive({ upNext: 4 });
    link.welcome();
    expect(link.pump(3)).toEqual([1, 2, 3]);
    const malformed: DownFrame = { t: 'nack', s: null, code: 'malformed', fatal: true, message: '' };
    link.frame(malformed);
    expect(link.pump(3)).toEqual([1]);
    link.frame({ t: 'ack', h: 1, sack: [] });
    expect(link.pump(3)).toEqual([2]);
    expect(link.frame(malformed).at(-1)).toEqual({ do: 'bury', s: 2, code: 'malformed' });
    expect(link.pump(3)).toEqual([3]);
  });

  it.each(['typing', 'status', 'report', 'nonsense'])('blames no message for a refused %s', (frame) => {
    const link = drive({ upNext: 2 });
    link.welcome();
    expect(link.pump(1)).toEqual([1]);
    expect(kinds(link.frame({ t: 'nack', s: null, code: 'malformed', fatal: true, message: '', frame }))).toEqual([
      'log',
    ]);
    expect(kinds(link.frame({ t: 'nack', s: null, code: 'malformed', fatal: true, message: '', frame: 'up' }))).toEqual(
      ['log', 'bury'],
    );
  });

  it('finds the report that makes a frame unreadable, gives it up and goes on', () => {
    const link = drive();
    link.welcome();
    const report = { commandId: 'c', contactId: 'con_a', state: 'accepted' as const, reason: null, waId: null, at: 0 };
    const send = (...rs: number[]) => link.feed({ kind: 'reports', items: rs.map((r) => ({ r, report })) });
    const refuse = () =>
      link.frame({ t: 'nack', s: null, code: 'malformed', fatal: true, message: '', frame: 'report' });
    expect(wantsReports(link.get())).toEqual({ after: 0, items: 100 });
    send(1, 2, 3);
    refuse();
    expect(wantsReports(link.get())).toEqual({ after: 0, items: 1 });
    send(1);
    link.frame({ t: 'reported', r: [1] });
    expect(wantsReports(link.get())).toEqual({ after: 1, items: 1 });
    send(2);
    expect(refuse().at(-1)).toEqual({ do: 'reported', rs: [2] });
    send(3);
    link.frame({ t: 'reported', r: [3] });
    expect(wantsReports(link.get())).toEqual({ after: 3, items: 100 });
  });

  it('stops sending messages, not reports, when the lease is lost', () => {
    const link = drive({ upNext: 4 });
    link.welcome();
    link.frame({ t: 'nack', s: null, code: 'stale_lease', fatal: false, message: '' });
    expect(link.pump(3, 1e9)).toEqual([]);
    expect(wantsReports(link.get())).toMatchObject({ after: 0 });
  });
});

describe('commands', () => {
  const down = (lease: number, ...numbers: number[]): DownFrame => ({
    t: 'down',
    lease,
    items: numbers.map((s) => ({ s, command: commandOf(`c${s}`) })),
  });

  it('D32: acknowledges after storing, never before', () => {
    const link = drive();
    link.welcome();
    expect(link.frame(down(2, 1, 2))).toMatchObject([
      { do: 'store', held: 2 },
      { do: 'send', frame: { t: 'ack', h: 2, sack: [] } },
    ]);
  });

  it('D20: refuses items of another lease', () => {
    const link = drive();
    link.welcome();
    expect(link.frame(down(1, 1))).toMatchObject([{ do: 'send', frame: { t: 'nack', code: 'stale_lease' } }]);
  });

  it('D21: keeps a gap open, and takes what the Gateway dropped before this session for gone', () => {
    const link = drive({ downHeld: 4 });
    link.welcome({ downNext: 9 });
    expect(link.frame(down(2, 7))[1]).toMatchObject({ frame: { h: 4, sack: [[7, 7]] } });
    expect(link.frame(down(2, 9))[1]).toMatchObject({ frame: { h: 9, sack: [] } });
    expect(link.frame(down(2, 11))[1]).toMatchObject({ frame: { h: 9, sack: [[11, 11]] } });
    expect(link.frame(down(2, 10))[1]).toMatchObject({ frame: { h: 11, sack: [] } });
  });

  it('holds exactly what came, in whatever order and however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (numbers) => {
        let state: { held: number; above: Range[] } = { held: 0, above: [] };
        for (const s of numbers) state = hold(state.held, state.above, s);
        const covered = new Set([...range(1, state.held), ...state.above.flatMap(([from, to]) => range(from, to))]);
        expect(covered).toEqual(new Set(numbers));
        expect(covered.has(state.held + 1)).toBe(false);
      }),
    );
  });
});

describe('reports', () => {
  it('has one frame under way, repeats it until named, goes on after it', () => {
    const link = drive();
    link.welcome();
    const report = { commandId: 'c', contactId: 'con_a', state: 'accepted' as const, reason: null, waId: null, at: 0 };
    link.feed({
      kind: 'reports',
      items: [
        { r: 1, report },
        { r: 2, report },
      ],
    });
    expect(wantsReports(link.get())).toBeNull();
    link.frame({ t: 'reported', r: [1] });
    expect(wantsReports(link.get())).toBeNull();
    link.feed({ kind: 'tick' }, 10_001);
    expect(wantsReports(link.get())).toMatchObject({ after: 0 });
    link.feed({ kind: 'reports', items: [{ r: 2, report }] }, 10_001);
    link.frame({ t: 'reported', r: [2] }, 10_001);
    expect(wantsReports(link.get())).toMatchObject({ after: 2 });
  });
});

describe('beats', () => {
  const ticks = (link: ReturnType<typeof drive>, from: number, to: number, answer: boolean) => {
    const seen: [number, Effect][] = [];
    for (let now = from; now <= to; now += 1_000) {
      for (const effect of link.feed({ kind: 'tick' }, now)) {
        seen.push([now, effect]);
        if (answer && effect.do === 'ping') link.feed({ kind: 'pong' }, now);
        if (answer && effect.do === 'send' && effect.frame.t === 'sync') link.frame({ t: 'sync', h: 0 }, now);
        if (effect.do === 'destroy') return seen;
      }
    }
    return seen;
  };

  it('gives up without a welcome after ten seconds', () => {
    expect(ticks(drive(), 0, 60_000, false)).toMatchObject([[11_000, { do: 'destroy' }]]);
  });

  it('pings every twenty seconds and lives while answered; the object itself is asked every two minutes', () => {
    const link = drive();
    link.welcome();
    const seen = ticks(link, 0, 300_000, true);
    expect(seen.filter(([, effect]) => effect.do === 'ping')).toHaveLength(15);
    expect(seen.filter(([, effect]) => effect.do === 'send')).toHaveLength(2);
    expect(seen.some(([, effect]) => effect.do === 'destroy')).toBe(false);
  });

  it('finds a half-open link within 45 seconds', () => {
    const link = drive();
    link.welcome();
    const end = ticks(link, 0, 120_000, false).at(-1);
    expect(end).toMatchObject([expect.any(Number), { do: 'destroy', reason: 'no pong' }]);
    expect(end?.[0]).toBeLessThanOrEqual(45_000);
  });

  it('finds an object that no longer runs behind a link that still answers', () => {
    const link = drive();
    link.welcome();
    let destroyed = 0;
    for (let now = 0; now <= 200_000 && destroyed === 0; now += 1_000) {
      for (const effect of link.feed({ kind: 'tick' }, now)) {
        if (effect.do === 'ping') link.feed({ kind: 'pong' }, now);
        if (effect.do === 'destroy') destroyed = now;
      }
    }
    expect(destroyed).toBeGreaterThan(120_000);
  });

  it('sends again on the same socket what stays unacknowledged for ten seconds', () => {
    const link = drive({ upNext: 4 });
    link.welcome();
    link.pump(3);
    link.feed({ kind: 'tick' }, 10_000);
    expect(link.pump(3, 10_000)).toEqual([]);
    link.feed({ kind: 'tick' }, 10_001);
    expect(link.pump(3, 10_001)).toEqual([1, 2, 3]);
  });

  it('takes settings from any sync, and nothing from one that has none', () => {
    const link = drive();
    link.welcome();
    expect(link.frame({ t: 'sync', h: 0, settings: { groups: true } })).toContainEqual({
      do: 'configure',
      settings: { groups: true },
    });
    expect(kinds(link.frame({ t: 'sync', h: 0 }))).toEqual(['held']);
  });

  it('never answers a sync, not even one that came twice: an answer to an answer would never end', () => {
    const link = drive();
    link.welcome();
    link.feed({ kind: 'tick' }, 120_001);
    expect(kinds(link.frame({ t: 'sync', h: 0 }, 120_002))).toEqual(['held']);
    expect(kinds(link.frame({ t: 'sync', h: 0 }, 120_003))).toEqual(['held']);
  });
});

it('D20: an agent that lost its lease without hearing of it begins nothing for longer than the Gateway allows for', () => {
  expect(SILENT_MS).toBeLessThan(LEASE_GRACE_MS);
});
