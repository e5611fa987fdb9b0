/**
 * A named pace. `production` is for a real number; `demo` is fast with typing that can be seen; `chaos` has no pacing,
 * for tests that count messages (pacing has its own).
 */
export type ProfileName = 'production' | 'demo' | 'chaos';

export type Profile = {
  name: ProfileName;
  /** One send to a contact per this many milliseconds on average, `contactBurst` at once. 0 = unlimited. */
  contactEveryMs: number;
  contactBurst: number;
  /** Most sends of the number within any minute. */
  numberPerMinute: number;
  /** Up to so much more, by chance, for an automatic message that had to wait for the pace. */
  paceJitterMs: number;
  /** Typing shown before an automatic message: `base + perCharacter × length` up to `max`, plus up to `jitter`. */
  typing: { baseMs: number; perCharacterMs: number; maxMs: number; jitterMs: number };
  /** How long to wait for WhatsApp's server tick before the outcome counts as unknown. */
  ackWaitMs: number;
  /** How long the channel must have been ready before its history is believed. */
  settleMs: number;
  /** Time between two looks into the history for one command. */
  lookEveryMs: number;
  /**
   * How long another agent may still begin what it held when we took the lease from it: until it finds its dead link
   * (`SILENT_MS`), and a while for WhatsApp to show what it began last. Before that a look proves nothing.
   */
  suspectWaitMs: number;
  /** How long a message found without server tick is watched before a person is asked. */
  watchMs: number;
};

// The pace of SECURITY O1, stricter than what numbers are known to be banned for; waits of DELIVERY §2.5 and §2.6.
const production: Profile = {
  name: 'production',
  contactEveryMs: 6_000,
  contactBurst: 2,
  numberPerMinute: 20,
  paceJitterMs: 1_500,
  typing: { baseMs: 1_000, perCharacterMs: 15, maxMs: 2_600, jitterMs: 400 },
  ackWaitMs: 30_000,
  settleMs: 15_000,
  lookEveryMs: 60_000,
  suspectWaitMs: 60_000,
  watchMs: 120_000,
};

const demo: Profile = {
  name: 'demo',
  contactEveryMs: 0,
  contactBurst: 0,
  numberPerMinute: Infinity,
  paceJitterMs: 0,
  typing: { baseMs: 300, perCharacterMs: 2, maxMs: 600, jitterMs: 100 },
  ackWaitMs: 10_000,
  settleMs: 500,
  lookEveryMs: 2_000,
  suspectWaitMs: 50_000,
  watchMs: 10_000,
};

const chaos: Profile = {
  ...demo,
  name: 'chaos',
  typing: { baseMs: 0, perCharacterMs: 0, maxMs: 0, jitterMs: 0 },
  settleMs: 200,
  lookEveryMs: 500,
  watchMs: 5_000,
};

export const PROFILES: Record<ProfileName, Profile> = { production, demo, chaos };
