import { CLOSE, type CloseReason } from '@oconnector/protocol/close-codes.ts';
import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import { LINK_PROTOCOL, OLDEST_LINK_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import { LEASE_GRACE_MS, MISSED_PINGS, PING_EVERY_MS } from '@oconnector/protocol/link/heartbeat.ts';

/** The pure half of the link's session: who has the lease, from where both sides go on, when a link is dead. */

/** Most `up` items and bytes that an agent may have unacknowledged. */
export const UP_WINDOW = { items: 256, bytes: 1024 * 1024 };

/** From the upgrade to `hello`. */
export const HELLO_WITHIN_MS = 10_000;

/** Silence after which a link is called dead: the missed pings and the way back of the last one. */
export const SILENT_AFTER_MS = PING_EVERY_MS * MISSED_PINGS + 5_000;

/** What the Gateway knows when an agent says hello. */
export type Known = {
  numberId: string;
  gatewayEpoch: string;
  lease: number;
  /** Who has the lease, or had it last, and since which one without a break. */
  holder: { journalEpoch: string; since: number } | null;
  downNext: number;
  /** Of the agent's journal epoch. */
  upHeld: number;
  fences: Fence[];
};

export type HelloDecision =
  | { do: 'close'; reason: Extract<CloseReason, 'upgradeRequired' | 'badCounter'> }
  | {
      do: 'welcome';
      welcome: Welcome;
      /** Commands up to here are stored by the agent; null = trust nothing, push everything that has not ended. */
      downHeld: number | null;
    };

/** Answers a `hello`. An old protocol and a counter beyond what was ever given out are refused; everybody else gets the lease. */
export const decideHello = (hello: Hello, known: Known, now: number): HelloDecision => {
  if (hello.proto < OLDEST_LINK_PROTOCOL) return { do: 'close', reason: 'upgradeRequired' };
  const sameGateway = hello.gatewayEpoch === known.gatewayEpoch;
  if (sameGateway && isBeyond(hello.downHeld, known.downNext)) return { do: 'close', reason: 'badCounter' };
  const lease = known.lease + 1;
  return {
    do: 'welcome',
    welcome: {
      t: 'welcome',
      proto: LINK_PROTOCOL,
      lease,
      yoursSince: known.holder?.journalEpoch === hello.journalEpoch ? known.holder.since : lease,
      gatewayEpoch: known.gatewayEpoch,
      upHeld: known.upHeld,
      downNext: known.downNext,
      window: UP_WINDOW,
      serverTime: now,
      numberId: known.numberId,
      fences: known.fences,
    },
    downHeld: sameGateway ? hello.downHeld : null,
  };
};

/** Whether a number that the agent claims to hold was never given out. */
export const isBeyond = (claimed: number, downNext: number): boolean => claimed >= downNext;

/**
 * Whether a journal that this Gateway meets for the first time has lived with another one (its storage was lost, or the
 * agent was paired anew): what that one acknowledged will never come, and must not be waited for.
 */
export const livedElsewhere = (hello: Hello, gatewayEpoch: string, metBefore: boolean): boolean =>
  !metBefore && hello.gatewayEpoch !== null && hello.gatewayEpoch !== gatewayEpoch;

/** Until when the agent that had the lease may still send, now that one with another journal has it; null when there is none such. */
export const formerSendsUntil = (
  holder: Known['holder'],
  hello: Pick<Hello, 'journalEpoch'>,
  link: { state: 'online' | 'offline'; since: number } | null,
  now: number,
): number | null => {
  if (holder === null || holder.journalEpoch === hello.journalEpoch) return null;
  return (link?.state === 'offline' ? link.since : now) + LEASE_GRACE_MS;
};

export const isSilent = (lastHeardAt: number, now: number): boolean => now - lastHeardAt > SILENT_AFTER_MS;

export const closeOf = (reason: CloseReason): { code: number; reason: string } => ({
  code: CLOSE[reason].code,
  reason,
});
