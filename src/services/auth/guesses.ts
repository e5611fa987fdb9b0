import { clearAttempts, countAttempts, forgetAttempts, takeAttempt } from '../../db/attempts.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RateLimited, ServiceContext } from '../context.ts';
import { bucketOf, LIMITS } from '../limits.ts';

/** How often, and how long each time, a try waits for those that are being looked at. Ten hashes take less on a slow machine. */
const WAIT = { times: 100, ms: 100 };

/** A try that is being looked at: it turns out right, or it was a guess. */
export type Guess = {
  /** Gives the place back; it was no guess. `forgives` takes those before it off too. */
  right(forgives: boolean): Promise<void>;
  /** Keeps the place for as long as the limit's window. */
  wrong(): Promise<void>;
};

/**
 * Takes one of a limit's places before the password is looked at, so that guesses at the same moment cannot slip past it; only
 * wrong ones keep theirs. Places that others hold undecided are waited for: many people, or many tabs, may be right at once.
 */
export const openGuess = async (
  ctx: ServiceContext,
  limit: keyof typeof LIMITS,
  subject: string,
  sleep: (ms: number) => Promise<void> = (ms) => scheduler.wait(ms),
): Promise<Result<Guess, RateLimited>> => {
  const bucket = await bucketOf(limit, subject);
  const wrongs = `${bucket}:wrong`;
  const { max, windowMs } = LIMITS[limit];
  for (let time = 0; ; time++) {
    const now = ctx.clock.now();
    const taken = await takeAttempt(ctx.db, bucket, { max, windowMs }, now);
    if (taken.ok) {
      return ok({
        right: async (forgives) => {
          await forgetAttempts(ctx.db, [taken.id]);
          if (forgives) await Promise.all([clearAttempts(ctx.db, bucket), clearAttempts(ctx.db, wrongs)]);
        },
        wrong: async () => void (await takeAttempt(ctx.db, wrongs, { max, windowMs }, now)),
      });
    }
    const decided = (await countAttempts(ctx.db, wrongs, now - windowMs)) >= max;
    if (decided || time === WAIT.times) return err({ code: 'rate_limited', retryAfterMs: taken.retryAfterMs });
    await sleep(WAIT.ms);
  }
};
