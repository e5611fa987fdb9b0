import type { Violation } from './history.ts';
import { groupBy, type EventOf, type HistoryIndex } from './index-of.ts';

/** I1: what the agent was told is stored, is stored. */
export const noAcknowledgedMessageIsLost = (history: HistoryIndex): Violation[] => {
  const stored = new Set(history.all('final.thread').flatMap(({ received }) => received.map(({ key }) => key)));
  return history
    .all('bot.covered')
    .filter(({ key }) => !stored.has(key))
    .map(({ contact, key, n }) => ({
      invariant: 'I1',
      contact,
      what: `message ${key} was acknowledged and is in no conversation`,
      evidence: [n],
    }));
};

/** I2: one row for each message, however often it came, and one effect: what is counted as stored is there, once. */
export const noMessageIsStoredTwice = (history: HistoryIndex): Violation[] => {
  const counted = groupBy(history.all('conv.stored'), ({ contact }) => contact);
  return history.all('final.thread').flatMap(({ contact, received, n }) => {
    const keys = new Set(received.map(({ key }) => key));
    const effects = (counted.get(contact) ?? []).filter(({ key }) => !keys.delete(key));
    return [
      ...[...groupBy(received, ({ key }) => key)]
        .filter(([, own]) => own.length > 1)
        .map(([key, own]) => ({
          invariant: 'I2',
          contact,
          what: `message ${key} stands ${own.length} times in the thread`,
          evidence: [n],
        })),
      ...effects.map(({ seq, key, n: at }) => ({
        invariant: 'I2',
        contact,
        what: `message ${seq} (${key}) was counted and is no message of the thread, or was counted before`,
        evidence: [at, n],
      })),
    ];
  });
};

/**
 * I3: the thread has the messages in WhatsApp's order, and after everything settled it has all of them. What the agent could not read
 * when it asked may come later; even then the order of the agent's journal holds, and no message is excused from it by the product's own
 * word that it came late. Where two agents took messages of one contact each has
 * an order of its own, and the thread has what came first of either.
 */
export const messagesKeepTheirOrder = (history: HistoryIndex): Violation[] => {
  const truth = groupBy(history.all('wa.in'), ({ contact }) => contact);
  const takers = new Map(
    [...groupBy(history.all('bot.taken'), ({ contact }) => contact)].map(([contact, taken]) => [
      contact,
      new Set(taken.map(({ epoch }) => epoch)).size,
    ]),
  );
  const unreadable = new Set(history.all('wa.unreadable').map(({ key }) => key));
  return [
    ...history.all('final.thread').flatMap(({ contact, received, n }) => {
      const sent = truth.get(contact) ?? [];
      const stored = new Set(received.map(({ key }) => key));
      const missing = sent.filter(({ key }) => !stored.has(key));
      return [
        ...missing.map(({ key, n: at }) => ({
          invariant: 'I3',
          contact,
          what: `message ${key} never reached the thread`,
          evidence: [at, n],
        })),
        ...((takers.get(contact) ?? 1) === 1
          ? outOfOrder(
              { contact, n },
              received,
              sent.filter(({ key }) => !unreadable.has(key)),
              'WhatsApp',
            )
          : []),
      ];
    }),
    ...outOfJournalOrder(history),
  ];
};

const outOfJournalOrder = (history: HistoryIndex): Violation[] => {
  const taken = groupBy(history.all('bot.taken'), ({ contact }) => contact);
  return history.all('final.thread').flatMap(({ contact, received, n }) => {
    const own = taken.get(contact) ?? [];
    const epochs = new Set(own.map(({ epoch }) => epoch));
    return epochs.size === 1 ? outOfOrder({ contact, n }, received, own, 'the journal', false) : [];
  });
};

type Thread = EventOf<'final.thread'>;

const outOfOrder = (
  { contact, n }: { contact: string; n: number },
  received: Thread['received'],
  wanted: readonly { key: string }[],
  whose: string,
  /** Whether messages that say of themselves that they came late, or from the history, may stand where they like. */
  excuses = true,
): Violation[] => {
  const place = new Map(wanted.map(({ key }, index) => [key, index]));
  const violations: Violation[] = [];
  let last = -1;
  for (const { key, from, late, old } of [...received].sort((a, b) => a.seq - b.seq)) {
    const index = place.get(key);
    if (from !== 'contact' || (excuses && (late || old)) || index === undefined) continue;
    if (index < last)
      violations.push({
        invariant: 'I3',
        contact,
        what: `message ${key} stands after a later one of ${whose}`,
        evidence: [n],
      });
    last = Math.max(last, index);
  }
  return violations;
};

/** I4: nothing stands in a thread that nobody wrote, nor with other words. */
export const nothingIsInvented = (history: HistoryIndex): Violation[] => {
  const truth = new Map([...history.all('wa.in'), ...history.all('wa.owner')].map((event) => [event.key, event]));
  return history.all('final.thread').flatMap(({ contact, received, n }) =>
    received.flatMap(({ key, body }): Violation[] => {
      const written = truth.get(key);
      if (!written) return [{ invariant: 'I4', contact, what: `message ${key} was never written`, evidence: [n] }];
      if (written.contact !== contact)
        return [{ invariant: 'I4', contact, what: `message ${key} is ${written.contact}'s`, evidence: [written.n, n] }];
      if (written.body !== body)
        return [{ invariant: 'I4', contact, what: `message ${key} has other words`, evidence: [written.n, n] }];
      return [];
    }),
  );
};
