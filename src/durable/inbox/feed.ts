/** The pure half of the live feed: from where a client goes on, and how much may be on its way to it. */

/** How far back a client may resume. */
export const KEEP_EVENTS = 5_000;
export const KEEP_EVENTS_MS = 24 * 3_600_000;
/** Unacknowledged events and bytes on the way to one client: a socket that is not read buffers without bound. */
export const MAX_UNACKED = 256;
export const MAX_UNACKED_BYTES = 1024 * 1024;
/** Events and bytes in one frame. */
export const FRAME_EVENTS = 100;
export const FRAME_BYTES = 256 * 1024;
/** A client that catches up and does not acknowledge for so long does not read. */
export const CATCH_UP_PATIENCE_MS = 30_000;
/** The browser renews its session in time; this covers the way. */
export const SESSION_GRACE_MS = 30_000;

export type FeedState = { epoch: string; head: number; oldest: number | null };

/** What a client that holds `since` of `epoch` needs first. */
export const decideResume = (
  since: number | null,
  epoch: string | null,
  feed: FeedState,
): { do: 'live' | 'reset' } | { do: 'replay'; after: number } => {
  if (since === null) return { do: 'live' };
  if (epoch !== feed.epoch || since > feed.head) return { do: 'reset' };
  if (since === feed.head) return { do: 'live' };
  return feed.oldest !== null && feed.oldest <= since + 1 ? { do: 'replay', after: since } : { do: 'reset' };
};

export type ClientState = { sent: number; acked: number; ackedAt: number; catchingUp: boolean };

/** What to do with a client when there is news: tell it, let it catch up by itself, or close it. */
export const decideTell = (
  client: ClientState,
  news: { events: number; bytes: number; unackedBytes: number },
  now: number,
): 'send' | 'wait' | 'catch_up' | 'close' => {
  const unacked = client.sent - client.acked;
  const full = unacked >= MAX_UNACKED || news.unackedBytes > MAX_UNACKED_BYTES;
  if (client.catchingUp) return full && now - client.ackedAt > CATCH_UP_PATIENCE_MS ? 'close' : 'wait';
  if (full) return 'close';
  const fits = unacked + news.events <= MAX_UNACKED && news.events <= FRAME_EVENTS && news.bytes <= FRAME_BYTES;
  return fits ? 'send' : 'catch_up';
};

/** How many events may go to a client now. */
export const creditOf = (client: ClientState): number => Math.max(0, MAX_UNACKED - (client.sent - client.acked));
