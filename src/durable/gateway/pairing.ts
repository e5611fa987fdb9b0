import type { Status } from '@oconnector/protocol/link/status.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import type { GatewayContext } from './context.ts';

export const PAIRING_TIMER = 'pairing';

/**
 * How long what is shown counts as fresh without a newer one. WhatsApp says of neither how long it holds: a QR was seen to
 * last 60 s (the first) or 20 s, a code is renewed by the library every 180 s; the rest is what the way here may take.
 */
const FRESH_MS: Record<Pairing['kind'], number> = { qr: 70_000, code: 190_000 };

/** What an agent tells of, by the clock of this side. */
export const pairingFrom = (told: Status['pairing'], now: number): Pairing | null => {
  if (told === undefined) return null;
  const { kind, text, number, ageMs } = told;
  const at = now - ageMs;
  return { kind, text, number, at, expiresAt: at + FRESH_MS[kind] };
};

/** Keeps it until it is replaced, taken back or stale. Inside a transaction. Nothing of it goes into the event log. */
export const keepPairing = (context: GatewayContext, pairing: Pairing | null): void => {
  if (pairing === null || pairing.expiresAt <= context.clock.now()) return forgetPairing(context);
  context.store.setPairing(pairing);
  context.timers.set(PAIRING_TIMER, '', pairing.expiresAt);
};

/** Removes it from storage and tells the dashboards so. Inside a transaction; does nothing when there is none. */
export const forgetPairing = (context: GatewayContext): void => {
  if (context.store.pairing() === null) return;
  context.store.setPairing(null);
  context.timers.clear(PAIRING_TIMER, '');
  context.outbox.put('status', '');
};
