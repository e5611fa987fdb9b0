import type { ChannelState } from '@oconnector/protocol/model/number.ts';

/** Why the life of one browser ended. */
export type Ending =
  /** Asked to. */
  | 'stopped'
  /** It had grown too large. */
  | 'recycled'
  /** The browser or its page died, hung, or never became ready. */
  | 'broken'
  /** The owner removed the linked device: the session is void. */
  | 'logged_out'
  /** WhatsApp knows no session here; why, it does not say. */
  | 'unpaired'
  /** The session was opened in another browser. */
  | 'conflict'
  /** WhatsApp restricts or has banned the number. */
  | 'restricted'
  /** WhatsApp ended it for another reason. */
  | 'ended';

/**
 * What the library's `disconnected` says: `LOGOUT`, or the state of WhatsApp's socket after which it closes the browser by
 * itself (facts E1; WAState in Constants.js).
 */
export const endingOf = (reason: string): Ending => {
  switch (reason) {
    case 'LOGOUT':
      return 'logged_out';
    case 'UNPAIRED':
    case 'UNPAIRED_IDLE':
      return 'unpaired';
    case 'CONFLICT':
      return 'conflict';
    case 'TOS_BLOCK':
    case 'SMB_TOS_BLOCK':
      return 'restricted';
    default:
      return 'ended';
  }
};

/** What the dashboard sees between one browser and the next. */
export const stateAfter: Record<Ending, ChannelState> = {
  stopped: 'starting',
  recycled: 'starting',
  broken: 'failed',
  logged_out: 'logged_out',
  unpaired: 'logged_out',
  conflict: 'conflict',
  restricted: 'restricted',
  ended: 'failed',
};

export type Pauses = { firstMs: number; atMostMs: number; conflictMs: number; restrictedMs: number };

export const PAUSES: Pauses = {
  firstMs: 1_000,
  atMostMs: 60_000,
  // Whoever opened WhatsApp Web elsewhere may want it for a while.
  conflictMs: 60_000,
  // Knocking on a closed door is what a machine does.
  restrictedMs: 30 * 60_000,
};

/** How long to wait before the next browser. `failures`: lives since the last one that became ready. */
export const pauseMs = (ending: Ending, failures: number, pauses: Pauses = PAUSES): number => {
  if (ending === 'stopped' || ending === 'recycled') return 0;
  if (ending === 'restricted') return pauses.restrictedMs;
  const [first, atMost] =
    ending === 'conflict' ? [pauses.conflictMs, 10 * pauses.conflictMs] : [pauses.firstMs, pauses.atMostMs];
  return Math.min(atMost, first * 2 ** Math.min(failures, 10));
};

const PASSKEY = /\bpass-?keys?\b|chaves? de acesso/i;
const RESTRICTED = /\b(banned|restricted)\b|\b(banida|restrita|suspensa)\b/i;

/**
 * What the words of a page that is not ready say. The library has no event for these, and the words are what WhatsApp's
 * help pages use: not seen on the real page, so the docs call both unverified.
 */
export const stateShown = (shows: string): 'passkey' | 'restricted' | null =>
  PASSKEY.test(shows) ? 'passkey' : RESTRICTED.test(shows) ? 'restricted' : null;
