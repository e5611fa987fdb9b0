import { aliasKey, type Alias } from '@oconnector/protocol/model/alias.ts';
import type { Command } from '@oconnector/protocol/model/command.ts';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { AckLevel, Channel } from './channel/port.ts';
import type { Clock, Random, Sleep } from './clock.ts';
import {
  MATCH_SLACK_MS,
  OWNER_HOLD_MS,
  afterAsking,
  afterLook,
  isSettled,
  nextStep,
  onRefused,
  ownSent,
  ownerHoldMs,
  type CommandRow,
  type LookOutcome,
} from './delivery.ts';
import type { Hit } from './failpoint.ts';
import type { OutboundFiles } from './files/outbound-files.ts';
import { typingMs, type Governor } from './governor.ts';
import type { Hold } from './holds.ts';
import type { CommandRows } from './journal/command-rows.ts';
import type { Journal } from './journal/journal.ts';
import { reasonOf, type Log } from './log.ts';
import type { Ask, Decision } from './policy.ts';
import type { Profile } from './profile.ts';

export type OutgoingOptions = {
  journal: Journal;
  channel: Channel;
  governor: Governor;
  profile: Profile;
  /** Server time. */
  clock: Clock;
  sleep: Sleep;
  random: Random;
  hit: Hit;
  log: Log;
  /** Asked right before an intent: whether the number is still ours to send on. When it says no it closes the gate. */
  mayBegin: () => boolean;
  /** Files of commands; absent = this agent sends none. */
  files: OutboundFiles | null;
  /** A report was written. */
  onReport: () => void;
  /** What rules hold back has changed. */
  onHolds: () => void;
  /** A lane met an error that was no refusal (the disk, a bug). */
  onFault: (thrown: unknown) => void;
};

const RECENT_ACKS = 1_000;
/** A file that the server did not give is asked for again after this long. */
const FILE_RETRY_MS = 5_000;
/** A held command asks again at least so often: what holds it may end early. */
const HOLD_LOOK_MS = 15_000;

/**
 * Sends stored commands: one lane per contact, one command at a time, in order. Lanes run only while the gate is open
 * (link live, channel ready, disk and clock sound); what waits before its intent goes back when it closes, what has been
 * handed to WhatsApp is seen through.
 */
export class Outgoing {
  readonly #o: OutgoingOptions;
  readonly #lanes = new Map<string, AbortController>();
  readonly #ticks = new Map<string, () => void>();
  readonly #recentAcks = new Map<string, AckLevel>();
  /** When the owner last wrote, by alias, and when a fence last came, by contact; only of the last moments. */
  readonly #ownerAt = new Map<string, number>();
  readonly #fencedAt = new Map<string, number>();
  /** What rules keep from leaving, by contact: the head of its lane. */
  readonly #holds = new Map<string, Hold>();
  #isOpen = false;
  #readySince = 0;
  #settledAt = 0;

