import type { Message, NoticeMessage } from '@oconnector/protocol/model/message.ts';
import type { Memory, MemoryLine } from '../../ai/assistant.ts';
import type { ConversationState, RunningTurn } from './state.ts';
import type { ConversationStore } from './store.ts';
import { neverLeft } from './delivery-status.ts';
import { cut, describeContent, describeExcerpt } from './row.ts';

/** Lines told verbatim. */
const WINDOW_LINES = 14;
/** Most messages of one burst that a turn reads; the newest count. */
export const BURST_LINES = 50;
/** Lines that must have left the window before the summary is rolled on. */
const ROLL_EVERY = 12;
const ROLL_AT_MOST = 200;
const SUMMARY_CHARACTERS = 800;
const DIGEST_LINE_CHARACTERS = 100;

/** A message as the assistant sees it; null for what was not said or no longer is: notices, what did not leave, what was deleted. */
const toLine = (message: Message): MemoryLine | null => {
  if (message.direction === 'notice') return null;
  const { seq, at, content, quote } = message;
  if (message.revokedAt !== undefined) return null;
  const excerpt = quote?.excerpt ?? null;
  const said = { seq, at, text: describeContent(content), ...(excerpt && { quotes: describeExcerpt(excerpt) }) };
  if (message.direction === 'in') return { ...said, from: 'contact' };
  if (neverLeft(message.status) || message.status === 'failed') return null;
  return { ...said, from: message.author.kind === 'bot' ? 'bot' : 'human' };
};

const toLines = (messages: readonly Message[]): MemoryLine[] => messages.map(toLine).filter((line) => line !== null);

/** The messages a turn answers. */
export const readBurst = (store: ConversationStore, { spans }: Pick<RunningTurn, 'spans'>): MemoryLine[] =>
  toLines(store.burst(spans, BURST_LINES));

/** What the conversation remembers at a turn: the last lines beside those it answers, a digest of the older ones, and the facts. */
export const readMemory = (
  store: ConversationStore,
  state: ConversationState,
  turn: Pick<RunningTurn, 'spans' | 'lastInSeq'>,
): Memory => ({
  window: toLines(store.beside(turn.spans, turn.lastInSeq, WINDOW_LINES * 2)).slice(-WINDOW_LINES),
  summary: store.summary()?.text ?? null,
  facts: store.facts(),
  humanEnded: state.humanEnded && { at: state.humanEnded.at, note: noteOf(store.message(state.humanEnded.noticeSeq)) },
});

const noteOf = (message: Message | null): string | null => {
  const notice = (message as NoticeMessage | null)?.notice;
  return notice?.event === 'release' ? (notice.note ?? null) : null;
};

const SPEAKER = { contact: 'Contato', bot: 'Bot', human: 'Atendente' } as const;

/**
 * The first, honest form of a rolling summary: it is extractive, so it cannot say what nobody said. Oldest lines fall off
 * when it is full.
 */
export const digest = (before: string | null, lines: readonly MemoryLine[]): string => {
  const added = lines.map(
    ({ from, text }) => `${SPEAKER[from]}: ${cut(text.replace(/\s+/g, ' ').trim(), DIGEST_LINE_CHARACTERS)}`,
  );
  const all = [...(before === null ? [] : before.split('\n')), ...added];
  let length = 0;
  const kept = all.toReversed().filter((line) => {
    length += line.length + 1;
    return length <= SUMMARY_CHARACTERS + 1;
  });
  return kept.toReversed().join('\n');
};

/** The next summary, or null while too little has left the window. */
export const rollSummary = (store: ConversationStore, coveredSeq: number): { text: string; upToSeq: number } | null => {
  const before = store.summary();
  const from = (before?.upToSeq ?? 0) + 1;
  const recent = store.before(coveredSeq + 1, WINDOW_LINES)[0]?.seq ?? 0;
  if (recent - from < ROLL_EVERY) return null;
  const older = store.between(Math.max(from, recent - ROLL_AT_MOST), recent - 1);
  return { text: digest(before?.text ?? null, toLines(older)), upToSeq: recent - 1 };
};
