import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import type { DownItem } from '@oconnector/protocol/link/down.frame.ts';
import type { Fenced } from '@oconnector/protocol/link/fenced.ts';
import type { ChannelAsk } from '@oconnector/protocol/link/channel.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import type { UpItem } from '@oconnector/protocol/link/up.frame.ts';
import { MEDIA_SINCE_PROTOCOL } from '@oconnector/protocol/link/version.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import type { Channel, ChannelEvent, Pairing } from './channel/port.ts';
import { CLOCK_STEP_MS, type Clock, type Random, type ServerClock, type Sleep, type Soon } from './clock.ts';
import { isSkewed } from './delivery.ts';
import { Disk } from './disk.ts';
import type { Hit } from './failpoint.ts';
import { openFiles } from './files/files.ts';
import { Governor } from './governor.ts';
import { Intake } from './intake.ts';
import type { Journal } from './journal/journal.ts';
import { Link, type Dial, type LinkOwner } from './link/link.ts';
import type { Log } from './log.ts';
import { Outgoing } from './outgoing.ts';
import { UNGOVERNED, type Policy } from './policy.ts';
import type { Profile } from './profile.ts';
import { openRescan } from './rescan.ts';
import type { Service } from './service.ts';
import { Telling } from './telling.ts';

const SCAN_EVERY_MS = 10 * 60_000;
/** How often the clock of this machine is compared with the server's. */
const CLOCK_EVERY_MS = 10_000;
const PRUNE_EVERY_MS = 60 * 60_000;

export type BridgeOptions = {
  serverUrl: string;
  credential: string;
  botId: string;
  boot: string;
  /** Which computer this is and what runs there, for people to recognise. */
  agent?: Hello['agent'];
  journal: Journal;
  channel: Channel;
  profile: Profile;
  /** What else than the pace may hold automatic messages; absent = nothing. */
  policy?: Policy;
  clock: Clock;
  serverClock: ServerClock;
  sleep: Sleep;
  random: Random;
  hit: Hit;
  log: Log;
  /** Shows a person how to link the device; null takes it away. */
  onPairing?: (pairing: Pairing | null) => void;
  /** Where files of messages wait on this disk; absent = this agent carries none. */
  filesDir?: string;
  diskRetryMs?: number;
  /** Only for the simulation, whose network and event loop are its own. */
  dial?: Dial;
  soon?: Soon;
};

/** What a Gateway that reads no files is told of one: what it is, and its words. */
const withoutFile = ({ item, bytes }: { item: UpItem; bytes: number }): { item: UpItem; bytes: number } => {
  const { content } = item.message;
  if (content.type !== 'media') return { item, bytes };
  const { media, caption = media.fileName ?? undefined } = content;
  const told = { type: 'unsupported' as const, what: media.kind, ...(caption !== undefined && { caption }) };
  return { item: { ...item, message: { ...item.message, content: told } }, bytes };
};

/** Joins link, journal, governor and channel; the one file that knows them all. */
export class Bridge implements Service {
  readonly name = 'bridge';
  readonly #o: BridgeOptions;
  readonly #link: Link;
  readonly #intake: Intake;
  readonly #outgoing: Outgoing;
  readonly #governor: Governor;
  readonly #files: ReturnType<typeof openFiles> | null;
  readonly #disk: Disk;
  readonly #telling: Telling;
  readonly #rescan: () => Promise<void>;
  #signal: AbortSignal = AbortSignal.abort();
  /** By the clock that never steps: the channel may be ready before any welcome has told the time. */
  #readySince: number | null = null;
  #isLoggingOut = false;
  #skewMs = 0;
  /** What the Gateway of the last welcome can read. */
  #gatewayTakesFiles = true;
  #hearsGroups = false;