  constructor(options: OutgoingOptions) {
    this.#o = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get holds(): Hold[] {
    return [...this.#holds.values()];
  }

  /** Begins or goes on. `readySince`: server time since when the channel has been ready. */
  open(readySince: number): void {
    this.#readySince = readySince;
    this.#settledAt = readySince + this.#o.profile.settleMs;
    if (this.#isOpen) return;
    this.#isOpen = true;
    for (const contactId of this.#o.journal.commands.openContacts()) this.poke(contactId);
  }

  close(): void {
    this.#isOpen = false;
    for (const lane of this.#lanes.values()) lane.abort();
  }

  /** For good: nothing is waited for any more, and what was handed over is looked up at the next start. */
  stop(): void {
    this.close();
    for (const tick of this.#ticks.values()) tick();
  }

  /** A contact may have something to send. */
  poke(contactId: string): void {
    if (!this.#isOpen || this.#lanes.has(contactId)) return;
    void this.#lane(contactId);
  }

  /** A fence was raised: whoever waits before an intent looks again. */
  interrupt(contactId: string): void {
    note(this.#fencedAt, [contactId], this.#o.clock.now());
    this.#lanes.get(contactId)?.abort();
  }

  /** The owner wrote on the phone: automatic commands wait for what the conversation makes of that. */
  onOwner(contact: readonly Alias[]): void {
    const names = contact.map(aliasKey);
    note(this.#ownerAt, names, this.#o.clock.now());
    for (const [contactId, lane] of this.#lanes) {
      const row = this.#o.journal.commands.head(contactId);
      if (row?.state === 'stored' && row.command.class !== 'human' && names.includes(aliasKey(row.command.to)))
        lane.abort();
    }
  }

  #holdMs({ command }: CommandRow): number {
    const wroteAt = this.#ownerAt.get(aliasKey(command.to)) ?? null;
    return ownerHoldMs(command, wroteAt, this.#fencedAt.get(command.contactId) ?? null, this.#o.clock.now());
  }

  /** A tick for one of our messages, perhaps before we know its id. */
  onAck(waId: string, level: AckLevel): void {
    const row = this.#o.journal.commands.byWaId(waId);
    if (row) return this.#settle(row, level);
    this.#recentAcks.set(waId, level);
    const eldest = this.#recentAcks.keys().next().value;
    if (this.#recentAcks.size > RECENT_ACKS && eldest !== undefined) this.#recentAcks.delete(eldest);
  }

  /** An own message that belongs to this command was seen, perhaps under a foreign id. */
  adopt(row: CommandRow, waId: string): void {
    const { journal } = this.#o;
    journal.commands.adopt(row.command.commandId, waId);
    const level = this.#recentAcks.get(waId);
    this.#recentAcks.delete(waId);
    if (level !== undefined) this.#settle(row, level);
    // Nobody looks for it any more, though the history can be read now.
    else if (row.state === 'unknown') void this.lookFor(row.command);
  }

  #settle(row: CommandRow, level: AckLevel): void {
    const { journal, clock, hit, onReport } = this.#o;
    const { commandId } = row.command;
    if (level >= 1 && row.state === 'intent') hit('after_wa_accept');
    const contactId = journal.commands.ack(commandId, level, clock.now());
    if (contactId === null) return;
    this.#onOutcome();
    hit('before_report');
    onReport();
    this.#ticks.get(commandId)?.();
    this.poke(contactId);
  }

  #onOutcome(): void {
    const { governor, log, onHolds } = this.#o;
    if (!governor.onOutcome()) return;
    log.warn('circuit', governor.circuit);
    onHolds();
  }

  async #lane(contactId: string): Promise<void> {
    try {
      while (this.#isOpen) {
        const row = this.#o.journal.commands.head(contactId);
        if (!row) return;
        // A fresh signal each round: an interruption concerns the wait it hit, not the next command.
        const lane = new AbortController();
        this.#lanes.set(contactId, lane);
        await this.#advance(row, lane.signal);
      }
    } catch (thrown) {
      this.#o.onFault(thrown);
    } finally {
      this.#lanes.delete(contactId);
      this.#release(contactId);
    }
  }

  async #advance(row: CommandRow, signal: AbortSignal): Promise<void> {
    const { journal, profile, clock } = this.#o;
    const now = clock.now();
    const step = nextStep(row, now, journal.commands.minGeneration(row.command.contactId), profile);
    if (step.do === 'send') return this.#prepareAndSend(row, signal);
    if (step.do === 'end') {
      const hold = this.#holds.get(row.command.contactId);
      // Who asks why it never left is told what held it.
      const reason = hold?.commandId === row.command.commandId ? hold.reason : null;
      this.#end(row, { ...step.ending, reason: step.ending.reason ?? reason });
      return;
    }
    if (step.do === 'nothing') return;
    await this.#waitForTick(row.command.commandId, Math.max(step.at, this.#settledAt) - now, signal);
    if (signal.aborted || !this.#isOpen) return;
    await this.#look(row.command.commandId, signal);
  }

  #end(row: CommandRow, ending: Parameters<CommandRows['end']>[1]): void {
    const { journal, clock, log, onReport } = this.#o;
    if (!journal.commands.end(row.command.commandId, ending, clock.now())) return;
    this.#release(row.command.contactId);
    const { commandId, content } = row.command;
    if (content.type === 'media') this.#o.files?.drop(content.media);
    log.info('command_ended', { commandId, ...ending });
    if (row.state === 'intent' || ending.state === 'failed') this.#onOutcome();
    onReport();
  }

  #askOf({ command }: CommandRow): Ask {
    return {
      contactId: command.contactId,
      human: command.class === 'human',
      wrote: this.#o.journal.pace.hasHeard(command.to),
      since: Math.max(command.createdAt, this.#readySince),
    };
  }

  /** Whether the rules let it go. If not, it has waited for a while, or ended. */
  async #passes(row: CommandRow, signal: AbortSignal): Promise<boolean> {
    const decision = this.#o.governor.decide(this.#askOf(row));
    if (decision.do === 'go') this.#release(row.command.contactId);
    else if (decision.do === 'refuse') this.#end(row, { state: 'failed', reason: decision.reason });
    else await this.#hold(row, decision, signal);
    return decision.do === 'go' && (row.command.content.type !== 'media' || (await this.#hasFile(row, signal)));
  }

  /** Whether the file of a command is on this disk. If not, it was fetched in vain and a while has gone by, or the command has ended. */
  async #hasFile(row: CommandRow, signal: AbortSignal): Promise<boolean> {
    const { files, log, sleep } = this.#o;
    const { content, commandId } = row.command;
    if (content.type !== 'media') return true;
    try {
      if (files !== null && (await files.fetch(content.media, signal))) return true;
      this.#end(row, { state: 'failed', reason: files === null ? 'no_files' : 'media_gone' });
    } catch (thrown) {
      log.warn('file_not_fetched', { commandId, reason: reasonOf(thrown) });
      await sleep(FILE_RETRY_MS, signal);
    }
    return false;
  }

  async #hold({ command }: CommandRow, decision: Decision & { do: 'hold' }, signal: AbortSignal): Promise<void> {
    const { clock, log, sleep, onHolds } = this.#o;
    const { commandId, contactId, notAfter } = command;
    const { reason, until } = decision;
    const before = this.#holds.get(contactId);
    this.#holds.set(contactId, { commandId, reason, until });
    if (before?.commandId !== commandId || before.reason !== reason) log.info('held', { commandId, reason, until });
    if (before?.reason !== reason || before.until !== until) onHolds();
    const now = clock.now();
    await sleep(Math.max(1, Math.min(until - now, HOLD_LOOK_MS, (notAfter ?? Infinity) + 1 - now)), signal);
  }

  #release(contactId: string): void {
    if (this.#holds.delete(contactId)) this.#o.onHolds();
  }

  /** The rules, typing, then the pace, then one more check, then intent and send. */
  async #prepareAndSend(row: CommandRow, signal: AbortSignal): Promise<void> {
    const { channel, governor, profile, random, sleep } = this.#o;
    const { contactId, to, content } = row.command;
    const human = row.command.class === 'human';
    const holdMs = this.#holdMs(row);
    if (holdMs > 0) return sleep(holdMs, signal);
    if (!(await this.#passes(row, signal)) || signal.aborted) return;
    // What a person typed has been typed already.
    const typing = human ? 0 : typingMs(profile, contentText(content).length, random());
    await sleep(governor.waitMs(contactId) - typing, signal);
    if (signal.aborted) return;
    if (typing > 0) {
      await this.#typing(row, true);
      await sleep(typing, signal);
      if (signal.aborted) return this.#typing(row, false);
    }
    if (!(await governor.acquire(this.#askOf(row), signal)) || this.#holdMs(row) > 0) return;
    await this.#send(row, false);
    if (typing > 0) void channel.typing(to, false).catch(() => {});
  }

  async #typing(row: CommandRow, on: boolean): Promise<void> {
    // A sign of life, not a promise: it may fail.
    await this.#o.channel.typing(row.command.to, on).catch(() => {});
  }

  /** Writes the intent, hands over, and waits for WhatsApp's tick. */
  async #send(row: CommandRow, again: boolean): Promise<void> {
    const { journal, channel, profile, clock, hit, log, mayBegin } = this.#o;
    const { commandId, contactId, to, content } = row.command;
    const file = content.type === 'media' ? await this.#o.files?.read(content.media) : undefined;
    if (file === null) return;
    const check = nextStep(
      { ...row, state: 'stored' },
      clock.now(),
      journal.commands.minGeneration(contactId),
      profile,
    );
    if (check.do === 'end') return this.#end(row, check.ending);
    if (!mayBegin()) return;
    if (!journal.commands.intent(commandId, clock.now(), again)) return;
    log.debug('intent', { commandId, again });
    hit('after_intent');
    const ticked = this.#waitForTick(commandId, profile.ackWaitMs);
    try {
      const result = await channel.send({ to, content, waOutId: row.waOutId, ...(file && { file }) });
      if (result.kind === 'refused') {
        this.#ticks.get(commandId)?.();
        return this.#end(row, onRefused(result.reason));
      }
      if (result.waId !== row.waOutId) this.adopt(row, result.waId);
    } catch (thrown) {
      log.warn('send_outcome_unknown', { commandId, reason: reasonOf(thrown) });
      this.#ticks.get(commandId)?.();
    }
    if (content.type === 'media') this.#o.files?.drop(content.media);
    await ticked;
  }

  /** Until a tick settles the command, the time is over or the signal aborts. */
  async #waitForTick(commandId: string, ms: number, signal?: AbortSignal): Promise<void> {
    const wait = new AbortController();
    const stop = () => wait.abort();
    this.#ticks.set(commandId, stop);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    await this.#o.sleep(ms, wait.signal);
    signal?.removeEventListener('abort', stop);
    this.#ticks.delete(commandId);
  }

  /** One look into the history for a command whose outcome is unknown, and what follows from it. */
  async #look(commandId: string, signal: AbortSignal): Promise<void> {
    const { journal, profile, clock, log, governor } = this.#o;
    const before = journal.commands.get(commandId);
    if (before?.state !== 'intent') return;
    const outcome = await this.#lookUp(before);
    const row = journal.commands.get(commandId);
    if (row?.state !== 'intent') return;
    const minGeneration = journal.commands.minGeneration(row.command.contactId);
    const next = afterLook(row, outcome, { now: clock.now(), minGeneration, watchMs: profile.watchMs });
    log.info('looked', { commandId, found: outcome.kind, looks: row.looks + 1, attempts: row.attempts, next: next.do });
    switch (next.do) {
      case 'acked':
        journal.commands.adopt(commandId, next.waId);
        return this.#settle(row, next.level);
      case 'look_again':
        return journal.commands.looked(commandId, clock.now());
      case 'end':
        return this.#end(row, next.ending);
      case 'resend':
        await this.#o.sleep(this.#holdMs(row), signal);
        if (!(await this.#passes(row, signal)) || signal.aborted) return;
        if (await governor.acquire(this.#askOf(row), signal)) await this.#send(row, true);
    }
  }

  /** A person asks what became of a command: one look, never a send. Answers by a report, also when nothing is known. */
  async lookFor(command: Command): Promise<void> {
    const { journal, clock, log, onFault, onReport } = this.#o;
    const { commandId } = command;
    try {
      const row = journal.commands.remember(command, clock.now());
      // Under way: its own lane looks and reports.
      if (!row || !isSettled(row.state)) return;
      if (row.state === 'unknown') {
        const next = afterAsking(await this.#lookUp(row));
        log.info('looked_when_asked', { commandId, next: next.do });
        if (next.do === 'acked') {
          journal.commands.adopt(commandId, next.waId);
          return this.#settle(row, next.level);
        }
        journal.commands.answer(commandId, next.reason, clock.now());
      } else journal.commands.answer(commandId, null, clock.now());
      onReport();
    } catch (thrown) {
      onFault(thrown);
    }
  }

  async #lookUp(row: CommandRow): Promise<LookOutcome> {
    const { channel, journal } = this.#o;
    try {
      const since = (row.t0 ?? 0) - MATCH_SLACK_MS;
      const candidates = await channel.findSent({
        to: row.command.to,
        waOutId: row.waOutId,
        bodyHash: row.bodyHash,
        since,
      });
      const ownerOf = (waId: string): string | null => journal.commands.byWaId(waId)?.command.commandId ?? null;
      const sent = ownSent(row, candidates, ownerOf);
      return sent ? { kind: 'found', sent } : { kind: 'absent' };
    } catch (thrown) {
      return { kind: 'blind', reason: reasonOf(thrown) };
    }
  }
}

/** Notes a moment under each key, and forgets those that no longer matter. */
const note = (moments: Map<string, number>, keys: readonly string[], now: number): void => {
  for (const [key, at] of moments) if (now - at > OWNER_HOLD_MS) moments.delete(key);
  for (const key of keys) moments.set(key, now);
};
