import { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Channel, ChatRef } from './channel/port.ts';
import { systemSoon, type Clock, type Sleep, type Soon } from './clock.ts';
import { isOld, type CommandRow } from './delivery.ts';
import type { Hit } from './failpoint.ts';
import { bodyHashOf, isOf, isOurForm, mayBeOf } from './identity.ts';
import type { Journal } from './journal/journal.ts';
import { JournalUnavailable } from './journal/store.ts';
import type { Incoming } from './journal/up-rows.ts';
import { reasonOf, type Log } from './log.ts';

export type IntakeOptions = {
  journal: Journal;
  channel: Channel;
  /** This machine's clock: the ages of messages are compared with the phones' own. */
  clock: Clock;
  sleep: Sleep;
  soon?: Soon | undefined;
  hit: Hit;
  log: Log;
  /** New rows are in the journal. */
  onGrown: () => void;
  /** An echo came under an id that we did not choose. */
  onEcho: (row: CommandRow, waId: string) => void;
  /** The owner wrote to this contact on the phone just now. */
  onOwner: (contact: Alias[]) => void;
  onFault: (thrown: unknown) => void;
};

/** Longest that live messages wait for a scan, so that a slow history delays them but never holds them. */
export const HOLD_MS = 30_000;
/** In a chat whose history was never read (a new one, a lost journal) a scan goes back at least so far. */
export const FIRST_SCAN_MS = 24 * 60 * 60_000;
/** A scan starts a little before what is known to be complete: phones' clocks are whole seconds and differ. */
const OVERLAP_MS = 60_000;
const SCAN_LIMIT = 500;

/** Takes messages from the channel into the journal: no echo of ours, none twice, none before those missed earlier. */
export class Intake {
  readonly #o: IntakeOptions;
  /** Live messages that wait for their chat's scan; null = no scan, nothing waits. */
  #held: Map<string, Incoming[]> | null = new Map();
  #merged = new Set<string>();
  /**
   * Chats whose history was not read since the channel came back: live messages follow in all others, and the gap before
   * them in these is still to be found. null = not even the chats are known.
   */
  #unscanned: Set<string> | null = null;
  #batch: Incoming[] = [];
  #willFlush = false;
  #scanning = false;
  /** The channel came back during a scan, which may have read it too early. */
  #again = false;
  #isStopped = false;

  constructor(options: IntakeOptions) {
    this.#o = options;
  }

