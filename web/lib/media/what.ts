import type { Content } from '@oconnector/protocol/model/content.ts';
import { whatOf as wordOf } from '@oconnector/protocol/model/what-of.ts';
import type { Media } from '@oconnector/protocol/model/media.ts';

/** The word for what is no text: a key of `thread.media`. */
export type What = 'voice' | Extract<Content, { type: 'unsupported' }>['what'];

export const whatOfMedia = (media: Pick<Media, 'kind' | 'voice'>): What => (media.voice ? 'voice' : media.kind);

export const whatOf = (content: Exclude<Content, { type: 'text' }>): What =>
  content.type === 'media' && content.media.voice ? 'voice' : wordOf(content);

/** The words of a content; '' when it has none. */
export const wordsOf = (content: Content): string => (content.type === 'text' ? content.text : (content.caption ?? ''));
