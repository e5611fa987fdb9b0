import type { Message } from '@oconnector/protocol/model/message.ts';
import type { Pending } from './pending.ts';

/** What stands above a line within its row: so that a row keeps its key, and its place, when older lines join it. */
type Above = { day: number | null; unread: number | null };

/** One row of the virtual thread. `head`: first bubble of a group of one author. `count`: how many lines a notice stands for. */
export type ThreadItem = Above &
  (
    | { kind: 'message'; key: string; message: Exclude<Message, { direction: 'notice' }>; head: boolean }
    | { kind: 'notice'; key: string; message: Extract<Message, { direction: 'notice' }>; count: number }
    | { kind: 'pending'; key: string; pending: Pending; head: boolean }
  );

/** Consecutive messages of one author within this time stand together. */
const GROUP_MS = 2 * 60_000;

const speaker = (message: Message): string => {
  if (message.direction === 'notice') return `notice:${message.seq}`;
  const { author } = message;
  return `${message.direction}:${author.kind}:${author.kind === 'human' ? author.userId : ''}`;
};

/** A line that went back to another contact: only its place is left, and what stands there says neither when nor what. */
export const isGivenBack = (message: Message | null | undefined): boolean =>
  message?.direction === 'notice' && message.notice.event === 'moved_back';

/** The optimistic bubble and the message that it becomes share a key, so that it stays the same element. */
const keyOf = (message: Message): string =>
  message.direction === 'out' ? (message.clientId ?? message.commandId ?? `seq:${message.seq}`) : `seq:${message.seq}`;

/** The line before which "unread" is drawn: the first of the last `unread` messages of the contact; null when none is. */
export const firstUnreadSeq = (messages: readonly Message[], unread: number): number | null => {
  let left = unread;
  let found: number | null = null;
  for (let i = messages.length - 1; i >= 0 && left > 0; i--) {
    const message = messages[i];
    if (message?.direction !== 'in') continue;
    found = message.seq;
    left--;
  }
  return found;
};

type Input = {
  messages: readonly Message[];
  pending: readonly Pending[];
  /** Who writes the pending ones. */
  userId: string;
  unread: { seq: number; count: number } | null;
  dayKey: (at: number) => string;
};

/** The lines of the screen, in order, each with the day or the unread mark that stands above it. */
export const threadItems = ({ messages, pending, userId, unread, dayKey }: Input): ThreadItem[] => {
  const items: ThreadItem[] = [];
  const sent = new Set(messages.map((message) => (message.direction === 'out' ? message.clientId : null)));
  const waiting = pending.filter((each) => !sent.has(each.clientId));
  const lines = [
    ...messages.map((message) => ({ at: message.at, who: speaker(message), message, pending: null })),
    ...waiting.map((each) => ({ at: each.at, who: `out:human:${userId}`, message: null, pending: each })),
  ];
  let today = '';
  let givenBack = 0;
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (line.message?.direction === 'notice' && isGivenBack(line.message)) {
      givenBack++;
      if (isGivenBack(lines[index + 1]?.message)) return;
      const { message } = line;
      items.push({ day: null, unread: null, kind: 'notice', key: keyOf(message), message, count: givenBack });
      givenBack = 0;
      return;
    }
    const newDay = dayKey(line.at) !== today;
    today = dayKey(line.at);
    const marked = line.message !== null && unread?.seq === line.message.seq;
    const above: Above = { day: newDay ? line.at : null, unread: marked ? unread.count : null };
    const head = newDay || marked || before === undefined || before.who !== line.who || line.at - before.at > GROUP_MS;
    if (line.pending)
      items.push({ ...above, kind: 'pending', key: line.pending.clientId, pending: line.pending, head });
    else if (line.message?.direction === 'notice')
      items.push({ ...above, kind: 'notice', key: keyOf(line.message), message: line.message, count: 1 });
    else if (line.message)
      items.push({ ...above, kind: 'message', key: keyOf(line.message), message: line.message, head });
  });
  return items;
};
