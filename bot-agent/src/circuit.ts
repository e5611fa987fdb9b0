import * as z from 'zod';

/** What became of one send: WhatsApp took it, or refused it or never ticked it. `id` counts up. */
export type Outcome = { id: number; at: number; failed: boolean };

export type TripReason = NonNullable<Circuit['reason']>;

/** As it is kept in the journal. */
export const Circuit = z.object({
  /**
   * `closed`: automatic messages go. `open` until `until`: none goes. After that, still `open`, it lets one probe through
   * at a time (half-open).
   */
  state: z.enum(['closed', 'open']),
  /** When it opened, or closed last: outcomes before do not count. */
  since: z.number(),
  until: z.number(),
  reason: z.enum(['failed_acks', 'restricted', 'logged_out']).nullable(),
  /** How long it was opened for; doubles with each probe that fails. */
  openedMs: z.number(),
  /** Probes that were taken, in a row, and when the one under way began. */
  passed: z.number(),
  probedAt: z.number().nullable(),
  /** The last outcome that has been counted. */
  counted: z.number(),
});
export type Circuit = z.infer<typeof Circuit>;

export type CircuitLimits = {
  /** Looks at the outcomes of so long. */
  windowMs: number;
  /** Opens when more than this share of them failed, and at least so many. */
  failedShare: number;
  leastFailed: number;
  openMs: number;
  /** After a restriction it stays open at least so long, and never longer than this for another reason. */
  restrictedMs: number;
  /** Probes that must pass in a row. */
  probes: number;
  /** A probe without outcome counts no more after this. */
  probeMs: number;
};

export const CLOSED: Circuit = {
  state: 'closed',
  since: 0,
  until: 0,
  reason: null,
  openedMs: 0,
  passed: 0,
  probedAt: null,
  counted: 0,
};

/** Opens it, or keeps it open for longer. What was counted stays counted. */
export const trip = (circuit: Circuit, reason: TripReason, now: number, limits: CircuitLimits): Circuit => {
  const again = circuit.state === 'open' && circuit.openedMs > 0;
  const openedMs =
    reason === 'restricted'
      ? limits.restrictedMs
      : Math.min(limits.restrictedMs, again ? 2 * circuit.openedMs : limits.openMs);
  const until = Math.max(
    now + openedMs,
    circuit.state === 'open' ? Math.min(circuit.until, now + limits.restrictedMs) : 0,
  );
  return { ...circuit, state: 'open', since: now, until, reason, openedMs, passed: 0, probedAt: null };
};

/** Open and due for probes. A clock that stepped back by more than it was to be open does not keep it open for ever. */
export const isHalfOpen = (circuit: Circuit, now: number): boolean =>
  circuit.state === 'open' && (now >= circuit.until || now < circuit.since - circuit.openedMs);

/** Counts one outcome. `window`: all that are kept, this one among them, in order. An outcome counts once. */
export const afterOutcome = (
  circuit: Circuit,
  outcome: Outcome,
  window: readonly Outcome[],
  limits: CircuitLimits,
): Circuit => {
  if (outcome.id <= circuit.counted) return circuit;
  const next = { ...circuit, counted: outcome.id };
  if (circuit.state === 'open') {
    if (!isHalfOpen(circuit, outcome.at)) return next;
    if (outcome.failed) return trip(next, circuit.reason ?? 'failed_acks', outcome.at, limits);
    const passed = circuit.passed + 1;
    if (passed < limits.probes) return { ...next, passed, probedAt: null };
    return { ...CLOSED, since: outcome.at, counted: outcome.id };
  }
  const recent = window.filter(
    ({ id, at }) => id <= outcome.id && at >= circuit.since && at > outcome.at - limits.windowMs,
  );
  const failed = recent.filter((one) => one.failed).length;
  const isTooMany = failed >= limits.leastFailed && failed > recent.length * limits.failedShare;
  return outcome.failed && isTooMany ? trip(next, 'failed_acks', outcome.at, limits) : next;
};

/** When an automatic send may pass: `now`, the end of the open time, or when the probe under way counts no more. */
export const passesAt = (circuit: Circuit, now: number, limits: CircuitLimits): number => {
  if (circuit.state === 'closed') return now;
  if (!isHalfOpen(circuit, now)) return circuit.until;
  return circuit.probedAt === null ? now : Math.max(now, Math.min(circuit.probedAt, now) + limits.probeMs);
};

/** An automatic send was let through. */
export const afterGrant = (circuit: Circuit, now: number): Circuit =>
  circuit.state === 'open' ? { ...circuit, probedAt: now } : circuit;
