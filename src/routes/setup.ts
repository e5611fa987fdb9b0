import type { DemoResponse } from '@oconnector/protocol/api/setup.ts';
import { Hono } from 'hono';
import type * as z from 'zod/mini';
import type { AppEnv } from '../middleware/app-env.ts';
import { setUpDemo } from '../services/demo/set-up.ts';

export const setup = new Hono<AppEnv>().post('/demo', async (c) =>
  c.json((await setUpDemo(c.get('service'))) satisfies z.infer<typeof DemoResponse>),
);
