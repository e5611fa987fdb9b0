import type { HistoryEvent, Violation } from './history.ts';
import type { HistoryIndex } from './index-of.ts';

/** What the bot says without a turn, and without being a notice, is a message after silence. */
const isFollowUp = (event: HistoryEvent): boolean =>
  event.f === 'conv.command' && event.class === 'reply' && event.turnId === null;

/**
 * I23: a message after silence comes after an answer of the bot, once, and after nothing else: no word of the contact or the owner, no
 * change of control, no message of a person stands between them.
 */
export const silenceIsBrokenOnce = (history: HistoryIndex): Violation[] => {
  const last = new Map<string, HistoryEvent>();
  const merged = [
    ...history.all('conv.stored').filter(({ old }) => !old),
    ...history.all('conv.control'),
    ...history.all('conv.optout'),
    ...history.all('conv.command'),
  ].sort((a, b) => a.n - b.n);
  return merged.flatMap((event): Violation[] => {
    const before = last.get(event.contact);
    last.set(event.contact, event);
    if (!isFollowUp(event)) return [];
    const wasAnswered = before?.f === 'conv.command' && before.class === 'reply' && before.turnId !== null;
    if (wasAnswered) return [];
    const what = `a message after silence was decided after ${before?.f ?? 'nothing'}`;
    return [{ invariant: 'I23', contact: event.contact, what, evidence: [before?.n ?? event.n, event.n] }];
  });
};
