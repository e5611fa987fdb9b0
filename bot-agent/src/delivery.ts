import type { Command, CommandReport } from '@oconnector/protocol/model/command.ts';
import type { AckLevel, Sent } from './channel/port.ts';
import { isOurForm } from './identity.ts';

/**
 * Decides what happens to a command. Data and `now` in, decisions out: no SQL, clock or network, so that every crash
 * point can be put through it.
 *
 * `stored` (may still be dropped) → `intent` (durable before WhatsApp is asked; from here on the outcome may be unknown)
 * → `accepted` → `delivered` → `read`. Ends: `failed`, `cancelled`, `expired`, `unknown`.
 */
export type CommandState = 'stored' | 'intent' | CommandReport['state'];

/** A command as the journal has it. */
export type CommandRow = {
  command: Command;
  state: CommandState;
  /** Times it was handed to WhatsApp, or may have been. */
  attempts: number;
  waOutId: string;
  /** The id WhatsApp knows it by, where that is not `waOutId`. */
  waId: string | null;
  bodyHash: string;
  /** Server time before which it cannot have reached WhatsApp; null before intent. */
  t0: number | null;
  /** Looks into the history since the last attempt, and when the last one was. */
  looks: number;
  lookedAt: number | null;
  reason: string | null;
};

export const MAX_ATTEMPTS = 3;
/** How far before `t0` a message in the history may still be ours: clocks here and at WhatsApp differ. */
export const MATCH_SLACK_MS = 5_000;

/** Neither stored nor under way any more: the next command of the contact may go. */
export const isSettled = (state: CommandState): boolean => state !== 'stored' && state !== 'intent';

const isAutomatic = (command: Command): boolean => command.class !== 'human';

/** Whether a fence forbids a command. What a person typed is never fenced. */
export const isFenced = (command: Command, minGeneration: number): boolean =>
  isAutomatic(command) && command.generation < minGeneration;

export type Ending = { state: 'cancelled' | 'expired' | 'failed' | 'unknown'; reason: string | null };

/** The checks before every attempt, the first and each later one. */
const refusal = (command: Command, now: number, minGeneration: number): Ending | null => {
  if (isFenced(command, minGeneration)) return { state: 'cancelled', reason: 'fenced' };
  if (command.notAfter !== null && now > command.notAfter) return { state: 'expired', reason: null };
  return null;
};

export type Arrival =
  /** New: store it, and send it when its turn comes. */
  | { do: 'store' }
  /** New to this journal, but another one may have sent it: look before sending. */
  | { do: 'store_suspect' }
  /** Known and settled: say again what became of it. */
  | { do: 'answer'; state: CommandReport['state'] }
  /** Known and under way. */
  | { do: 'nothing' };

/**
 * A command came down, perhaps not for the first time. `suspectBefore`: server time before which another journal or
 * another agent may have handled commands of this number.
 */
export const onArrival = (known: CommandRow | null, command: Command, suspectBefore: number): Arrival => {
  if (!known) return { do: command.createdAt < suspectBefore ? 'store_suspect' : 'store' };
  if (known.state === 'stored' || known.state === 'intent') return { do: 'nothing' };
  return { do: 'answer', state: known.state };
};

export type Step = { do: 'send' } | { do: 'look'; at: number } | { do: 'end'; ending: Ending } | { do: 'nothing' };

/** What the head of a contact's queue needs next. */
export const nextStep = (
  row: CommandRow,
  now: number,
  minGeneration: number,
  waits: { lookEveryMs: number; suspectWaitMs: number },
): Step => {
  if (row.state === 'stored') {
    const ending = refusal(row.command, now, minGeneration);
    return ending ? { do: 'end', ending } : { do: 'send' };
  }
  if (row.state !== 'intent') return { do: 'nothing' };
  // A look "in the future" was before a clock stepped back.
  // Never handed over here, so it is a suspect: its "first look" was when the lease was taken from whoever may have it.
  const everyMs = row.attempts === 0 ? waits.suspectWaitMs : waits.lookEveryMs;
  return { do: 'look', at: row.lookedAt === null ? now : Math.min(row.lookedAt, now) + everyMs };
};

/** Longest that automatic commands wait after the owner wrote on the phone: about a round trip to the conversation and back. */
export const OWNER_HOLD_MS = 10_000;

/**
 * How long a command must still wait because the owner wrote to its contact. The next fence of the contact is the answer
 * to that: what it leaves may go.
 */
export const ownerHoldMs = (command: Command, wroteAt: number | null, fencedAt: number | null, now: number): number => {
  if (!isAutomatic(command) || wroteAt === null || now < wroteAt || (fencedAt !== null && fencedAt >= wroteAt))
    return 0;
  return Math.max(0, wroteAt + OWNER_HOLD_MS - now);
};

export type LookOutcome =
  | { kind: 'found'; sent: Sent }
  | { kind: 'absent' }
  /** The history could not be read. */
  | { kind: 'blind'; reason: string };

/**
 * Which of the messages that the history shows is this command's. The same words may have been sent by another command: one that this
 * journal knows as the owner of the id, or one that another agent sent, whose id is of our form and not this command's.
 */
