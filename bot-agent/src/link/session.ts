import { MISSED_PINGS, PING_EVERY_MS, SYNC_EVERY_MS } from '@oconnector/protocol/link/heartbeat.ts';
import type { ChannelAsk } from '@oconnector/protocol/link/channel.ts';
import type { DownFrame } from '@oconnector/protocol/link/down.ts';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import type { Nack } from '@oconnector/protocol/link/nack.ts';
import type { Sync } from '@oconnector/protocol/link/sync.ts';
import type { UpFrame } from '@oconnector/protocol/link/up.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import { MAX_FRAME_ITEMS } from '@oconnector/protocol/limits.ts';
import { CLOSE } from '@oconnector/protocol/close-codes.ts';

/**
 * The link session of one socket: what was sent and not acknowledged, what is held, when to beat. Pure: data and `now`
 * in, state and effects out, so that the simulation runs this very code.
 */

/** A frame of this many bytes is full: half of what a link frame may weigh, for one message may weigh the other half. */
export const UP_FRAME_BYTES = 128 * 1024;
/** More frames than this under way starve the other requests of a process that runs the objects. */
export const MAX_FRAMES_UNDER_WAY = 8;
export const WELCOME_WAIT_MS = 10_000;
export const PONG_WAIT_MS = 10_000;
/** A link silent for longer is about to be found dead; on one as silent nothing new is begun. */
export const SILENT_MS = PING_EVERY_MS + MISSED_PINGS * PONG_WAIT_MS + 2_000;
export const SYNC_WAIT_MS = 30_000;
/** Unacknowledged this long, items and reports are sent again on the same socket. */
export const ACK_WAIT_MS = 10_000;
/** So many items unacknowledged for so long ask the object itself, not only the link. */
export const SYNC_AFTER_ITEMS = 20;
const SYNC_AFTER_MS = 2_000;
const OVERLOADED_FIRST_MS = 1_000;
const OVERLOADED_MAX_MS = 30_000;
const MAX_SACK_RANGES = 256;

export type Range = [from: number, to: number];
/** What is left unacknowledged of a frame. `partly`: the rest of it was, so these items are stuck, not under way. */
type Flight = { items: { s: number; bytes: number }[]; at: number; partly: boolean };

export type Session = {
  phase: 'greeting' | 'live';
  openedAt: number;
  lease: number;
  window: { items: number; bytes: number };
  up: {
    next: number;
    /** Highest number handed to this socket; rewound to send again. */
    sent: number;
    held: number;
    flights: Flight[];
    /** Not before this moment (the Gateway asked for patience), and how often it has. */
    notBefore: number;
    overloads: number;
    /** Up to this number items go one by one, to find the one that the Gateway cannot read. */
    isolateUpTo: number;
  };
  down: {
    gatewayEpoch: string | null;
    held: number;
    above: Range[];
    /** Highest number given out before this session: all of it that still matters came again before any later one. */
    floor: number;
    lease: number | null;
  };
  /** `isolateUpTo`: as for `up`. */
  reports: { sent: number; pending: number[]; at: number; isolateUpTo: number };
  beat: { pingAt: number; waitingSince: number | null; missed: number; syncAt: number; syncSince: number | null };
};

export type SessionEvent =
  | { kind: 'frame'; frame: DownFrame }
  | { kind: 'pong' }
  /** Rows read after `wants` asked for them. */
  | { kind: 'rows'; rows: { item: UpItem; bytes: number }[] }
  | { kind: 'reports'; items: { r: number; report: CommandReport }[] }
  /** The journal has rows up to here. */
  | { kind: 'grown'; upNext: number }
  | { kind: 'tick' };

