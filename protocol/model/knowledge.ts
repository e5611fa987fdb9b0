import * as z from 'zod/mini';
import { DocumentId, GoldenId, Millis, PassageId, QuestionId } from './ids.ts';
import { Passage } from './passage.ts';

/** Where a document comes from: written here, as questions and answers, as a file, or read from an address. */
export const SourceKind = z.enum(['text', 'faq', 'file', 'url']);
export type SourceKind = z.infer<typeof SourceKind>;

/**
 * How far a source is: enviado → extraindo → indexando → pronto / falhou. A source that replaces another is searched from
 * `ready` on; until then, and when it failed, the one before it is.
 */
export const SourceState = z.enum(['sent', 'extracting', 'indexing', 'ready', 'failed']);
export type SourceState = z.infer<typeof SourceState>;

/** Why a source failed. */
export const FailureCode = z.enum([
  // Sending it again may help.
  'interrupted',
  'unreachable',
  'timeout',
  'internal',
  /** More bytes than are read. */
  'too_large',
  /** More text than is read. */
  'too_long',
  /** A part of it grows beyond bounds when it is unpacked. */
  'bomb',
  /** It cannot be opened without a password. */
  'encrypted',
  'empty',
  /** Pages, but no text: as of a scanner. */
  'no_text',
  /** Damaged, or not what its name says. */
  'broken',
  /** A type that is not read. */
  'unsupported',
  /** Addresses are not read here. */
  'urls_off',
  /** Not an https address. */
  'bad_address',
  /** It, or where it leads, is not on the public internet. */
  'private_address',
  'too_many_redirects',
  /** It answered with an error. */
  'http_status',
  /** Golden questions that passed would not any more. */
  'golden',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** Why a passage is held back until a person has read it: it speaks to the assistant, imitates a prompt, or hides characters. */
export const HeldReason = z.enum(['orders', 'prompt_marks', 'hidden_text']);
export type HeldReason = z.infer<typeof HeldReason>;

/** A question with its answer, and the other ways in which customers ask it. */
export const FaqPair = z.object({
  question: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  answer: z.string().check(z.trim(), z.minLength(1), z.maxLength(4_000)),
  alternatives: z._default(
    z.array(z.string().check(z.trim(), z.minLength(1), z.maxLength(200))).check(z.maxLength(30)),
    [],
  ),
});
export type FaqPair = z.infer<typeof FaqPair>;

/** A passage as its owner sees it. */
export const OwnPassage = z.object({
  ...Passage.shape,
  /** UTF-16 offsets into the text of the document. */
  start: z.int(),
  end: z.int(),
  /** SHA-256 of title and text, in hex. */
  hash: z.string(),
  /** Other questions that it answers, as its owner wrote them. */
  questions: z.array(z.string()),
  /** Not null: it is not searched, unless a person released it. */
  held: z.nullable(HeldReason),
  released: z.boolean(),
});
export type OwnPassage = z.infer<typeof OwnPassage>;

/** Questions that nobody could answer and that are much the same. No contact is kept; numbers and addresses in them are blanked. */
export const OpenQuestion = z.object({
  questionId: QuestionId,
  /** The newest, in the customer's words. */
  question: z.string(),
  /** Other ways in which it was asked, newest first. */
  alternatives: z.array(z.string()),
  /** How often. A turn that was thought twice may count twice. */
  count: z.int(),
  firstAt: Millis,
  lastAt: Millis,
});
export type OpenQuestion = z.infer<typeof OpenQuestion>;

/** What a golden question must find. `says` is found in the passage, whatever its case and accents. */
export const Expected = z.discriminatedUnion('type', [
  z.object({ type: z.literal('unknown') }),
  z.object({
    type: z.literal('document'),
    documentId: DocumentId,
    says: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
  }),
]);
export type Expected = z.infer<typeof Expected>;

/** A question whose answer must not be lost by a change of the knowledge. */
export const GoldenQuestion = z.object({
  goldenId: GoldenId,
  question: z.string(),
  expected: Expected,
  updatedAt: Millis,
});
export type GoldenQuestion = z.infer<typeof GoldenQuestion>;

/** What a golden question found. */
export const GoldenResult = z.object({
  goldenId: GoldenId,
  question: z.string(),
  expected: Expected,
  passed: z.boolean(),
  /** The passage that would be answered from; null: "não tenho essa informação". */
  found: z.nullable(z.object({ passageId: PassageId, documentId: DocumentId, title: z.string(), text: z.string() })),
});
export type GoldenResult = z.infer<typeof GoldenResult>;
