/**
 * Version of the link protocol. Bump it when a frame changes shape and add a line to the history;
 * `version.test.ts` fails on a change that was not announced.
 *
 * 1  first version.
 */
export const LINK_PROTOCOL = 1;

/** Oldest agent that the Gateway still serves. */
export const OLDEST_LINK_PROTOCOL = 1;