/** Carried out in order; an effect that throws takes the link down, so an `ack` never overtakes its `store`. */
export type Effect =
  | { do: 'send'; frame: UpFrame }
  | { do: 'ping' }
  | { do: 'welcomed'; welcome: Welcome; roundTripMs: number; foreign: boolean }
  | { do: 'held'; h: number; ranges: Range[] }
  /** What the cliente chose. */
  | { do: 'configure'; settings: AgentSettings }
  | { do: 'bury'; s: number; code: Nack['code'] }
  | { do: 'store'; items: DownItem[]; held: number }
  | { do: 'fence'; fences: Fence[] }
  | { do: 'reported'; rs: number[] }
  /** A person wants to know what became of these. */
  | { do: 'look'; commands: Command[] }
  /** A person wants something of the channel itself. */
  | { do: 'channel'; ask: ChannelAsk }
  /** The Gateway counts further than we ever sent: start a new journal epoch. */
  | { do: 'renew' }
  /** Forget the stored commands and ask for all of them again with the next hello. */
  | { do: 'forget' }
  | { do: 'log'; event: string; data: Record<string, unknown> }
  | { do: 'destroy'; code: number; reason: string };

export type Stepped = { session: Session; effects: Effect[] };

export const open = (hello: Omit<Hello, 't'>, lease: number | null, now: number): Stepped => ({
  session: {
    phase: 'greeting',
    openedAt: now,
    lease: 0,
    window: { items: 0, bytes: 0 },
    up: { next: hello.upNext, sent: 0, held: 0, flights: [], notBefore: 0, overloads: 0, isolateUpTo: 0 },
    down: { gatewayEpoch: hello.gatewayEpoch, held: hello.downHeld, above: [], floor: 0, lease },
    reports: { sent: 0, pending: [], at: 0, isolateUpTo: 0 },
    beat: { pingAt: now + PING_EVERY_MS, waitingSince: null, missed: 0, syncAt: now, syncSince: null },
  },
  effects: [{ do: 'send', frame: { t: 'hello', ...hello } }],
});

const stay = (session: Session, ...effects: Effect[]): Stepped => ({ session, effects });
const destroy = (session: Session, code: number, reason: string): Stepped =>
  stay(session, { do: 'destroy', code, reason });

export const step = (session: Session, event: SessionEvent, now: number): Stepped => {
  switch (event.kind) {
    case 'frame':
      return onFrame(session, event.frame, now);
    case 'pong':
      return stay({ ...session, beat: { ...session.beat, waitingSince: null, missed: 0 } });
    case 'grown':
      return stay({ ...session, up: { ...session.up, next: Math.max(session.up.next, event.upNext) } });
    case 'rows':
      return onRows(session, event.rows, now);
    case 'reports':
      return onReports(session, event.items, now);
    case 'tick':
      return onTick(session, now);
  }
};

const onFrame = (session: Session, frame: DownFrame, now: number): Stepped => {
  if (frame.t === 'welcome') return session.phase === 'greeting' ? onWelcome(session, frame, now) : stay(session);
  if (frame.t === 'nack') return onNack(session, frame, now);
  // Frames of a session that has not begun are of no session at all.
  if (session.phase === 'greeting')
    return stay(session, { do: 'log', event: 'frame_before_welcome', data: { t: frame.t } });
  switch (frame.t) {
    case 'ack':
      return onAck(session, frame.h, frame.sack);
    case 'sync':
      return onSync(session, frame);
    case 'down':
      return onDown(session, frame.lease, frame.items);
    case 'cancel':
      return stay(session, { do: 'fence', fences: frame.fences });
    case 'look':
      return stay(session, { do: 'look', commands: frame.items });
    case 'channel':
      return stay(session, { do: 'channel', ask: frame.ask });
    case 'reported': {
      const named = new Set(frame.r);
      const pending = session.reports.pending.filter((r) => !named.has(r));
      return stay({ ...session, reports: { ...session.reports, pending } }, { do: 'reported', rs: frame.r });
    }
  }
};

