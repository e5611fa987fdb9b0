import type { Violation } from './history.ts';
import { groupBy, type HistoryIndex } from './index-of.ts';

const ENDS = new Set(['accepted', 'delivered', 'read', 'failed', 'cancelled', 'expired', 'unknown']);
const ARRIVED = new Set(['accepted', 'delivered', 'read']);

/** I5: a command reaches WhatsApp once at most, with its own words. */
export const nothingIsSaidTwice = (history: HistoryIndex): Violation[] => {
  const bodies = new Map(history.all('conv.command').map(({ commandId, body }) => [commandId, body]));
  return [...groupBy(history.all('wa.out'), ({ commandId }) => commandId)].flatMap(
    ([commandId, sends]): Violation[] => {
      const evidence = sends.map(({ n }) => n);
      const contact = sends[0]?.contact ?? '';
      if (sends.length > 1)
        return [{ invariant: 'I5', contact, what: `command ${commandId} was sent ${sends.length} times`, evidence }];
      const body = bodies.get(commandId);
      if (body === undefined)
        return [{ invariant: 'I5', contact, what: `command ${commandId} was sent and never decided`, evidence }];
      return sends.every((send) => send.body === body)
        ? []
        : [{ invariant: 'I5', contact, what: `command ${commandId} was sent with other words`, evidence }];
    },
  );
};

/** I6: every command ends, and what is called accepted did reach WhatsApp. */
export const everySendEnds = (history: HistoryIndex): Violation[] => {
  const sent = new Set(history.all('wa.out').map(({ commandId }) => commandId));
  return history.all('final.thread').flatMap(({ contact, commands, n }) =>
    commands.flatMap(({ commandId, state }): Violation[] => {
      if (!ENDS.has(state))
        return [{ invariant: 'I6', contact, what: `command ${commandId} is still ${state}`, evidence: [n] }];
      if (ARRIVED.has(state) && !sent.has(commandId)) {
        return [
          {
            invariant: 'I6',
            contact,
            what: `command ${commandId} is called ${state} and never reached WhatsApp`,
            evidence: [n],
          },
        ];
      }
      return [];
    }),
  );
};

/**
 * I11: a contact reads the shop's messages in the order in which they were decided. One whose outcome became unknown has given its place
 * up: WhatsApp may still send it by itself, later.
 */
export const sendsKeepTheirOrder = (history: HistoryIndex): Violation[] => {
  const orders = new Map(history.all('conv.command').map(({ commandId, order }) => [commandId, order]));
  const givenUp = new Map(
    history
      .all('conv.state')
      .filter(({ state }) => state === 'unknown')
      .map(({ commandId, n }) => [commandId, n]),
  );
  return [...groupBy(history.all('wa.out'), ({ contact }) => contact)].flatMap(([contact, sends]) => {
    const violations: Violation[] = [];
    let last = -1;
    for (const { commandId, n } of sends) {
      const order = orders.get(commandId);
      if (order === undefined || (givenUp.get(commandId) ?? Infinity) < n) continue;
      if (order < last)
        violations.push({
          invariant: 'I11',
          contact,
          what: `command ${commandId} overtook a later one`,
          evidence: [n],
        });
      last = Math.max(last, order);
    }
    return violations;
  });
};

/** What pacing promised; times in milliseconds. `slackMs`: how much later than it was let go a message may be handed over. */
export type Pacing = {
  perContact: { everyMs: number; burst: number };
  perNumber: { windowMs: number; max: number };
  slackMs?: number;
};

/** I12: never faster than a person, also after a backlog or a restart. */
export const pacingIsKept = (history: HistoryIndex, pacing: Pacing): Violation[] => {
  const violations: Violation[] = [];
  const slackMs = pacing.slackMs ?? 0;
  const handed = history
    .all('wa.out')
    .map(({ contact, at, handedAt, n }) => ({ contact, at: handedAt ?? at, n }))
    .sort((a, b) => a.at - b.at);
  const over = (sends: { at: number; n: number }[], windowMs: number, max: number, what: string): void => {
    for (let i = max; i < sends.length; i++) {
      const first = sends[i - max];
      const last = sends[i];
      if (first && last && last.at - first.at < windowMs - slackMs)
        violations.push({ invariant: 'I12', what, evidence: [first.n, last.n] });
    }
  };
  for (const [contact, sends] of groupBy(handed, ({ contact }) => contact)) {
    const { everyMs, burst } = pacing.perContact;
    over(
      sends,
      everyMs * burst * 0.999,
      burst + 1,
      `more than ${burst + 1} messages to ${contact} in ${everyMs * burst} ms`,
    );
  }
  over(
    handed,
    pacing.perNumber.windowMs,
    pacing.perNumber.max,
    `more than ${pacing.perNumber.max} messages of the number in ${pacing.perNumber.windowMs} ms`,
  );
  return violations;
};
