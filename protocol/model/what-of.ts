import type { Content, What } from './content.ts';

/** What a content is that is not text, in a word. A file of its own, without schemas, for pages that need no more. */
export const whatOf = (content: Exclude<Content, { type: 'text' }>): What =>
  content.type === 'media' ? content.media.kind : content.what;