const onWelcome = (session: Session, welcome: Welcome, now: number): Stepped => {
  if (welcome.upHeld >= session.up.next) {
    return stay(
      session,
      { do: 'renew' },
      { do: 'destroy', code: CLOSE.badCounter.code, reason: 'counter beyond what was sent' },
    );
  }
  const sameGateway = welcome.gatewayEpoch === session.down.gatewayEpoch;
  // All leases since `yoursSince` were ours: the one we know of last reaches up to there, or somebody else was between.
  const foreign = (welcome.yoursSince ?? welcome.lease) > (session.down.lease ?? 0) + 1;
  const down = {
    gatewayEpoch: welcome.gatewayEpoch,
    held: sameGateway ? session.down.held : 0,
    above: [],
    floor: welcome.downNext - 1,
    lease: welcome.lease,
  };
  const up = { ...session.up, held: welcome.upHeld, sent: welcome.upHeld };
  const live: Session = { ...session, phase: 'live', lease: welcome.lease, window: welcome.window, up, down };
  const effects: Effect[] = [
    { do: 'welcomed', welcome, roundTripMs: now - session.openedAt, foreign },
    { do: 'held', h: welcome.upHeld, ranges: [] },
  ];
  if (welcome.fences.length > 0) effects.push({ do: 'fence', fences: welcome.fences });
  // Somebody else had the lease since: what we hold he may have sent. The Gateway knows what has not ended.
  if (foreign && sameGateway && session.down.held > 0) {
    effects.push(
      { do: 'forget' },
      { do: 'destroy', code: CLOSE.normal.code, reason: 'commands were under another lease' },
    );
  }
  return { session: live, effects };
};

/** Whether a number is covered by `h` or one of the ranges. */
const covers = (h: number, ranges: readonly (readonly [number, number])[], s: number): boolean =>
  s <= h || ranges.some(([from, to]) => s >= from && s <= to);

const onAck = (session: Session, h: number, ranges: [number, number][]): Stepped => {
  const highest = Math.max(session.up.next - 1, session.up.sent);
  if (h > highest || ranges.some(([, to]) => to > highest)) {
    return stay(
      session,
      { do: 'renew' },
      { do: 'destroy', code: CLOSE.badCounter.code, reason: 'acknowledged what was never sent' },
    );
  }
  const flights = session.up.flights
    .map((flight) => {
      const items = flight.items.filter((item) => !covers(h, ranges, item.s));
      return { ...flight, items, partly: flight.partly || items.length < flight.items.length };
    })
    .filter((flight) => flight.items.length > 0);
  const up = {
    ...session.up,
    held: Math.max(session.up.held, h),
    sent: Math.max(session.up.sent, h),
    flights,
    overloads: 0,
  };
  return stay({ ...session, up }, { do: 'held', h: up.held, ranges });
};

/** The answer to our beat, perhaps for the second time, or news of the settings. It is never answered: an answer to an answer would never end. */
const onSync = (session: Session, { h, settings }: Sync): Stepped => {
  const acknowledged = onAck({ ...session, beat: { ...session.beat, syncSince: null } }, h, []);
  if (settings === undefined) return acknowledged;
  return { ...acknowledged, effects: [{ do: 'configure', settings }, ...acknowledged.effects] };
};

