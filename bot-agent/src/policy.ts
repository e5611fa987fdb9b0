import { passesAt, type Circuit, type CircuitLimits } from './circuit.ts';
import type { Paced } from './governor.ts';
import type { ProfileName } from './profile.ts';
import { quietUntil, type QuietHours } from './quiet-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What decides, apart from the pace, whether something automatic may leave. null = that rule is off. */
export type Policy = {
  /**
   * Automatic messages within any 24 h to people who never wrote; 0 answers only. `graceMs`: so long the history may take to
   * show that they did write.
   */
  firstContacts: { perDay: number; graceMs: number } | null;
  /** Sends within any 24 h while the pairing is younger than `days`: `firstDay` on the first, `growth` times more each day. */
  warmUp: { days: number; firstDay: number; growth: number } | null;
  quiet: QuietHours | null;
  circuit: CircuitLimits | null;
};

/** No rule but the pace. */
export const UNGOVERNED: Policy = { firstContacts: null, warmUp: null, quiet: null, circuit: null };

// SECURITY O1: 14 days of warm-up, more than 5 % of failed ticks. The other figures are ours, on the careful side.
const production: Policy = {
  firstContacts: { perDay: 0, graceMs: MINUTE_MS },
  warmUp: { days: 14, firstDay: 100, growth: 1.25 },
  // Whose night it is, only a setting can say.
  quiet: null,
  circuit: {
    windowMs: HOUR_MS,
    failedShare: 0.05,
    leastFailed: 3,
    openMs: 15 * MINUTE_MS,
    restrictedMs: 4 * HOUR_MS,
    probes: 3,
    probeMs: 2 * MINUTE_MS,
  },
};

export const POLICIES: Record<ProfileName, Policy> = { production, demo: UNGOVERNED, chaos: UNGOVERNED };

export type HoldReason = 'never_wrote' | 'first_contacts' | 'warm_up' | 'quiet_hours' | 'circuit';

/** A send that asks to leave. */
export type Ask = {
  contactId: string;
  /** What a person typed waits for the pace alone. */
  human: boolean;
  /** Whether the contact ever wrote to this number. */
  wrote: boolean;
  /** Server time since when the history could have shown that. */
  since: number;
};

/** What is known about the number. `sends`: those of the last day, oldest first. */
export type Standing = { sends: readonly Paced[]; pairedAt: number | null; circuit: Circuit };

export type Decision =
  | { do: 'go' }
  /** Not before `until`, and then ask again. */
  | { do: 'hold'; reason: HoldReason; until: number }
  /** Never by itself: a person decides. */
  | { do: 'refuse'; reason: HoldReason };

/** Sends that may leave within 24 h on the day that holds at `now`, and when that day ends. */
export const warmUpCap = (
  warmUp: NonNullable<Policy['warmUp']>,
  pairedAt: number | null,
  now: number,
): { cap: number; until: number } => {
  const begun = pairedAt === null ? now : Math.min(pairedAt, now);
  const day = Math.floor((now - begun) / DAY_MS);
  const cap = day >= warmUp.days ? Infinity : Math.round(warmUp.firstDay * warmUp.growth ** day);
  return { cap, until: begun + (day + 1) * DAY_MS };
};

/** When fewer than `cap` of these sends are within 24 h; `now` when they are already. A send from the future counts as now. */
const freeAt = (sends: readonly Paced[], cap: number, now: number): number => {
  if (cap === Infinity) return now;
  const recent = sends.filter(({ at }) => at > now - DAY_MS);
  if (recent.length < cap) return now;
  const oldest = recent[recent.length - cap];
  return oldest ? Math.min(oldest.at, now) + DAY_MS : now + HOUR_MS;
};

/** Whether something may leave now, apart from the pace. The rule that holds longest is the one that is told. */
export const decide = (policy: Policy, ask: Ask, standing: Standing, now: number): Decision => {
  if (ask.human) return { do: 'go' };
  if (policy.firstContacts?.perDay === 0 && !ask.wrote && now >= ask.since + policy.firstContacts.graceMs)
    return { do: 'refuse', reason: 'never_wrote' };
  const holds = holdsOf(policy, ask, standing, now).filter(({ until }) => until > now);
  const longest = holds.toSorted((a, b) => b.until - a.until)[0];
  return longest ? { do: 'hold', ...longest } : { do: 'go' };
};

const holdsOf = (
  policy: Policy,
  ask: Ask,
  standing: Standing,
  now: number,
): { reason: HoldReason; until: number }[] => {
  const { sends, pairedAt, circuit } = standing;
  const { firstContacts, warmUp, quiet } = policy;
  const holds: { reason: HoldReason; until: number }[] = [];
  if (firstContacts && !ask.wrote)
    holds.push(
      firstContacts.perDay === 0
        ? { reason: 'never_wrote', until: ask.since + firstContacts.graceMs }
        : {
            reason: 'first_contacts',
            until: freeAt(
              sends.filter(({ first }) => first === true),
              firstContacts.perDay,
              now,
            ),
          },
    );
  if (warmUp) {
    const { cap, until } = warmUpCap(warmUp, pairedAt, now);
    holds.push({ reason: 'warm_up', until: Math.min(until, freeAt(sends, cap, now)) });
  }
  if (quiet) holds.push({ reason: 'quiet_hours', until: quietUntil(quiet, now) ?? now });
  if (policy.circuit) holds.push({ reason: 'circuit', until: passesAt(circuit, now, policy.circuit) });
  return holds;
};
