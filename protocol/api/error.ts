import * as z from 'zod/mini';

/** The few, stable codes an API client may rely on. */
export const ErrorCode = z.enum([
  'bad_request',
  'invalid',
  'unauthorised',
  'forbidden',
  'not_found',
  'conflict',
  'stale',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

/** Every error body. `issues` come with `invalid` (422); `current` with `stale` (409) is the state as it is now. */
export const ErrorBody = z.object({
  error: z.object({
    code: ErrorCode,
    message: z.string(),
    requestId: z.string(),
    issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
    current: z.optional(z.unknown()),
  }),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