/** Adds a number to what is held; `held` is contiguous, the rest are ranges above it, merged and in order. */
export const hold = (held: number, above: readonly Range[], s: number): { held: number; above: Range[] } => {
  if (covers(held, above, s)) return { held, above: [...above] };
  const merged: Range[] = [];
  for (const [from, to] of [...above, [s, s] as Range].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  const first = merged[0];
  return first && first[0] === held + 1 ? { held: first[1], above: merged.slice(1) } : { held, above: merged };
};

const onDown = (session: Session, lease: number, items: DownItem[]): Stepped => {
  if (lease !== session.lease) {
    return stay(session, {
      do: 'send',
      frame: { t: 'nack', s: null, code: 'stale_lease', fatal: false, message: 'another lease' },
    });
  }
  let { held, above } = session.down;
  for (const { s } of items) {
    // Commands dropped above leave holes; once the resumed part is through, those below the floor are known to be such.
    if (s > session.down.floor && held < session.down.floor) {
      held = session.down.floor;
      above = above.filter(([, to]) => to > held).map(([from, to]): Range => [Math.max(from, held + 1), to]);
    }
    ({ held, above } = hold(held, above, s));
  }
  const next = { ...session, down: { ...session.down, held, above } };
  return stay(
    next,
    { do: 'store', items, held },
    { do: 'send', frame: { t: 'ack', h: held, sack: above.slice(0, MAX_SACK_RANGES) } },
  );
};

/** Forgets what is under way, so that it is read from the journal and sent again. */
const rewind = (session: Session): Session => ({
  ...session,
  up: { ...session.up, sent: session.up.held, flights: [] },
});

const onNack = (session: Session, nack: Nack, now: number): Stepped => {
  const noted: Effect = {
    do: 'log',
    event: 'nacked',
    data: { s: nack.s, code: nack.code, fatal: nack.fatal, message: nack.message.slice(0, 200) },
  };
  if (nack.code === 'not_welcomed')
    return stay(session, noted, { do: 'destroy', code: CLOSE.normal.code, reason: 'not welcomed' });
  // The close of the lost lease follows; reports are still facts.
  if (nack.code === 'stale_lease') return stay({ ...session, up: { ...session.up, notBefore: Infinity } }, noted);
  if (nack.s !== null && nack.fatal)
    return stay(drop(session, nack.s), noted, { do: 'bury', s: nack.s, code: nack.code });
  if (!nack.fatal) {
    const { overloads } = session.up;
    const waitMs = Math.min(OVERLOADED_MAX_MS, OVERLOADED_FIRST_MS * 2 ** Math.min(overloads, 5));
    const rewound = rewind(session);
    return stay({ ...rewound, up: { ...rewound.up, overloads: overloads + 1, notBefore: now + waitMs } }, noted);
  }
  // A peer that does not name the frame means `up`, the only one whose contents come from outside.
  if (nack.frame === 'report') return onReportsRefused(session, noted, now);
  return nack.frame === undefined || nack.frame === 'up' ? onFrameRefused(session, noted) : stay(session, noted);
};

/** As below: a report that nobody can read alone is given up, for it would be repeated for ever, before all later ones. */
const onReportsRefused = (session: Session, noted: Effect, now: number): Stepped => {
  const { pending } = session.reports;
  const [only, another] = pending;
  if (only === undefined) return stay(session, noted);
  if (another === undefined) {
    const reports = { ...session.reports, pending: [] };
    return stay(
      { ...session, reports },
      noted,
      { do: 'log', event: 'report_given_up', data: { r: only } },
      { do: 'reported', rs: [only] },
    );
  }
  return stay({ ...session, reports: { sent: 0, pending: [], at: now, isolateUpTo: Math.max(...pending) } }, noted);
};

/** A whole frame was refused. With one item in it that item is the culprit; otherwise items go one by one to find it. */
const onFrameRefused = (session: Session, noted: Effect): Stepped => {
  const [flight, second] = session.up.flights;
  if (!flight) return stay(session, noted);
  const [item, another] = flight.items;
  if (item && !another && !second)
    return stay(drop(session, item.s), noted, { do: 'bury', s: item.s, code: 'malformed' });
  const rewound = rewind(session);
  return stay({ ...rewound, up: { ...rewound.up, isolateUpTo: session.up.sent } }, noted);
};

const drop = (session: Session, s: number): Session => {
  const flights = session.up.flights
    .map((flight) => ({ ...flight, items: flight.items.filter((item) => item.s !== s) }))
    .filter((flight) => flight.items.length > 0);
  return { ...session, up: { ...session.up, flights } };
};

export type Wants = { after: number; items: number; bytes: number };

/**
 * Which rows the session would send now, if there are any; null when it must wait. With nothing under way whatever is
 * there goes at once; otherwise what comes meanwhile waits for a full frame or for the acknowledgement, so frames grow
 * with the load by themselves.
 */
export const wants = (session: Session, now: number): Wants | null => {
  const { up, window } = session;
  if (session.phase !== 'live' || now < up.notBefore || up.sent >= up.next - 1) return null;
  const isolating = up.sent < up.isolateUpTo;
  if (isolating && up.flights.length > 0) return null;
  const underWay = up.flights.filter((flight) => !flight.partly).length;
  if (underWay >= MAX_FRAMES_UNDER_WAY) return null;
  if (underWay > 0 && up.next - 1 - up.sent < MAX_FRAME_ITEMS) return null;
  const items = up.flights.reduce((sum, flight) => sum + flight.items.length, 0);
  const bytes = up.flights.reduce((sum, flight) => sum + flight.items.reduce((part, item) => part + item.bytes, 0), 0);
  const room = { items: window.items - items, bytes: window.bytes - bytes };
  // An item larger than the whole window still goes, alone.
  if (room.items < 1 || (room.bytes < 1 && up.flights.length > 0)) return null;
  return {
    after: up.sent,
    items: isolating ? 1 : Math.min(MAX_FRAME_ITEMS, room.items),
    bytes: Math.min(UP_FRAME_BYTES, Math.max(1, room.bytes)),
  };
};

const onRows = (session: Session, rows: { item: UpItem; bytes: number }[], now: number): Stepped => {
  const last = rows.at(-1);
  // Rows that another socket had acknowledged are gone: nothing is left to send.
  if (!last) return stay({ ...session, up: { ...session.up, sent: session.up.next - 1 } });
  const flight = { items: rows.map(({ item, bytes }) => ({ s: item.s, bytes })), at: now, partly: false };
  const up = { ...session.up, sent: last.item.s, flights: [...session.up.flights, flight] };
  return stay({ ...session, up }, { do: 'send', frame: { t: 'up', items: rows.map((row) => row.item) } });
};

/** After which report to read on; null while a report frame is under way. */
export const wantsReports = (session: Session): { after: number; items: number } | null =>
  session.phase === 'live' && session.reports.pending.length === 0 && session.up.sent >= session.up.isolateUpTo
    ? {
        after: session.reports.sent,
        items: session.reports.sent < session.reports.isolateUpTo ? 1 : MAX_FRAME_ITEMS,
      }
    : null;

const onReports = (session: Session, items: { r: number; report: CommandReport }[], now: number): Stepped => {
  const last = items.at(-1);
  if (!last) return stay(session);
  const reports = { ...session.reports, sent: last.r, pending: items.map((item) => item.r), at: now };
  return stay({ ...session, reports }, { do: 'send', frame: { t: 'report', items } });
};

const onTick = (session: Session, now: number): Stepped => {
  if (session.phase === 'greeting') {
    return now - session.openedAt > WELCOME_WAIT_MS ? destroy(session, CLOSE.normal.code, 'no welcome') : stay(session);
  }
  const beaten = beat(session, now);
  return { session: resendLate(beaten.session, now), effects: beaten.effects };
};

const beat = (session: Session, now: number): Stepped => {
  const next = { ...session.beat };
  const effects: Effect[] = [];
  const ping = () => {
    effects.push({ do: 'ping' });
    next.waitingSince = now;
    next.pingAt = now + PING_EVERY_MS;
  };
  if (next.waitingSince !== null && now - next.waitingSince > PONG_WAIT_MS) {
    if (++next.missed >= MISSED_PINGS) return destroy(session, 1006, 'no pong');
    ping();
  } else if (next.waitingSince === null && now >= next.pingAt) ping();
  if (next.syncSince !== null && now - next.syncSince > SYNC_WAIT_MS) return destroy(session, 1006, 'no sync');
  if (next.syncSince === null && (now - next.syncAt > SYNC_EVERY_MS || isBehind(session, now, next.syncAt))) {
    effects.push({ do: 'send', frame: { t: 'sync', h: session.down.held } });
    next.syncSince = now;
    next.syncAt = now;
  }
  return { session: { ...session, beat: next }, effects };
};

const isBehind = (session: Session, now: number, syncAt: number): boolean => {
  const oldest = session.up.flights[0];
  if (!oldest || now - oldest.at < SYNC_AFTER_MS || now - syncAt < SYNC_AFTER_MS) return false;
  return session.up.flights.reduce((sum, flight) => sum + flight.items.length, 0) >= SYNC_AFTER_ITEMS;
};

const resendLate = (session: Session, now: number): Session => {
  const oldest = session.up.flights[0];
  const again = oldest && now - oldest.at > ACK_WAIT_MS ? rewind(session) : session;
  const lateReports = session.reports.pending.length > 0 && now - session.reports.at > ACK_WAIT_MS;
  return lateReports ? { ...again, reports: { ...again.reports, sent: 0, pending: [], at: now } } : again;
};
