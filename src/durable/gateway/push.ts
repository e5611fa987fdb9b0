import { MAX_FRAME_ITEMS, MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import { hit } from '../../lib/failpoint.ts';
import type { GatewayContext } from './context.ts';
import { choosePush, DOWN_WINDOW, isExpired, type PendingHead } from './delivery.ts';
import { expire, settleExpiry } from './endings.ts';
import { endUnreadable } from './files.ts';
import { currentLink, dropLink, livingLink, tell, watchClosely, type Link } from './link.ts';

export const REPUSH_TIMER = 'repush';
/** A frame that was lost with the link still up is sent again after this long without an `ack`. */
const REPUSH_AFTER_MS = 15_000;

/** Pushes what may go now; nothing without a link. Call it after every commit that may have made room. */
export const push = (context: GatewayContext): void => {
  const link = currentLink(context);
  if (link !== null) endUnreadable(context, link.proto);
  const items = link === null ? [] : place(context);
  if (link !== null && items.length > 0) {
    hit('gateway.push.placed');
    send(link, items);
  }
};

/** Gives the chosen commands their places in the stream. Durable before they are sent: the output gate holds the frame. */
const place = (context: GatewayContext): DownItem[] => {
  const { store, journal, clock, timers } = context;
  // `waiting` leaves out the contacts that have something under way; only the room in the window is left to choose by.
  const room = DOWN_WINDOW - store.countUnacknowledged();
  if (room <= 0) return [];
  const choose = (): PendingHead[] => choosePush(store.waiting(DOWN_WINDOW), [], room);
  let chosen = choose();
  if (chosen.some((command) => command.pushes === 0 && isExpired(command, clock.now()))) {
    expire(context);
    chosen = choose();
  }
  if (chosen.length === 0) return [];
  return context.commit(() => {
    const now = clock.now();
    let next = store.downNext();
    const items = chosen.map(({ commandId, pushes }) => {
      const s = next++;
      store.pushed(commandId, s, now);
      journal.append('pushed', commandId, { s, push: pushes + 1 });
      return { s, command: store.command(commandId) };
    });
    store.setDownNext(next);
    timers.set(REPUSH_TIMER, '', now + REPUSH_AFTER_MS);
    watchClosely(context);
    settleExpiry(context);
    return items;
  });
};

/** Sends again, under its old number, what was pushed over this link and never acknowledged. Finds a dead link, too. */
export const repush = (context: GatewayContext): void => {
  const link = livingLink(context);
  if (link === null) return context.store.countUnacknowledged() > 0 ? dropLink(context, 'goingAway') : undefined;
  repushOverdue(context, link);
  push(context);
};

/** Commands that were asked for again, and those overdue. */
export const repushOverdue = (context: GatewayContext, link: Link): void => {
  const { store, journal, clock, timers } = context;
  const now = clock.now();
  const overdue = store.overdue(now - REPUSH_AFTER_MS).slice(0, DOWN_WINDOW);
  if (overdue.length === 0 && store.countUnacknowledged() === 0) return;
  const items = context.commit(() => {
    timers.set(REPUSH_TIMER, '', now + REPUSH_AFTER_MS);
    return overdue.flatMap(({ commandId, dSeq, pushes }: PendingHead) => {
      if (dSeq === null) return [];
      store.pushed(commandId, dSeq, now);
      journal.append('pushed', commandId, { s: dSeq, push: pushes + 1 });
      return [{ s: dSeq, command: store.command(commandId) }];
    });
  });
  send(link, items);
};

const send = (link: Link, items: readonly DownItem[]): void => {
  for (const frame of frames(items)) tell(link.socket, { t: 'down', lease: link.lease, items: frame });
};

/** Cuts items into frames that the agent will take: so many items, so many bytes. */
const frames = (items: readonly DownItem[]): DownItem[][] => {
  const all: DownItem[][] = [];
  let bytes = Infinity;
  for (const item of items) {
    // Three bytes of UTF-8 at most for each UTF-16 unit; the envelope of the frame is far below the slack this leaves.
    const size = JSON.stringify(item).length * 3;
    const last = all.at(-1);
    if (last === undefined || bytes + size > MAX_LINK_FRAME_BYTES || last.length >= MAX_FRAME_ITEMS) {
      all.push([item]);
      bytes = size;
    } else {
      last.push(item);
      bytes += size;
    }
  }
  return all;
};
