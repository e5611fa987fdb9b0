/** Where the time comes from. Everything that decides by time takes one, so that tests and the simulation never wait. */
export type Clock = { /** Milliseconds since the Unix epoch. */ now(): number };

export const systemClock: Clock = { now: () => Date.now() };
