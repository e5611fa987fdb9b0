import type { Database } from '../db/client.ts';
import type { Env, Vars } from '../env.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Random } from '../lib/random.ts';

/** What a service works with: one request's worth of surroundings. */
export type ServiceContext = {
  env: Env;
  vars: Vars;
  db: Database;
  clock: Clock;
  random: Random;
  log: Logger;
  requestId: string;
  /** The peer's address, as Cloudflare saw it; `local` where there is no Cloudflare. */
  ip: string;
  /** Work the answer does not wait for. Its failure is logged, not shown. */
  after(work: Promise<unknown>): void;
};

/** Refusals that more than one service knows. The edge words them. */
export type RateLimited = { code: 'rate_limited'; retryAfterMs: number };
