import type { Fence } from '@oconnector/protocol/link/cancel.ts';
import { MAX_FRAME_ITEMS } from '@oconnector/protocol/limits.ts';
import type { Hello } from '@oconnector/protocol/link/hello.ts';
import { hit } from '../../../lib/failpoint.ts';
import { expectFenced } from '../commands.ts';
import type { Welcome } from '@oconnector/protocol/link/welcome.ts';
import type { Socket } from '../../kit/sockets.ts';
import type { GatewayContext } from '../context.ts';
import { attachment, closeFor, HELLO_TIMER, tell, watchLiveness, type LinkAttachment } from '../link.ts';
import { push } from '../push.ts';
import { decideHello, formerSendsUntil, livedElsewhere } from '../session.ts';

/** Fences that a `welcome` takes: a small part of what a frame may weigh. The others follow it at once. */
const WELCOME_FENCES = 1_000;

/** An agent says who it is and what it holds. Without an await: leases are strictly one after the other. */
export const onHello = (context: GatewayContext, socket: Socket, hello: Hello): void => {
  const { store, clock, numberId } = context;
  const now = clock.now();
  const gatewayEpoch = store.gatewayEpoch();
  const up = store.up(hello.journalEpoch);
  const before = attachment.read(socket);
  const repeated = isRepeated(context, before, hello);
  const fences = store.fencesToTell(hello.journalEpoch);
  const known = {
    numberId,
    gatewayEpoch,
    lease: repeated ? store.lease() - 1 : store.lease(),
    holder: store.holder(),
    downNext: store.downNext(),
    upHeld: up.held.h,
    fences: fences.slice(0, WELCOME_FENCES),
  };
  const decision = decideHello(hello, known, now);
  if (decision.do === 'close') {
    context.commit(() =>
      context.journal.append('hello_refused', before?.id ?? null, { reason: decision.reason, proto: hello.proto }),
    );
    return closeFor(socket, decision.reason);
  }
  const welcome = { ...decision.welcome, settings: store.settings() };
  if (repeated) return greet(socket, welcome, fences);
  const { lease, yoursSince = lease } = decision.welcome;
  const former = formerSendsUntil(known.holder, hello, store.link(), now);
  // Before the commit, which at once tells the Inbox whether a socket has the lease. Without it the attachment means nothing: leases must match.
  attachment.write(socket, {
    id: before?.id ?? `lease-${lease}`,
    since: now,
    lease,
    botId: hello.botId,
    boot: hello.boot,
    journalEpoch: hello.journalEpoch,
    proto: hello.proto,
  });
  context.commit(() => {
    store.setLease(lease);
    if (former !== null) store.setFormerSendsUntil(Math.max(former, store.formerSendsUntil()));
    store.setHolder({ journalEpoch: hello.journalEpoch, since: yoursSince });
    store.setUp(
      hello.journalEpoch,
      { ...up, floorOpen: up.floorOpen || livedElsewhere(hello, gatewayEpoch, up.metBefore) },
      now,
    );
    store.pruneJournals();
    store.renumber(decision.downHeld);
    store.setLink({
      state: 'online',
      since: now,
      lease,
      botId: hello.botId,
      skewMs: hello.clock - now,
      ...(hello.agent === undefined ? {} : { agent: hello.agent }),
    });
    if (before !== null) context.timers.clear(HELLO_TIMER, before.id);
    watchLiveness(context);
    expectFenced(context, fences);
    context.outbox.put('status', '');
    context.journal.append('welcomed', `lease:${lease}`, {
      botId: hello.botId,
      boot: hello.boot,
      journalEpoch: hello.journalEpoch,
      upHeld: up.held.h,
      downHeld: decision.downHeld,
    });
    hit('gateway.hello.before_commit');
  });
  replaceOthers(context, socket);
  hit('gateway.hello.after_commit');
  greet(socket, welcome, fences);
  push(context);
};

/** The welcome, and before any command the fences that had no room in it. */
const greet = (socket: Socket, welcome: Welcome, fences: readonly Fence[]): void => {
  tell(socket, welcome);
  for (let from = WELCOME_FENCES; from < fences.length; from += MAX_FRAME_ITEMS) {
    tell(socket, { t: 'cancel', fences: fences.slice(from, from + MAX_FRAME_ITEMS) });
  }
};

/**
 * Whether this socket said the same before and has the lease by it: a frame that came twice. A higher lease would make void what the
 * agent, which knows of one welcome, sends under the first.
 */
const isRepeated = ({ store }: GatewayContext, before: LinkAttachment | null, hello: Hello): boolean =>
  before?.lease === store.lease() && before.boot === hello.boot && before.journalEpoch === hello.journalEpoch;

/** The lease went over: whoever had it is closed. Its later reports are still facts and are taken. */
const replaceOthers = (context: GatewayContext, holder: Socket): void => {
  for (const socket of context.links.all()) {
    if (socket === holder || attachment.read(socket)?.lease == null) continue;
    closeFor(socket, 'replaced');
  }
};
