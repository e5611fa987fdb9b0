import type { CommandClass } from '@oconnector/protocol/model/command.ts';

/**
 * The pure half of delivery: what of a numbered stream is held, and which commands go down now. Data and `now` in,
 * decisions out.
 */

// What is held of a stream.

export type Range = readonly [from: number, to: number];

/** Everything up to `h`, and the ranges above it: ascending, apart from each other and from `h`. */
export type Held = { h: number; ranges: readonly Range[] };

export const NOTHING_HELD: Held = { h: 0, ranges: [] };

/** Most ranges that are remembered, which is also what an `ack` may carry. More only come from a peer that ignores its window. */
export const MAX_RANGES = 256;

export const isHeld = ({ h, ranges }: Held, s: number): boolean =>
  s <= h || ranges.some(([from, to]) => from <= s && s <= to);

/**
 * `held` and these numbers besides. Beyond `MAX_RANGES` the highest ones are forgotten: they come again and are
 * recognised as duplicates further on.
 */
export const hold = (held: Held, numbers: Iterable<number>): Held => {
  const ranges: [number, number][] = held.ranges.map(([from, to]) => [from, to]);
  for (const s of numbers) if (!isHeld(held, s)) ranges.push([s, s]);
  ranges.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  let h = held.h;
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (from <= h + 1) h = Math.max(h, to);
    else if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return { h, ranges: merged.slice(0, MAX_RANGES) };
};

/**
 * Lowest number above `floor` that is neither held nor known to be on its way. What lies above it must wait: it might
 * overtake an earlier message of the same contact.
 */
export const firstMissing = (held: Held, floor: number, onItsWay: { has(s: number): boolean }): number => {
  let s = Math.max(held.h, floor) + 1;
  while (isHeld(held, s) || onItsWay.has(s)) s++;
  return s;
};

// Commands on their way down.

/** Frames to the agent that may be unacknowledged, and how many items one frame takes. */
export const DOWN_WINDOW = 16;

export type PendingHead = {
  commandId: string;
  contactId: string;
  class: CommandClass;
  generation: number;
  order: number;
  notAfter: number | null;
  /** Place in the stream of this Gateway epoch; null until it is pushed, and again when it must be pushed anew. */
  dSeq: number | null;
  /** How often it was pushed. 0 = it has certainly not left. */
  pushes: number;
  /** The agent has stored it. */
  held: boolean;
};

/** Automatic commands below the fence must never leave; what a person typed always may. */
export const isFenced = (command: { class: CommandClass; generation: number }, minGeneration: number): boolean =>
  command.class !== 'human' && command.generation < minGeneration;

export const isExpired = (command: { notAfter: number | null }, now: number): boolean =>
  command.notAfter !== null && command.notAfter < now;

/** A reply waits for whatever a person or a change of control wants to say; otherwise a contact's commands keep their order. */
export const beforeInContact = (a: PendingHead, b: PendingHead): number =>
  Number(a.class === 'reply') - Number(b.class === 'reply') ||
  a.order - b.order ||
  (a.commandId < b.commandId ? -1 : 1);

/**
 * Which commands to push now: one at a time per contact, as many as the window has room for, people before machines.
 * `waiting` are commands without a place in the stream, `underWay` those that have one.
 */
export const choosePush = (
  waiting: readonly PendingHead[],
  underWay: readonly PendingHead[],
  window = DOWN_WINDOW,
): PendingHead[] => {
  const room = window - underWay.filter((command) => !command.held).length;
  const busy = new Set(underWay.map((command) => command.contactId));
  const next = new Map<string, PendingHead>();
  for (const command of waiting) {
    if (busy.has(command.contactId)) continue;
    const best = next.get(command.contactId);
    if (best === undefined || beforeInContact(command, best) < 0) next.set(command.contactId, command);
  }
  return [...next.values()]
    .sort((a, b) => Number(b.class === 'human') - Number(a.class === 'human'))
    .slice(0, Math.max(0, room));
};

// What happened to an item of an `up` frame.

/** Failures of an item while the object that takes it answered, so that the item itself may be the reason. */
export type Failures = {
  failures: number;
  firstAt: number;
  /** Something else was stored since: not everything fails. */
  othersStored: boolean;
};

/** Failures, and the time they span, after which an item is set aside, so that one message cannot stop its contact for ever. */
export const POISON_AFTER = 5;
export const POISON_AFTER_MS = 10 * 60_000;
/** Without anything stored meanwhile, which may as well be a release that can store nothing. */
export const POISON_ALONE_AFTER_MS = 24 * 3_600_000;

/** Whether the item is to blame. Being patient costs a delay; blaming it wrongly costs a message. */
export const isPoison = ({ failures, firstAt, othersStored }: Failures, now: number): boolean =>
  failures >= POISON_AFTER && now - firstAt >= (othersStored ? POISON_AFTER_MS : POISON_ALONE_AFTER_MS);

/** Times that items may be refused for the same gap before the gap is believed: numbers below may be gone for good. */
export const GAP_BELIEVED_AFTER = 5;

/** An error of the platform says nothing about the item: it is neither counted nor isolated. */
export const isInfrastructure = (error: unknown): boolean => {
  const { retryable, overloaded } = (error ?? {}) as { retryable?: unknown; overloaded?: unknown };
  return retryable === true || overloaded === true;
};
