import type { Content, UnsupportedContent } from './content.ts';
import type * as z from 'zod/mini';

/** What a content is that is not text, in a word. A file of its own, without schemas, for pages that need no more. */
export const whatOf = (content: Exclude<Content, { type: 'text' }>): z.infer<typeof UnsupportedContent>['what'] =>
  content.type === 'media' ? content.media.kind : content.what;
