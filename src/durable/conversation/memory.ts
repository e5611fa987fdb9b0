import { contentText, type Content } from '@oconnector/protocol/model/content.ts';
import type { InboundMessage, Message, NoticeMessage } from '@oconnector/protocol/model/message.ts';
import type { Memory, MemoryLine, TurnInput } from '../../ai/assistant.ts';
import type { ConversationState, RunningTurn } from './state.ts';
import type { ConversationStore } from './store.ts';
import { neverLeft } from './delivery-status.ts';
import { describeContent, describeExcerpt } from './row.ts';
import { WINDOW_LINES } from './window.ts';

/** Most messages of one burst that a turn reads; the newest count. */
export const BURST_LINES = 50;

/** What somebody said in a line: its text, what was heard in it, else what it is. */
const wordsOf = (message: Exclude<Message, { direction: 'notice' }>): string =>
  (message.direction === 'in' && message.transcript?.text) || describeContent(message.content);

/** A message as the assistant sees it; null for what was not said or no longer is: notices, what did not leave, what was deleted. */
export const toLine = (message: Message): MemoryLine | null => {
  if (message.direction === 'notice') return null;
  const { seq, at, quote } = message;
  if (message.revokedAt !== undefined) return null;
  const excerpt = quote?.excerpt ?? null;
  const said = { seq, at, text: wordsOf(message), ...(excerpt && { quotes: describeExcerpt(excerpt) }) };
  if (message.direction === 'in') return { ...said, from: 'contact' };
  if (neverLeft(message.status) || message.status === 'failed') return null;
  return { ...said, from: message.author.kind === 'bot' ? 'bot' : 'human' };
};

export const toLines = (messages: readonly Message[]): MemoryLine[] =>
  messages.map(toLine).filter((line) => line !== null);

/** The same, without what a person had the assistant forget. */
export const toRemembered = (
  store: Pick<ConversationStore, 'unremembered'>,
  messages: readonly Message[],
): MemoryLine[] => {
  const gone = store.unremembered();
  return toLines(messages).filter(({ seq }) => !gone.has(seq));
};

/** What is held true of the contact, but for what it took back by deleting the words. */
const factsOf = (store: ConversationStore): Memory['facts'] =>
  store.facts().filter(({ messageSeq }) => {
    const message = messageSeq === null ? null : store.message(messageSeq);
    return message?.direction !== 'in' || message.revokedAt === undefined;
  });

/** The messages a turn answers. */
export const readBurst = (store: ConversationStore, { spans }: Pick<RunningTurn, 'spans'>): MemoryLine[] =>
  toLines(store.burst(spans, BURST_LINES));

type Unheard = TurnInput['unheard'][number];
const UNHEARD: readonly Unheard['what'][] = ['audio', 'image', 'video', 'document', 'sticker'];

/** Whether a line of the contact says nothing in words. */
export const isWordless = ({ content, transcript }: Pick<InboundMessage, 'content' | 'transcript'>): boolean =>
  contentText(content) === '' && !transcript?.text;

/** What of a burst has no words: a voice that nobody heard, a picture without a caption. */
export const readUnheard = (store: ConversationStore, { spans }: Pick<RunningTurn, 'spans'>): Unheard[] =>
  store.burst(spans, BURST_LINES).flatMap((message): Unheard[] => {
    if (message.direction !== 'in' || message.revokedAt !== undefined || !isWordless(message)) return [];
    return [{ seq: message.seq, what: kindOf(message.content) }];
  });

const kindOf = (content: Content): Unheard['what'] => {
  if (content.type === 'media') return content.media.voice ? 'voice' : content.media.kind;
  const what = content.type === 'text' ? 'other' : content.what;
  return UNHEARD.find((one) => one === what) ?? 'other';
};

/** What the conversation remembers at a turn: the last lines beside those it answers, a digest of the older ones, and the facts. */
export const readMemory = (
  store: ConversationStore,
  state: ConversationState,
  turn: Pick<RunningTurn, 'spans' | 'lastInSeq'>,
): Memory => ({
  window: toRemembered(store, store.beside(turn.spans, turn.lastInSeq, WINDOW_LINES * 2)).slice(-WINDOW_LINES),
  summary: store.summary()?.text ?? null,
  facts: factsOf(store),
  humanEnded: state.humanEnded && {
    at: state.humanEnded.at,
    ...releaseOf(store.message(state.humanEnded.noticeSeq)),
  },
});

/** What the line says that gave the conversation back. */
const releaseOf = (message: Message | null): { note: string | null; how: 'person' | 'timer' } => {
  const notice = (message as NoticeMessage | null)?.notice;
  if (notice?.event !== 'release') return { note: null, how: 'timer' };
  return { note: notice.note ?? null, how: notice.why === 'timer' ? 'timer' : 'person' };
};
