import type { Hello } from '@oconnector/protocol/link/hello.ts';
import type { Status } from '@oconnector/protocol/link/status.ts';
import type { ChannelStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing } from '@oconnector/protocol/model/pairing.ts';
import type { AgentSettings } from '@oconnector/protocol/model/settings.ts';
import type { Standing } from '@oconnector/protocol/model/standing.ts';
import { newId, type Random } from '../../lib/random.ts';
import type { Meta } from '../kit/meta.ts';
import type { Sql } from '../kit/sql.ts';
import { checkupTable } from './checkup-table.ts';
import { downTable } from './down-table.ts';
import { fenceTable } from './fence-table.ts';
import { fileTable } from './file-table.ts';
import { stretchTable } from './stretch-table.ts';
import { upTable } from './up-table.ts';

/** Where the link stands. `lease`, `botId` and `agent` are those of the agent that has it or had it last. */
export type LinkState = {
  state: 'online' | 'offline';
  since: number;
  lease: number;
  botId: string;
  skewMs: number;
  agent?: Hello['agent'];
  /** An owner said that this agent is not theirs. */
  isRefused?: true;
};

/** Where the simulated phones answer, and the key their tokens are signed with. */
export type Phones = { url: string; key: string };

/** Whether a number's messages go through, and if not why. */
export type Reach = { up: boolean; since: number; cause?: Standing };

/** Small single values: who we are, the lease, the link, the channel. */
const singles = (meta: Meta, random: Random) => ({
  /** Random per storage; made when it is first asked for. */
  gatewayEpoch(): string {
    const known = meta.get<string>('gatewayEpoch');
    if (known !== null) return known;
    const made = newId(random, 'gw');
    meta.set('gatewayEpoch', made);
    return made;
  },
  /**
   * The number of the next telling of the status. Grows with each, and beyond those of a Gateway that lost its storage: at least the
   * time, in milliseconds.
   */
  nextTelling: (now: number): number => {
    const telling = Math.max((meta.get<number>('telling') ?? 0) + 1, now);
    meta.set('telling', telling);
    return telling;
  },
  lease: () => meta.get<number>('lease') ?? 0,
  setLease: (lease: number) => meta.set('lease', lease),
  /** The journal that has the lease, and the first one of its unbroken row. */
  holder: () => meta.get<{ journalEpoch: string; since: number }>('holder'),
  setHolder: (holder: { journalEpoch: string; since: number }) => meta.set('holder', holder),
  /** Until when an agent that lost the lease may still send. */
  formerSendsUntil: () => meta.get<number>('formerSendsUntil') ?? 0,
  setFormerSendsUntil: (at: number) => meta.set('formerSendsUntil', at),
  /** Number of the next item of the `down` stream. */
  downNext: () => meta.get<number>('downNext') ?? 1,
  setDownNext: (next: number) => meta.set('downNext', next),
  link: () => meta.get<LinkState>('link'),
  setLink: (link: LinkState) => meta.set('link', link),
  numberName: () => meta.get<string>('name'),
  setNumberName: (name: string) => meta.set('name', name),
  /** What the cliente chose; before anybody said so, everything is off. */
  settings: () => meta.get<AgentSettings>('settings') ?? { groups: false },
  setSettings: (settings: AgentSettings) => meta.set('settings', settings),
  channel: () => meta.get<ChannelStatus>('channel'),
  setChannel: (channel: ChannelStatus) => meta.set('channel', channel),
  phones: () => meta.get<Phones>('phones'),
  setPhones: (phones: Phones | null) => meta.set('phones', phones),
  /** A secret of about a minute: stored because the object sleeps between two frames, and deleted when it is over. */
  pairing: () => meta.get<Pairing>('pairing'),
  setPairing: (pairing: Pairing | null) => meta.set('pairing', pairing),
  /** Whose WhatsApp the device is linked to, as far as is known. The phone in full: it leaves this object masked. */
  account: () => meta.get<NonNullable<Status['account']>>('account'),
  setAccount: (account: NonNullable<Status['account']> | null) => meta.set('account', account),
  /** The agent that an owner called theirs. */
  confirmedAgent: () => meta.get<string>('confirmedAgent'),
  setConfirmedAgent: (botId: string | null) => meta.set('confirmedAgent', botId),
  /** Whether messages last could go through, and since when; null before they ever could. */
  reach: () => meta.get<Reach>('reach'),
  setReach: (reach: Reach) => meta.set('reach', reach),
});

export type GatewayStore = ReturnType<typeof openStore>;

/** All SQL of a Gateway. */
export const openStore = (sql: Sql, meta: Meta, random: Random) => ({
  ...singles(meta, random),
  ...upTable(sql),
  ...downTable(sql),
  ...fenceTable(sql),
  ...checkupTable(sql),
  ...stretchTable(sql),
  ...fileTable(sql),
});
