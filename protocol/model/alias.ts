import * as z from 'zod/mini';

/** One of the names WhatsApp gives a contact. Any of them may be missing or change. */
export const Alias = z.discriminatedUnion('kind', [
  /** E.164 with the plus sign. */
  z.object({ kind: z.literal('phone'), value: z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)) }),
  /** The digits of an `@lid`. Not a phone. */
  z.object({ kind: z.literal('lid'), value: z.string().check(z.regex(/^\d{5,20}$/)) }),
  /** Business-scoped user id of the Cloud API. */
  z.object({ kind: z.literal('bsuid'), value: z.string().check(z.minLength(3), z.maxLength(64)) }),
  /** The number of a WhatsApp group: many people under one name, who are never answered automatically. */
  z.object({ kind: z.literal('group'), value: z.string().check(z.regex(/^\d{5,20}(-\d{5,15})?$/)) }),
  z.object({ kind: z.literal('username'), value: z.string().check(z.minLength(3), z.maxLength(64)) }),
]);
export type Alias = z.infer<typeof Alias>;

/** `phone:+5511987654321`, the form in which an alias is a key. */
export const aliasKey = (alias: Alias): string => `${alias.kind}:${alias.value}`;
