import { takeAttempt, type Limit } from '../db/attempts.ts';
import { sha256 } from '../lib/crypto.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { RateLimited, ServiceContext } from './context.ts';

const QUARTER_HOUR = 15 * 60_000;

/** How often somebody may try. `login` and `pair` count failures only. */
export const LIMITS = {
  /** OWASP's and our own figure: five guesses of one account's password. */
  loginAccount: { max: 5, windowMs: QUARTER_HOUR },
  /** More than an account's, for offices share an address; far too few to try a list of accounts. */
  loginAddress: { max: 20, windowMs: QUARTER_HOUR },
  /** 40 bits guessed ten times a quarter of an hour: a chance below 1 in 10^11 while a code lives. */
  pairAddress: { max: 10, windowMs: QUARTER_HOUR },
  pairingCodes: { max: 20, windowMs: QUARTER_HOUR },
  /** Refused requests of one user that are written to the audit; the rest is only logged. */
  auditedDenials: { max: 20, windowMs: QUARTER_HOUR },
} as const satisfies Record<string, Limit>;

/** The bucket of a limit for one subject, hashed: e-mail and IP addresses are personal data. */
export const bucketOf = async (limit: keyof typeof LIMITS, subject: string): Promise<string> =>
  `${limit}:${(await sha256(subject)).slice(0, 32)}`;

/** Counts a try against a limit. */
export const tryOnce = async (
  ctx: ServiceContext,
  limit: keyof typeof LIMITS,
  subject: string,
): Promise<Result<{ id: number; bucket: string }, RateLimited>> => {
  const bucket = await bucketOf(limit, subject);
  const taken = await takeAttempt(ctx.db, bucket, LIMITS[limit], ctx.clock.now());
  return taken.ok ? ok({ id: taken.id, bucket }) : err({ code: 'rate_limited', retryAfterMs: taken.retryAfterMs });
};
