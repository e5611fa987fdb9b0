import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { hit } from '../../../lib/failpoint.ts';
import { noteCheckups } from '../checkups.ts';
import type { GatewayContext } from '../context.ts';
import { firstMissing, GAP_BELIEVED_AFTER, hold, isHeld } from '../delivery.ts';
import { flowOf, type Flow } from '../flow.ts';
import { ingestAll, type Buried, type Tally } from '../ingest.ts';
import { oweQuarantine } from '../quarantine.ts';
import { currentLink, KEPT_EVENTS, nack, tell, watchClosely } from '../link.ts';

/** A frame is acknowledged when all of it is stored, or, so that one slow contact does not close the window, after this long. */
const ACK_WITHIN_MS = 250;
/** Items of one journal under way at the same time: four windows, for an agent that reconnects while the first is still stored. */
const MAX_IN_FLIGHT = 1_024;
/** Frames that were already on the wire when the agent was asked for patience need no second answer; it waits at least 1 s. */
const REFUSE_EVERY_MS = 500;

export type Letter = { s: number; code: 'malformed'; error: string; bytes: string };

/**
 * Messages from the agent that has the lease. `letters` are items of the same frame that no schema knows: they are set
 * aside with their bytes and count as held.
 */
export const onUp = async (
  context: GatewayContext,
  journalEpoch: string,
  items: readonly UpItem[],
  letters: readonly Letter[] = [],
): Promise<void> => {
  const flow = flowOf(context.memory.flows, journalEpoch);
  buryLetters(context, journalEpoch, letters);
  const tally: Tally = { stored: [], buried: [], refused: [] };
  const { admitted, refusedFrom } = admit(context, flow, journalEpoch, items);
  if (refusedFrom !== null) tally.refused.push(refusedFrom);
  if (admitted.length === 0) return settle(context, flow, journalEpoch, tally);
  try {
    const done = ingestAll(context, { journalEpoch, flow, tally }, admitted).then(() => true);
    const inTime = await Promise.race([done, context.sleep(ACK_WITHIN_MS).then(() => false)]);
    settle(context, flow, journalEpoch, tally);
    if (inTime) return;
    await done;
    settle(context, flow, journalEpoch, tally);
  } finally {
    // Whatever went wrong: what is not held may be tried again when the agent sends it again.
    for (const { s } of admitted) flow.inFlight.delete(s);
  }
};

const buryLetters = (context: GatewayContext, journalEpoch: string, letters: readonly Letter[]): void => {
  if (letters.length === 0) return;
  const { store, journal, clock } = context;
  context.commit(() => {
    const now = clock.now();
    for (const letter of letters) store.bury({ journalEpoch, ...letter }, now);
    const up = store.up(journalEpoch);
    store.setUp(
      journalEpoch,
      {
        ...up,
        held: hold(
          up.held,
          letters.map(({ s }) => s),
        ),
      },
      now,
    );
    journal.append('dead_letters', null, { s: letters.map(({ s }) => s), code: 'malformed' });
  });
  const link = linkFor(context, journalEpoch);
  for (const { s, error } of letters) if (link) nack(link.socket, s, 'malformed', true, error);
};

/**
 * Which items go on. Known ones are left out; one that comes after a number that is still missing must wait, for it might
 * overtake an earlier message of the same contact. A gap that stays is believed in the end: then only order was at stake,
 * never the counter.
 */
const admit = (
  context: GatewayContext,
  flow: Flow,
  journalEpoch: string,
  items: readonly UpItem[],
): { admitted: UpItem[]; refusedFrom: number | null } => {
  const { store, clock } = context;
  let up = store.up(journalEpoch);
  const sorted = [...items].sort((a, b) => a.s - b.s);
  const lowest = sorted[0]?.s ?? 1;
  if (up.floorOpen) {
    up = { ...up, floor: lowest - 1, floorOpen: false };
    const opened = up;
    context.commit(() => store.setUp(journalEpoch, opened, clock.now()));
  }
  const admitted: UpItem[] = [];
  const onItsWay = { has: (s: number) => flow.inFlight.has(s) || flow.stuck.has(s) };
  for (const item of sorted) {
    if (isHeld(up.held, item.s) || flow.inFlight.has(item.s)) continue;
    const gap = item.s > firstMissing(up.held, up.floor, onItsWay);
    if (flow.inFlight.size >= MAX_IN_FLIGHT) return { admitted, refusedFrom: item.s };
    if (gap && !believeGap(context, flow, journalEpoch, item.s)) return { admitted, refusedFrom: item.s };
    if (gap) up = store.up(journalEpoch);
    flow.stuck.delete(item.s);
    flow.inFlight.add(item.s);
    admitted.push(item);
  }
  return { admitted, refusedFrom: null };
};

