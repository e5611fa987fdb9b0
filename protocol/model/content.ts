import * as z from 'zod/mini';
import { MAX_TEXT_LENGTH } from '../limits.ts';
import { Media } from './media.ts';

/** Text as WhatsApp gave it: any string at all, also NUL and lone surrogates. */
export const TextContent = z.object({
  type: z.literal('text'),
  text: z.string().check(z.minLength(1), z.maxLength(MAX_TEXT_LENGTH)),
});

/** A file, with the words under it when it has some. Its bytes travel apart from the message. */
export const MediaContent = z.object({
  type: z.literal('media'),
  media: Media,
  caption: z.optional(z.string().check(z.maxLength(MAX_TEXT_LENGTH))),
});
export type MediaContent = z.infer<typeof MediaContent>;

/** What a content is that is not text, in a word. */
export const What = z.enum([
  'audio',
  'image',
  'video',
  'document',
  'sticker',
  'location',
  'contact',
  'poll',
  'call',
  'undecryptable',
  'other',
]);
export type What = z.infer<typeof What>;

/** Something this version cannot carry yet; shown honestly as such, with its caption when it has one. Agents of link version 5 say so of all files. */
export const UnsupportedContent = z.object({
  type: z.literal('unsupported'),
  what: What,
  caption: z.optional(z.string().check(z.maxLength(MAX_TEXT_LENGTH))),
});

/** What a message says. */
export const Content = z.discriminatedUnion('type', [TextContent, MediaContent, UnsupportedContent]);
export type Content = z.infer<typeof Content>;

/** The words of a content, or '' when it has none. */
export const contentText = (content: Content): string =>
  content.type === 'text' ? content.text : (content.caption ?? '');
