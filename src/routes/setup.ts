import { RebuildRequest, type DemoResponse, type RebuildResponse } from '@oconnector/protocol/api/setup.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import { notFound } from '../middleware/api-error.ts';
import type { AppEnv } from '../middleware/app-env.ts';
import { body } from '../middleware/valid.ts';
import { rebuildPage } from '../services/projection/rebuild.ts';
import { setUpDemo } from '../services/demo/set-up.ts';

export const setup = new Hono<AppEnv>()
  .post('/demo', async (c) => {
    const service = c.get('service');
    // It gives away the owner's password and a way in: it exists only on a person's own machine.
    if (service.vars.ENVIRONMENT !== 'local') throw notFound();
    return c.json((await setUpDemo(service)) satisfies z.infer<typeof DemoResponse>);
  })
  .post('/rebuild-projection', body(RebuildRequest), async (c) =>
    c.json((await rebuildPage(c.get('service'), c.req.valid('json').cursor)) satisfies RebuildResponse),
  );
