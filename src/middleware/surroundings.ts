import { createMiddleware } from 'hono/factory';
import { openDatabase } from '../db/client.ts';
import { parseEnv } from '../env.ts';
import type { Clock } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { uuidv7, type Random } from '../lib/random.ts';
import type { AppEnv } from './app-env.ts';

/** Gives the request its id, told on every response, and what services work with. */
export const surroundings = ({ clock, random }: { clock: Clock; random: Random }) =>
  createMiddleware<AppEnv>(async (c, next) => {
    // Ours alone: an id a client may choose could be another request's.
    const requestId = uuidv7(random, clock.now());
    c.header('x-request-id', requestId);
    const log = createLogger({ requestId }, clock);
    c.set('service', {
      env: c.env,
      vars: parseEnv(c.env),
      db: openDatabase(c.env.DB),
      clock,
      random,
      log,
      requestId,
      ip: c.req.header('cf-connecting-ip') ?? 'local',
      after: (work) =>
        c.executionCtx.waitUntil(work.catch((error: unknown) => log.error({ error }, 'work after the answer failed'))),
    });
    await next();
  });
