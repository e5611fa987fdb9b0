import { HandoffSummary } from '@oconnector/protocol/api/conversations.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { MemoryLine } from '../../ai/assistant.ts';
import { toLine, toLines } from './memory.ts';
import { cut } from './row.ts';
import type { ConversationState } from './state.ts';
import type { ConversationStore } from './store.ts';

/** What whoever takes over must know. Only words of the contact, so it cannot say what nobody said. */

/** Lines that are looked at. */
const READ_LINES = 100;
const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 300;

type Line = HandoffSummary['asked'][number];

const shown = (lines: readonly MemoryLine[]): Line[] =>
  lines
    .filter(({ from }) => from === 'contact')
    .slice(-SHOWN_LINES)
    .map(({ seq, at, text }) => ({ seq, at, text: cut(text.replace(/\s+/g, ' ').trim(), SHOWN_CHARACTERS) }));

const isNotice = (message: Message, event: 'handoff' | 'release'): boolean =>
  message.direction === 'notice' && message.notice.event === event;

/** What the contact wrote since it was last answered, by anybody, before the assistant gave up; or since it was last answered at all. */
const askedIn = (messages: readonly Message[], handoff: Message | null): Line[] => {
  const answered = messages.findLast(
    (message) =>
      message.direction === 'out' && toLine(message) !== null && (handoff === null || message.seq < handoff.seq),
  );
  return shown(toLines(messages.filter(({ seq }) => seq > (answered?.seq ?? 0))));
};

/** See `HandoffSummary`; null while the bot has the word, or nobody owes one. */
export const handoffSummary = (store: ConversationStore, state: ConversationState): HandoffSummary | null => {
  const { holder, since } = state.control;
  const reason = holder.kind === 'paused' ? HandoffSummary.shape.reason.safeParse(holder.reason) : null;
  if (holder.kind === 'bot' || reason?.success === false) return null;
  const messages = store.before(state.lastSeq + 1, READ_LINES);
  const given = messages.findLast((message) => isNotice(message, 'release'))?.seq ?? 0;
  const handoff = messages.findLast((message) => message.seq > given && isNotice(message, 'handoff')) ?? null;
  const said = handoff?.direction === 'notice' && handoff.notice.event === 'handoff' ? handoff.notice.reason : null;
  const unanswered = store
    .unansweredTurns(SHOWN_LINES)
    .filter(({ lastInSeq }) => lastInSeq > given)
    .flatMap(({ firstInSeq, lastInSeq }) => toLines(store.between(firstInSeq, lastInSeq)));
  return {
    reason: reason?.data ?? HandoffSummary.shape.reason.safeParse(said).data ?? null,
    since: handoff?.at ?? since,
    asked: askedIn(messages, handoff),
    unanswered: shown(unanswered.toSorted((a, b) => a.seq - b.seq)),
  };
};