/** Counts a round in which items waited for what did not come; true when it never will. */
const believeGap = (context: GatewayContext, flow: Flow, journalEpoch: string, s: number): boolean => {
  const { store, clock, journal } = context;
  const now = clock.now();
  if (now - flow.refusedAt < REFUSE_EVERY_MS) return false;
  return context.commit(() => {
    const up = store.up(journalEpoch);
    const believed = up.gapRefusals + 1 >= GAP_BELIEVED_AFTER;
    store.setUp(
      journalEpoch,
      { ...up, gapRefusals: believed ? 0 : up.gapRefusals + 1, floor: believed ? s - 1 : up.floor },
      now,
    );
    journal.append(believed ? 'gap_believed' : 'gap', null, { held: up.held.h, s });
    return believed;
  });
};

/** Makes the tally durable and answers: `ack` for what is held, `nack` for what must come again or never will be read. */
const settle = (context: GatewayContext, flow: Flow, journalEpoch: string, tally: Tally): void => {
  const { store, journal, clock } = context;
  const stored = tally.stored.splice(0);
  const buried = tally.buried.splice(0);
  const refused = tally.refused.splice(0);
  const ended = [...stored, ...buried.map(({ item }) => item)].map(({ s }) => s);
  if (ended.length > 0) {
    context.commit(() => {
      const now = clock.now();
      const up = store.up(journalEpoch);
      const held = hold(up.held, ended);
      for (const { item, code, error, contact } of buried) {
        store.bury({ journalEpoch, s: item.s, code, error, bytes: JSON.stringify(item) }, now);
        journal.append(code, contact?.contactId ?? null, { s: item.s });
        if (code === 'poison' && contact !== null) oweQuarantine(context, { journalEpoch, item, contact });
      }
      store.setUp(journalEpoch, { ...up, held, gapRefusals: 0 }, now);
      store.forgetFailures(journalEpoch, ended);
      if (stored.length > 0) store.noteOthersStored();
      noteCheckups(context, new Set(stored.map(({ contactId }) => contactId)));
      journal.append('up_held', `lease:${store.lease()}`, { items: ended.length, h: held.h });
      journal.keepLast(KEPT_EVENTS);
      watchClosely(context);
      hit('gateway.up.before_held');
    });
    hit('gateway.up.held');
  }
  answer(context, flow, journalEpoch, { moved: ended.length > 0, buried, refused });
};

/** To whoever has the lease by now: the socket that brought the frame may have lost it meanwhile. */
const linkFor = (context: GatewayContext, journalEpoch: string) => {
  const link = currentLink(context);
  return link?.journalEpoch === journalEpoch ? link : null;
};

const answer = (
  context: GatewayContext,
  flow: Flow,
  journalEpoch: string,
  outcome: { moved: boolean; buried: Buried[]; refused: number[] },
): void => {
  const link = linkFor(context, journalEpoch);
  if (link === null) return;
  const { h, ranges } = context.store.up(journalEpoch).held;
  // Before the ack, which lets the agent delete what it has not set aside.
  for (const { item, code } of outcome.buried) {
    const why = code === 'conflict' ? 'its id came before with other words' : 'this item failed again and again';
    nack(link.socket, item.s, 'poison', true, why);
  }
  // An ack that says nothing new would tell the agent that its patience is no longer needed.
  if (outcome.moved || outcome.refused.length === 0)
    tell(link.socket, { t: 'ack', h, sack: ranges.map(([from, to]): [number, number] => [from, to]) });
  const now = context.clock.now();
  if (outcome.refused.length === 0 || now - flow.refusedAt < REFUSE_EVERY_MS) return;
  flow.refusedAt = now;
  nack(link.socket, Math.min(...outcome.refused), 'overloaded', false, 'send again from here, later');
};
