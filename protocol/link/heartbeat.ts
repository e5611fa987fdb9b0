/**
 * Text the agent sends and the runtime answers without waking the Gateway. It proves the link only: an object that
 * can no longer run still answers, therefore the rare `sync` frame beside it.
 */
export const LINK_PING = 'ping';
export const LINK_PONG = 'pong';

/** Milliseconds between pings, and how many unanswered ones mean a dead link. */
export const PING_EVERY_MS = 20_000;
export const MISSED_PINGS = 2;

/** Milliseconds between `sync` frames of an idle link. */
export const SYNC_EVERY_MS = 120_000;

/**
 * How long an agent that lost its lease without hearing of it may still send: until it finds its link silent (42 s), and what it began last.
 * Until then the word of the agent that took the lease does not speak for it.
 */
export const LEASE_GRACE_MS = 50_000;