  /** A live event of the channel. */
  onMessage(incoming: Incoming): void {
    if (this.#isOwnEcho(incoming.message)) return;
    this.#noteOwner(incoming.message);
    if (!this.#held || this.#merged.has(incoming.chat)) return this.#queueLive(incoming);
    const waiting = this.#held.get(incoming.chat);
    if (waiting) waiting.push(incoming);
    else this.#held.set(incoming.chat, [incoming]);
  }

  /** From now on live messages wait for the next scan (the channel went away, so some may be missed). */
  holdBack(): void {
    this.#unscanned = null;
    this.#hold();
  }

  /**
   * Reads what the chats hold that the journal does not, then lets the live messages of each follow. Resolves to whether
   * every chat is complete; where one is not, or cannot be read, the others are, and the next scan tries it again.
   */
  async scan(signal: AbortSignal): Promise<boolean> {
    if (this.#scanning) {
      this.#again = true;
      return true;
    }
    this.#scanning = true;
    this.#again = false;
    this.#hold();
    const over = new AbortController();
    const stop = () => over.abort();
    signal.addEventListener('abort', stop, { once: true });
    void this.#o.sleep(HOLD_MS, over.signal).then(() => this.#releaseAll());
    let complete = false;
    try {
      complete = await this.#scanChats(signal);
    } catch (thrown) {
      this.#o.log.warn('history_scan_failed', { reason: reasonOf(thrown) });
    } finally {
      signal.removeEventListener('abort', stop);
      over.abort();
      this.#scanning = false;
      if (!this.#again || signal.aborted) this.#releaseAll();
    }
    return this.#again && !signal.aborted ? await this.scan(signal) : complete;
  }

  async #scanChats(signal: AbortSignal): Promise<boolean> {
    const chats = await this.#o.channel.chats();
    // Without an await since the list was read: whatever is not in it has nothing yet and is followed from its first message.
    this.#unscanned ??= new Set(chats.map(({ chat }) => chat));
    let found = 0;
    let failed = 0;
    for (const ref of chats) {
      if (signal.aborted || this.#isStopped) return true;
      const { chat } = ref;
      try {
        if (!this.#isComplete(ref)) found += await this.#scanChat(chat);
        this.#unscanned?.delete(chat);
      } catch (thrown) {
        failed++;
        this.#unscanned?.add(chat);
        this.#o.log.warn('chat_scan_failed', { chat, reason: reasonOf(thrown) });
      }
      this.#release(chat);
    }
    this.#o.log.info('history_scanned', { found, failed });
    return failed === 0;
  }

  /** Writes what is there and takes nothing more. */
  stop(): void {
    this.flush();
    this.#isStopped = true;
  }

  /** Writes what waits for the next batch; false when the disk did not take it. */
  flush(): boolean {
    this.#willFlush = false;
    if (this.#batch.length === 0) return true;
    if (this.#isStopped) return false;
    const batch = this.#batch;
    this.#batch = [];
    try {
      this.#take(batch);
      return true;
    } catch (thrown) {
      // WhatsApp still has them: the scan after recovery finds what was not taken.
      this.#unscanned = null;
      this.#o.onFault(thrown);
      return false;
    }
  }

  /** One commit for all; where the disk has no room for all of them, as many of the first ones as it takes. */
  #take(batch: Incoming[]): void {
    const half = Math.ceil(batch.length / 2);
    let taken = 0;
    this.#o.hit('before_journal');
    try {
      taken = this.#o.journal.up.take(batch, this.#o.clock.now());
    } catch (thrown) {
      if (!(thrown instanceof JournalUnavailable) || batch.length < 2) throw thrown;
      this.#take(batch.slice(0, half));
      return this.#take(batch.slice(half));
    }
    if (taken === 0) return;
    this.#o.hit('after_journal');
    this.#o.onGrown();
  }

  /**
   * Whether the newest message of a chat is known and nothing before it can be missing. That the newest is known says
   * nothing by itself: it may have come live after others that were missed, or be our own answer. Nor is a chat
   * complete that is known up to the very second of it, unless it was followed since: others may be of that second too.
   */
  #isComplete({ chat, lastAt, lastWaId, lastFromMe }: ChatRef): boolean {
    const { journal } = this.#o;
    const scannedTo = journal.up.scannedTo(chat);
    const isFollowed = this.#unscanned?.has(chat) === false;
    if (scannedTo === null || scannedTo < lastAt || (scannedTo === lastAt && !isFollowed)) return false;
    return (
      journal.up.isSeen(lastWaId, lastFromMe) ||
      (lastFromMe && (isOurForm(lastWaId) || journal.commands.byWaId(lastWaId) !== null))
    );
  }

  /** @throws when the history cannot be read or what it holds cannot be written. */
  async #scanChat(chat: string): Promise<number> {
    const { channel, journal, clock } = this.#o;
    const now = clock.now();
    const scannedTo = journal.up.scannedTo(chat);
    const since =
      scannedTo === null ? Math.min(journal.up.watermark(chat) ?? now, now - FIRST_SCAN_MS) : scannedTo - OVERLAP_MS;
    const messages = await channel.history({ chat, since, limit: SCAN_LIMIT });
    const missed = messages.filter(
      (message) => !journal.up.isSeen(message.waId, message.fromMe) && !this.#isOwnEcho(message),
    );
    // A history may tell in any order; among messages of one second it is believed.
    missed.sort((a, b) => a.sentAt - b.sentAt);
    for (const message of missed) {
      const found = { ...message, old: message.about !== undefined || isOld(message.sentAt, now) };
      this.#noteOwner(found);
      this.#queue({ chat, message: found });
    }
    if (!this.flush()) throw new Error('the journal did not take what was found');
    // A change is told when it is noticed: its time says nothing of how far the history reached.
    const newest = Math.max(...messages.filter(({ about }) => about === undefined).map(({ sentAt }) => sentAt));
    if (Number.isFinite(newest))
      journal.up.scanned(chat, newest < now - OVERLAP_MS ? newest + 1 : Math.min(newest, now));
    return missed.length;
  }

  #hold(): void {
    this.#held ??= new Map();
    this.#merged.clear();
  }

  #release(chat: string): void {
    if (!this.#held) return;
    this.#merged.add(chat);
    for (const incoming of this.#held.get(chat) ?? []) this.#queueLive(incoming);
    this.#held.delete(chat);
  }

  #releaseAll(): void {
    for (const chat of this.#held?.keys() ?? []) this.#release(chat);
    this.#held = null;
    this.#merged.clear();
  }

  #queueLive({ chat, message }: Incoming): void {
    this.#queue({ chat, message, follows: this.#unscanned !== null && !this.#unscanned.has(chat) });
  }

  /** Messages of one turn of the event loop share a commit. */
  #queue(incoming: Incoming): void {
    const parsed = ReceivedMessage.safeParse(incoming.message);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      this.#o.log.error('message_refused', {
        waId: incoming.message.waId,
        at: issue?.path.join('.'),
        code: issue?.code,
      });
      return;
    }
    this.#batch.push(incoming);
    if (this.#willFlush) return;
    this.#willFlush = true;
    (this.#o.soon ?? systemSoon)(() => this.flush());
  }

  #noteOwner({ fromMe, old, waId, contact, about }: ReceivedMessage): void {
    if (fromMe && !old && about === undefined && !this.#o.journal.up.isSeen(waId, fromMe)) this.#o.onOwner(contact);
  }

  /** Whether a message of the number itself is one that we sent; every other one the owner typed. */
  #isOwnEcho(message: ReceivedMessage): boolean {
    if (!message.fromMe || message.about !== undefined) return false;
    const { journal, channel, onEcho } = this.#o;
    const known = journal.commands.byWaId(message.waId);
    if (known?.state === 'unknown') onEcho(known, message.waId);
    // The form alone is enough: after a lost journal, or beside another agent, its command is not known here.
    if (known !== null || isOurForm(message.waId)) return true;
    if (channel.keepsOurIds) return false;
    const rows = journal.commands
      .maybeEchoed(bodyHashOf(message.content), message.sentAt)
      .filter(({ command }) => mayBeOf(command.to, message.contact));
    // The same words may be on their way to several contacts: to say of the wrong one that it arrived would be worse than to look for it.
    const row =
      rows.find(({ command }) => isOf(command.to, message.contact)) ?? (rows.length === 1 ? rows[0] : undefined);
    if (row) onEcho(row, message.waId);
    return rows.length > 0;
  }
}