  constructor(options: BridgeOptions) {
    const { journal, channel, profile, clock, serverClock, sleep, random, hit, log } = options;
    this.#o = options;
    this.#disk = new Disk({
      ...options,
      signal: () => this.#signal,
      onTrouble: () => this.#onDiskTrouble(),
      onRecovered: () => this.#catchUp(),
    });
    const onFault = (thrown: unknown) => this.#disk.onFault(thrown);
    this.#link = new Link({ ...options, monotonic: serverClock.monotonic, owner: this.#owner() });
    this.#intake = new Intake({
      journal,
      channel,
      clock,
      sleep,
      soon: options.soon,
      hit,
      log,
      onFault,
      onGrown: () => {
        this.#link.wake();
        this.#files?.inbound.poke();
      },
      onEcho: (row, waId) => this.#outgoing.adopt(row, waId),
      onOwner: (contact) => this.#outgoing.onOwner(contact),
    });
    this.#governor = new Governor(profile, journal.pace.sends(serverClock.now()), () => serverClock.now(), sleep, {
      policy: options.policy ?? UNGOVERNED,
      memory: journal.pace,
      random,
    });
    this.#files =
      options.filesDir === undefined
        ? null
        : openFiles(options.filesDir, options, {
            rows: journal.files,
            channel,
            isReady: () => this.#readySince !== null && this.#disk.isSound,
            clock,
            sleep,
            hit,
            log,
            onFault,
          });
    this.#outgoing = new Outgoing({
      files: this.#files?.outbound ?? null,
      journal,
      channel,
      profile,
      sleep,
      random,
      hit,
      log,
      onFault,
      clock: serverClock,
      mayBegin: () => this.#mayBegin(),
      governor: this.#governor,
      onReport: () => this.#link.wake(),
      onHolds: () => void this.#telling.onHolds(this.#signal),
    });
    this.#telling = new Telling({
      ...options,
      tell: (frame) => this.#link.tell(frame),
      trouble: () => ({ disk: this.#disk.trouble, skewMs: this.#skewMs }),
      held: () => ({ holds: this.#outgoing.holds, circuit: this.#governor.circuit }),
    });
    this.#rescan = openRescan({
      scan: () => this.#intake.scan(this.#signal),
      mayScan: () => this.#readySince !== null && this.#disk.isSound && !this.#signal.aborted,
      onScanned: () => this.#reconsider(),
      sleep: (ms) => sleep(ms, this.#signal),
    });
  }

  get isLive(): boolean {
    return this.#link.isLive;
  }

  /** Runs link and channel until the signal aborts; throws `Unrecoverable` when only a person can help. */
  async run(signal: AbortSignal): Promise<void> {
    const { channel, log } = this.#o;
    const stop = new AbortController();
    this.#signal = AbortSignal.any([signal, stop.signal]);
    try {
      await channel.start((event) => this.#onChannel(event));
      await Promise.all([
        this.#link.run(this.#signal),
        this.#files?.inbound.run(this.#signal),
        this.#every(SCAN_EVERY_MS, () => this.#rescan()),
        this.#every(PRUNE_EVERY_MS, () => this.#disk.prune()),
        this.#every(CLOCK_EVERY_MS, () => this.#checkClock()),
      ]);
    } finally {
      stop.abort();
      await channel.stop();
      this.#outgoing.stop();
      this.#intake.stop();
      log.info('bridge_stopped');
    }
  }

  async #every(ms: number, work: () => void | Promise<void>): Promise<void> {
    while (!this.#signal.aborted) {
      await this.#o.sleep(ms, this.#signal);
      if (!this.#signal.aborted) await work();
    }
  }

  // The channel.

  #onChannel(event: ChannelEvent): void {
    try {
      switch (event.kind) {
        case 'message':
          // Without a disk nothing is taken; WhatsApp keeps it for the scan.
          return this.#disk.isSound ? this.#intake.onMessage(event) : undefined;
        case 'ack':
          return this.#outgoing.onAck(event.waId, event.level);
        case 'typing':
          return this.#telling.onTyping(event.contact, event.on);
        case 'state':
          return this.#onState(event.status);
        case 'pairing':
          return this.#telling.onPairing(event.pairing);
      }
    } catch (thrown) {
      this.#disk.onFault(thrown);
    }
  }

  #onState(status: ChannelStatus): void {
    this.#o.log.info('channel', { state: status.state, detail: status.detail });
    const isReady = status.state === 'ready';
    if (isReady && this.#readySince === null) {
      this.#readySince = this.#o.serverClock.monotonic();
      void this.#rescan();
      this.#files?.inbound.poke();
    } else if (!isReady) {
      this.#readySince = null;
      this.#intake.holdBack();
    }
    this.#reconsider();
    this.#tellGovernor(status.state);
    this.#telling.status();
  }

  #tellGovernor(state: ChannelStatus['state']): void {
    const wasAsked = this.#isLoggingOut;
    if (state === 'ready' || state === 'logged_out') this.#isLoggingOut = false;
    if (state === 'ready') return this.#governor.onReady();
    if (state !== 'restricted' && state !== 'logged_out') return;
    // Being logged out is a warning of WhatsApp's, unless somebody asked for it here.
    if (state === 'logged_out' && wasAsked) return this.#governor.onUnlinked();
    if (this.#governor.onTrouble(state)) this.#o.log.warn('circuit', this.#governor.circuit);
  }

  #onAsk(ask: ChannelAsk): void {
    const { channel, log } = this.#o;
    log.info('asked', { do: ask.do });
    const device = channel.linkedDevice;
    if (device === null) return;
    if (ask.do === 'renew_pairing') return device.renewPairing(ask.phone);
    if (channel.status().state !== 'ready') return;
    this.#isLoggingOut = true;
    void device.logOut();
  }

  // The link.

  #owner(): LinkOwner {
    const { journal, botId, boot, agent, clock, log } = this.#o;
    return {
      hello: () => {
        const { gatewayEpoch, held, lease } = journal.commands.position;
        return {
          botId,
          boot,
          journalEpoch: journal.epoch,
          upNext: journal.up.next,
          gatewayEpoch,
          downHeld: held,
          lease,
          ...(agent === undefined ? {} : { agent }),
        };
      },
      welcomed: (welcome, roundTripMs, foreign) => this.#onWelcome(welcome, roundTripMs, foreign),
      closed: () => this.#reconsider(),
      rowsAfter: (after, items, bytes) => {
        const rows = journal.up.after(after, items, bytes);
        return this.#gatewayTakesFiles ? rows : rows.map(withoutFile);
      },
      upNext: () => journal.up.next,
      // Rows that cannot be deleted are sent again, which does no harm; so is a report.
      held: (h, ranges) => {
        this.#disk.tolerate(() => journal.up.held(h, ranges));
        this.#files?.inbound.poke();
      },
      bury: (s, code) => journal.up.bury(s, code, clock.now()),
      store: (items, held) => this.#onDown(items, held),
      fence: (fences) => this.#onFences(fences),
      reportsAfter: (after, limit) => journal.reports.after(after, limit),
      reported: (rs) => this.#disk.tolerate(() => journal.reports.stored(rs)),
      look: (commands) => commands.forEach((command) => void this.#outgoing.lookFor(command)),
      channel: (ask) => this.#onAsk(ask),
      configure: (settings) => this.#configure(settings),
      fault: (thrown) => this.#disk.onFault(thrown),
      renew: () => {
        log.error('journal_epoch_renewed', { why: 'the Gateway counted further than this journal' });
        journal.renewEpoch();
      },
      forget: () => {
        const forgotten = journal.commands.forgetStored();
        journal.commands.setPosition({ gatewayEpoch: null, held: 0, lease: journal.commands.position.lease });
        log.warn('commands_forgotten', { why: 'another agent had the lease', forgotten });
      },
    };
  }

  #onWelcome(welcome: Welcome, roundTripMs: number, foreign: boolean): void {
    const { journal, serverClock, log } = this.#o;
    const before = serverClock.now();
    this.#skewMs = serverClock.set(welcome.serverTime, roundTripMs);
    this.#governor.onClock(serverClock.now() - before);
    this.#gatewayTakesFiles = (welcome.proto ?? 0) >= MEDIA_SINCE_PROTOCOL;
    const { gatewayEpoch, held } = journal.commands.position;
    // A lease that could not be stored makes the next one look foreign, which is the careful side.
    this.#disk.tolerate(() =>
      journal.commands.setPosition({
        gatewayEpoch: welcome.gatewayEpoch,
        held: gatewayEpoch === welcome.gatewayEpoch ? held : 0,
        lease: welcome.lease,
        ...(foreign ? { suspectBefore: welcome.serverTime } : {}),
      }),
    );
    if (foreign) this.#governor.onFormer(welcome.serverTime);
    if (welcome.settings !== undefined) this.#configure(welcome.settings);
    log.info('welcomed', {
      lease: welcome.lease,
      numberId: welcome.numberId,
      upHeld: welcome.upHeld,
      offsetMs: this.#skewMs,
      ...journal.waiting,
    });
    this.#telling.status();
    // After the fences of the same welcome, which are carried out next.
    queueMicrotask(() => this.#reconsider());
  }

  /** What the cliente chose. Of groups that are heard from now on the history is read, as of every chat. */
  #configure({ groups }: AgentSettings): void {
    const { channel, log } = this.#o;
    if (groups === this.#hearsGroups) return;
    this.#hearsGroups = groups;
    channel.hearGroups(groups);
    log.info('configured', { groups });
    if (groups) void this.#rescan();
  }

  #onDown(items: DownItem[], held: number): void {
    const { contacts, answered } = this.#o.journal.commands.store(items, held, this.#o.serverClock.now());
    for (const contactId of contacts) this.#outgoing.poke(contactId);
    if (answered > 0) this.#link.wake();
  }

  #onFences(fences: Fence[]): Omit<Fenced, 't'>[] {
    const { journal, serverClock, log } = this.#o;
    const raised = journal.commands.fenceAll(fences, serverClock.now());
    for (const { fence, cancelled, inFlight } of raised) {
      this.#outgoing.interrupt(fence.contactId);
      log.info('fence', { ...fence, cancelled: cancelled.length, inFlight: inFlight.length });
    }
    if (raised.some(({ cancelled }) => cancelled.length > 0)) this.#link.wake();
    return raised.map(({ fence, inFlight }) => ({ ...fence, inFlight }));
  }

  /**
   * A step of the machine's clock that began and ended between two looks of the link, with a welcome in between, left the wrong offset
   * behind: nothing would be sent for as long as the link holds. The next welcome tells the time anew.
   */
  #checkClock(): void {
    if (this.#link.isLive && Math.abs(this.#o.serverClock.offset - this.#skewMs) > CLOCK_STEP_MS)
      this.#link.reconnect('the clock of this machine was set');
  }

  // Whether we may work.

  /** Opens or closes the way out by what holds now. */
  #reconsider(): void {
    const mayResume = this.#link.isLive && this.#readySince !== null && this.#disk.isSound && !isSkewed(this.#skewMs);
    if (mayResume && this.#readySince !== null && !this.#signal.aborted)
      this.#outgoing.open(this.#o.serverClock.timeOf(this.#readySince));
    else this.#outgoing.close();
  }

  /** A link that has been silent for too long may have lost its lease to another agent, which then sends what we hold. */
  #mayBegin(): boolean {
    if (this.#link.isFresh) return true;
    this.#link.reconnect('silent for too long to send');
    return false;
  }

  #onDiskTrouble(): void {
    this.#intake.holdBack();
    this.#reconsider();
    this.#telling.status();
  }

  /** What came while nothing could be written is in the history. */
  async #catchUp(): Promise<void> {
    this.#telling.status();
    await this.#rescan();
    this.#link.wake();
  }
}