export const ownSent = (
  { command, waOutId }: CommandRow,
  candidates: readonly Sent[],
  ownerOf: (waId: string) => string | null,
): Sent | null =>
  candidates.find(({ waId }) => {
    if (waId === waOutId) return true;
    return !isOurForm(waId) && [null, command.commandId].includes(ownerOf(waId));
  }) ?? null;

export type AfterLook =
  | { do: 'acked'; waId: string; level: AckLevel }
  /** Look once more, after the interval. */
  | { do: 'look_again' }
  /** Same command, same waOutId, one attempt more. */
  | { do: 'resend' }
  | { do: 'end'; ending: Ending };

/**
 * What one look into WhatsApp's history means for a command whose outcome is not known. `row.looks` counts the looks
 * before this one. A send is repeated only after two looks found nothing and every check of a first send passes.
 */
export const afterLook = (
  row: CommandRow,
  outcome: LookOutcome,
  at: { now: number; minGeneration: number; watchMs: number },
): AfterLook => {
  if (outcome.kind === 'found') {
    const { waId, level } = outcome.sent;
    if (level !== 0) return { do: 'acked', waId, level };
    // WhatsApp holds it without having accepted it and may still send it by itself, therefore never again by us.
    const watchedMs = at.now - (row.t0 ?? at.now);
    return row.looks === 0 || watchedMs < at.watchMs
      ? { do: 'look_again' }
      : { do: 'end', ending: { state: 'unknown', reason: 'no_server_tick' } };
  }
  if (row.looks === 0) return { do: 'look_again' };
  if (outcome.kind === 'blind')
    return { do: 'end', ending: { state: 'unknown', reason: `cannot_look: ${outcome.reason}`.slice(0, 300) } };
  const ending = refusal(row.command, at.now, at.minGeneration);
  if (ending) return { do: 'end', ending };
  if (row.attempts >= MAX_ATTEMPTS) return { do: 'end', ending: { state: 'unknown', reason: 'not_in_history' } };
  return { do: 'resend' };
};

export type AfterAsking =
  | { do: 'acked'; waId: string; level: AckLevel }
  /** Nobody knows more than before; why not. */
  | { do: 'still_unknown'; reason: string };

/** What one look means that a person asked for. It never leads to a send. */
export const afterAsking = (outcome: LookOutcome): AfterAsking => {
  if (outcome.kind === 'absent') return { do: 'still_unknown', reason: 'not_in_history' };
  if (outcome.kind === 'blind') return { do: 'still_unknown', reason: `cannot_look: ${outcome.reason}`.slice(0, 300) };
  const { waId, level } = outcome.sent;
  return level === 0 ? { do: 'still_unknown', reason: 'no_server_tick' } : { do: 'acked', waId, level };
};

/** The rank of a state in the order of ticks; -1 = none. */
const rank = (state: CommandState): number => ['accepted', 'delivered', 'read'].indexOf(state);

export type AfterAck = { state: CommandReport['state']; reports: CommandReport['state'][] } | null;

/**
 * A tick came. Levels may be skipped or repeated: the state only grows, and a skipped `accepted` is still reported, for
 * it frees the contact's slot. A tick also settles what had been given up as `unknown`. Null = nothing new.
 */
export const afterAck = (state: CommandState, level: AckLevel): AfterAck => {
  if (level === 0) return null;
  if (level === -1) return state === 'intent' || state === 'unknown' ? { state: 'failed', reports: ['failed'] } : null;
  const reached = level === 1 ? 'accepted' : level === 2 ? 'delivered' : 'read';
  if (state === 'stored') return null;
  if (rank(reached) <= rank(state)) return null;
  const wasAccepted = rank(state) >= 0;
  return { state: reached, reports: wasAccepted || reached === 'accepted' ? [reached] : ['accepted', reached] };
};

/**
 * What raising a fence does to the commands of its contact that have not settled. An outcome nobody knows is under way too: WhatsApp may
 * still hand it over by itself.
 */
export const onFence = (open: CommandRow[], minGeneration: number): { cancel: string[]; inFlight: string[] } => {
  const hit = open.filter((row) => isFenced(row.command, minGeneration));
  return {
    cancel: hit.filter((row) => row.state === 'stored').map((row) => row.command.commandId),
    inFlight: hit
      .filter((row) => row.state === 'intent' || row.state === 'unknown')
      .map((row) => row.command.commandId),
  };
};

/** The send was refused outright. */
export const onRefused = (reason: string): Ending => ({ state: 'failed', reason: reason.slice(0, 300) });

/** Whether a machine clock is too far from the server's to send by. */
export const MAX_SKEW_MS = 5 * 60_000;
export const isSkewed = (offsetMs: number): boolean => Math.abs(offsetMs) > MAX_SKEW_MS;

/** Age at which a message that a history scan found is stored without being answered. */
export const OLD_AFTER_MS = 15 * 60_000;

/**
 * Whether a scanned message is old. A message missed while the agent was down for a moment still wants its answer; one
 * that waited longer than a quarter of an hour would be answered out of the blue (the age at which a bot's own reply
 * expires, too). Live events are never old.
 */
export const isOld = (sentAt: number, now: number): boolean => now - sentAt > OLD_AFTER_MS;
