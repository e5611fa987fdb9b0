import * as z from 'zod/mini';

// Ids are lower-case and never contain ':' or '/', which separate the parts of an object's name.
const id = (prefix: string) => z.string().check(z.regex(new RegExp(`^${prefix}_[a-z0-9-]{1,48}$`)));

/** A cliente: a business that uses the product. */
export const ClienteId = id('cli');
/** A WhatsApp number of a cliente. */
export const NumberId = id('num');
/** A person on WhatsApp. Opaque: a phone or an `@lid` is an alias of it, never the id itself. */
export const ContactId = id('con');
/** A person who signs in. */
export const UserId = id('usr');
/** A knowledge document. */
export const DocumentId = id('doc');
/** A retrievable piece of a document. */
export const PassageId = id('pas');
/** A group of questions that nobody could answer. */
export const QuestionId = id('qst');
/** A question that the knowledge must keep answering. */
export const GoldenId = id('gld');
/** A file that came or goes with a message. */
export const MediaId = id('med');
/** A merge of two contacts into one. */
export const MergeId = id('mrg');
/** An outbound message; the idempotency key on every hop from Conversation to WhatsApp. UUID version 7. */
export const CommandId = z.uuid();

/** The bare stanza id of a WhatsApp message (`id.id`), never `_serialized`, whose remote part flips between `@c.us` and `@lid`. */
export const WaMessageId = z.string().check(z.minLength(1), z.maxLength(128));

/** Milliseconds since the Unix epoch. */
export const Millis = z.int().check(z.nonnegative());

/** A sequence number. */
export const Seq = z.int().check(z.nonnegative());
