import type { ObjectDetail, ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import type { NumberHistoryResponse } from '@oconnector/protocol/api/numbers.ts';
import type { NumberAgent, NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { Pairing, PairingNotice } from '@oconnector/protocol/model/pairing.ts';
import { describeKit, snapshotKit } from '../kit/context.ts';
import type { GatewayContext } from './context.ts';
import { maskPhone } from '../../lib/mask-phone.ts';
import { HISTORY_MS } from './reach.ts';
import { attachment, lastHeardAt, livingLink } from './link.ts';

/** The number as people see it. A link that has been silent too long counts as offline before anybody closes it. */
export const statusOf = (context: GatewayContext): NumberStatus => {
  const { store, numberId } = context;
  const link = store.link();
  const online = link?.state === 'online' && livingLink(context) !== null;
  const agent = agentOf(context);
  const account = store.account();
  const pairing = noticeOf(freshPairing(context));
  return {
    numberId,
    name: store.numberName() ?? numberId,
    link: agent === null ? 'never' : online ? 'online' : 'offline',
    linkSince: link?.since ?? null,
    channel: store.channel(),
    ...(agent === null ? {} : { agent }),
    ...(account === null ? {} : { account: { name: account.name, phone: maskPhone(account.phone) } }),
    pending: store.countPending(),
    ...(pairing === null ? {} : { pairing }),
  };
};

/** Who has the link or had it last; null when there never was anybody, or it was somebody who was sent away. */
const agentOf = ({ store }: GatewayContext): NumberAgent | null => {
  const link = store.link();
  if (link === null || link.isRefused) return null;
  const { host = null, version = null } = link.agent ?? {};
  return { id: link.botId, host, version, confirmed: store.confirmedAgent() === link.botId };
};

/** How the number stood in the last day, oldest first. */
export const historyOf = ({ store, clock }: GatewayContext): NumberHistoryResponse => {
  const to = clock.now();
  const from = to - HISTORY_MS;
  const stretches = store.stretches().filter(({ at }, i, all) => (all[i + 1]?.at ?? to) > from && at <= to);
  return { from, to, stretches: stretches.map((each) => ({ ...each, at: Math.max(each.at, from) })) };
};

/** What can be scanned or typed now, once an owner has said that the computer is theirs: null when it is stale, whatever the timer does, and when no agent waits for it. */
export const pairingOf = (context: GatewayContext): Pairing | null =>
  agentOf(context)?.confirmed ? freshPairing(context) : null;

const freshPairing = (context: GatewayContext): Pairing | null => {
  const pairing = context.store.pairing();
  if (pairing === null || pairing.expiresAt <= context.clock.now() || livingLink(context) === null) return null;
  return pairing;
};

/** What everybody may know of it. */
const noticeOf = (pairing: Pairing | null): PairingNotice | null => {
  if (pairing === null) return null;
  const { kind, number, at, expiresAt } = pairing;
  return { kind, number, at, expiresAt };
};

export const snapshotOf = (context: GatewayContext): ObjectSnapshot => {
  const status = statusOf(context);
  const letters = context.store.countDeadLetters();
  const parts = [
    status.link,
    status.channel?.state,
    status.pending > 0 && `${status.pending} pending`,
    letters > 0 && `${letters} dead letters`,
  ];
  return {
    class: 'Gateway',
    name: context.name,
    label: status.name,
    state: parts.filter(Boolean).join(' · '),
    sockets: context.links.all().length,
    errors: context.memory.errors + letters,
    ...snapshotKit(context),
  };
};

/** Everything the inspector shows. The key of the simulated phones is masked. */
export const detailOf = (context: GatewayContext): ObjectDetail => {
  const { store, clock } = context;
  const link = livingLink(context);
  const phones = store.phones();
  return {
    snapshot: snapshotOf(context),
    state: {
      status: statusOf(context),
      settings: store.settings(),
      lease: store.lease(),
      gatewayEpoch: store.gatewayEpoch(),
      link: store.link(),
      lastHeardAt: link === null ? null : lastHeardAt(context, link),
      sockets: context.links.all().map((socket) => attachment.read(socket)),
      up: link === null ? null : store.up(link.journalEpoch),
      downNext: store.downNext(),
      unacknowledged: store.unacknowledged().slice(0, 50),
      waiting: store.waiting(50).slice(0, 50),
      fences: store.fences().slice(0, 50),
      deadLetters: store.deadLetters(20),
      phones: phones === null ? null : { url: phones.url, key: '[masked]' },
      at: clock.now(),
    },
    ...describeKit(context),
  };
};
