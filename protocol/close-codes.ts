/**
 * WebSocket close codes of the link and of the live feed, with what the peer does about each:
 * `resume` reconnects with its counters, `wait` reconnects after a long pause, `stop` needs a person.
 */
export const CLOSE = {
  normal: { code: 1000, peer: 'resume' },
  goingAway: { code: 1001, peer: 'resume' },
  tooBig: { code: 1009, peer: 'stop' },
  restart: { code: 1012, peer: 'resume' },
  /** A counter beyond what was ever sent: one side lost its storage without changing its epoch. */
  badCounter: { code: 4400, peer: 'stop' },
  /** Credential or session revoked, expired or unknown. */
  unauthorised: { code: 4401, peer: 'stop' },
  /** No `hello` within ten seconds of the upgrade. */
  helloTimeout: { code: 4408, peer: 'resume' },
  /** Another agent took the lease of this number. */
  replaced: { code: 4409, peer: 'wait' },
  /** The peer does not read what it is sent. */
  slowConsumer: { code: 4413, peer: 'resume' },
  /** Protocol version not served any more. */
  upgradeRequired: { code: 4426, peer: 'stop' },
} as const satisfies Record<string, { code: number; peer: 'resume' | 'wait' | 'stop' }>;

export type CloseReason = keyof typeof CLOSE;

/** What a peer does after a close with this code; unknown codes are transient. */
export const reactionTo = (code: number): 'resume' | 'wait' | 'stop' =>
  Object.values(CLOSE).find((known) => known.code === code)?.peer ?? 'resume';
