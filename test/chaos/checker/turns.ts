import type { Violation } from './history.ts';
import { groupBy, type HistoryIndex } from './index-of.ts';

/** I8: a reply is committed only into the state it was thought for. */
export const repliesAreFenced = (history: HistoryIndex): Violation[] =>
  history.all('conv.reply').flatMap(({ contact, turnId, snapshot, now, coveredSeq, n }): Violation[] => {
    const why =
      now.generation !== snapshot.generation
        ? `thought under generation ${snapshot.generation}, committed under ${now.generation}`
        : now.holder !== 'bot'
          ? `committed while ${now.holder} held the conversation`
          : now.lastInSeq !== snapshot.lastInSeq && coveredSeq === null
            ? `thought up to message ${snapshot.lastInSeq}, committed at ${now.lastInSeq}`
            : null;
    return why === null ? [] : [{ invariant: 'I8', contact, what: `turn ${turnId}: ${why}`, evidence: [n] }];
  });

/** Turns whose whole reply ended without leaving: nobody read an answer, so there was none. */
const unsaidTurns = (history: HistoryIndex): Set<string> => {
  const ends = new Map(
    history
      .all('final.thread')
      .flatMap(({ commands }) => commands.map(({ commandId, state }) => [commandId, state] as const)),
  );
  const parts = groupBy(
    history.all('conv.command').filter(({ turnId }) => turnId !== null),
    ({ turnId }) => turnId ?? '',
  );
  const neverLeft = ({ commandId }: { commandId: string }): boolean =>
    ['cancelled', 'expired'].includes(ends.get(commandId) ?? '');
  return new Set([...parts].filter(([, commands]) => commands.every(neverLeft)).map(([turnId]) => turnId));
};

/** I9: turn ids are unique; a message is answered by one turn at most, and by one at least unless a person held the conversation or answered. */
export const everyMessageIsAnsweredOnce = (history: HistoryIndex): Violation[] => {
  const violations: Violation[] = [];
  for (const [turnId, turns] of groupBy(history.all('conv.turn'), ({ turnId }) => turnId)) {
    if (turns.length > 1)
      violations.push({
        invariant: 'I9',
        what: `turn id ${turnId} was given ${turns.length} times`,
        evidence: turns.map(({ n }) => n),
      });
  }
  const covers = new Map(history.all('conv.turn').map(({ turnId, covers }) => [turnId, covers]));
  const unsaid = unsaidTurns(history);
  const answers = new Map<string, number[]>();
  for (const { contact, turnId, n } of history.all('conv.reply')) {
    if (unsaid.has(turnId)) continue;
    for (const seq of covers.get(turnId) ?? []) {
      const message = `${contact}#${seq}`;
      answers.set(message, [...(answers.get(message) ?? []), n]);
    }
  }
  for (const [message, evidence] of answers) {
    if (evidence.length > 1)
      violations.push({ invariant: 'I9', what: `message ${message} was answered ${evidence.length} times`, evidence });
  }
  return [...violations, ...unanswered(history, answers)];
};

const unanswered = (history: HistoryIndex, answers: ReadonlyMap<string, number[]>): Violation[] => {
  const controls = groupBy(history.all('conv.control'), ({ contact }) => contact);
  // From the moment a person or a pause holds a conversation, nobody owes the bot's answer to what came before or meanwhile.
  const lastNotBot = new Map(
    [...controls].map(([contact, events]) => [contact, events.findLast(({ holder }) => holder !== 'bot')?.n ?? -1]),
  );
  const lastControl = new Map([...controls].map(([contact, events]) => [contact, events.at(-1)]));
  const ownerAnswered = answeredByOwner(history);
  return history.all('conv.stored').flatMap(({ contact, seq, key, from, old, n }): Violation[] => {
    if (from !== 'contact' || old || answers.has(`${contact}#${seq}`) || ownerAnswered(contact, key)) return [];
    const last = lastControl.get(contact);
    const heldByOther =
      n < (lastNotBot.get(contact) ?? -1) ||
      (last !== undefined && last.holder !== 'bot') ||
      returnedAfter(controls.get(contact), n);
    return heldByOther ? [] : [{ invariant: 'I9', contact, what: `message ${seq} was never answered`, evidence: [n] }];
  });
};

/** Whether the owner wrote to the contact after this message: what the phone's history shows too late to take control is an answer. */
const answeredByOwner = (history: HistoryIndex): ((contact: string, key: string) => boolean) => {
  const writtenAt = new Map(history.all('wa.in').map(({ key, n }) => [key, n]));
  const stored = new Set(history.all('conv.stored').flatMap(({ from, key }) => (from === 'owner' ? [key] : [])));
  const lastOfOwner = new Map(
    history.all('wa.owner').flatMap(({ contact, key, n }) => (stored.has(key) ? [[contact, n] as const] : [])),
  );
  return (contact, key) => (lastOfOwner.get(contact) ?? -1) > (writtenAt.get(key) ?? Infinity);
};

/** Whether the message came while somebody else held the conversation, which later went back to the bot. */
const returnedAfter = (controls: { holder: string; n: number }[] | undefined, n: number): boolean =>
  controls?.findLast((control) => control.n < n)?.holder !== undefined &&
  controls.findLast((control) => control.n < n)?.holder !== 'bot';
