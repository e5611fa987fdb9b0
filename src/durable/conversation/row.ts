import { contentText, type Content, type What } from '@oconnector/protocol/model/content.ts';
import { whatOf } from '@oconnector/protocol/model/what-of.ts';
import type { Activity, ConversationRow, Preview } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { Excerpt } from '@oconnector/protocol/model/quote.ts';
import { gradeOf, temperatureOf, totalOf, type Standing } from './score.ts';
import type { ConversationState } from './state.ts';
import type { ConversationStore } from './store.ts';

const PREVIEW_CHARACTERS = 160;

/** Cuts by code points, so that no emoji is halved. Reads no further than needed: a text may have 64 Ki units. */
export const cut = (text: string, characters: number): string => {
  if (text.length <= characters) return text;
  const points = Array.from(text.slice(0, characters * 2 + 2));
  return points.length <= characters ? points.join('') : `${points.slice(0, characters - 1).join('')}…`;
};

/** A content in words: `[audio]` for what has none, a document by its name. */
export const describeContent = (content: Content): string => {
  if (content.type === 'text') return content.text;
  const words = contentText(content) || (content.type === 'media' ? content.media.fileName : null);
  return describe(whatOf(content), words);
};

export const describeExcerpt = ({ what, text }: Excerpt): string => (what === undefined ? text : describe(what, text));

const describe = (what: What, words: string | null): string => (words ? `[${what}] ${words}` : `[${what}]`);

const previewOf = (message: Message): Preview => {
  if (message.direction === 'notice')
    return { direction: 'notice', author: 'system', text: message.notice.event, status: null };
  const { content, revokedAt } = message;
  // As an event: in the place of the words it would look like somebody's words.
  if (revokedAt !== undefined)
    return { direction: 'notice', author: message.author.kind, text: 'revoked', status: null };
  const preview: Preview = {
    direction: message.direction,
    author: message.author.kind,
    text: cut(describeContent(content), PREVIEW_CHARACTERS),
    status: message.direction === 'out' ? message.status : null,
  };
  if (content.type !== 'media') return preview;
  const { kind, voice, durationMs } = content.media;
  return { ...preview, media: { kind, ...(voice ? { voice } : {}), durationMs } };
};

/** What the bot is doing right now. */
export const activityOf = (state: ConversationState): Activity => {
  if (state.turn !== null) return 'thinking';
  if (Object.values(state.open).some((command) => command.class !== 'human')) return 'sending';
  return state.pending !== null && state.control.holder.kind === 'bot' ? 'waiting' : 'idle';
};

/** As of the last line, or the last time that fading changed the grade or the temperature. */
const worthOf = (score: Standing | null) =>
  score && {
    temperature: temperatureOf(score),
    grade: gradeOf(score),
    total: totalOf(score),
    ...(score.outcome && { outcome: score.outcome }),
  };

/** The inbox row as it is now; null when nothing was ever stored. */
export const buildRow = (store: ConversationStore): ConversationRow | null => {
  const state = store.state();
  const contact = store.contact();
  if (state === null || contact === null) return null;
  const last = store.message(state.previewSeq);
  const moved = store.moved();
  return {
    contact,
    numberId: state.numberId,
    version: state.version,
    control: state.control,
    status: state.status,
    activity: activityOf(state),
    preview: last && previewOf(last),
    lastSeq: state.lastSeq,
    lastAt: state.lastAt,
    inboundCount: state.inboundCount,
    waitingSince: state.waitingSince,
    unsettled: state.failed + state.unknown,
    ...worthOf(state.score),
    ...(moved && { mergedInto: moved.into }),
  };
};
