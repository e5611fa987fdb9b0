import * as z from 'zod/mini';
import { contentText, What, type Content } from './content.ts';
import { WaMessageId } from './ids.ts';
import { whatOf } from './what-of.ts';

/** Longest excerpt of a quoted message: what two lines of a wide bubble hold. */
export const MAX_EXCERPT_LENGTH = 200;

/** The beginning of a message. */
export const Excerpt = z.object({
  text: z.string().check(z.maxLength(MAX_EXCERPT_LENGTH)),
  /** Only where it is more, or other, than text. */
  what: z.optional(What),
});
export type Excerpt = z.infer<typeof Excerpt>;

/** Whether it was passed on: `many_times` where WhatsApp says that it was so five times or more. */
export const Forwarded = z.enum(['forwarded', 'many_times']);
export type Forwarded = z.infer<typeof Forwarded>;

/** The message that another one answers, as the answer tells it. Its sender may have made up the excerpt. */
export const Quoted = z.object({
  waId: WaMessageId,
  /** Whether it is the number's own; null where WhatsApp names neither side. */
  fromMe: z.nullable(z.boolean()),
  excerpt: Excerpt,
});
export type Quoted = z.infer<typeof Quoted>;

/** Cut so that no pair of surrogates is torn. */
const begin = (text: string): string =>
  text.length > MAX_EXCERPT_LENGTH ? text.slice(0, MAX_EXCERPT_LENGTH).replace(/[\uD800-\uDBFF]$/, '') : text;

/** The excerpt of a content: its words, else its file's name. */
export const excerptOf = (content: Content): Excerpt => {
  if (content.type === 'text') return { text: begin(content.text) };
  const name = content.type === 'media' ? content.media.fileName : null;
  return { text: begin(contentText(content) || (name ?? '')), what: whatOf(content) };
};
