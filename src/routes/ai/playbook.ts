import { PlaybookRequest, type PlaybookResponse } from '@oconnector/protocol/api/playbook.ts';
import { Hono } from 'hono';
import { ApiError } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body } from '../../middleware/valid.ts';
import { changePlaybook, playbookOf } from '../../services/playbook.ts';

export const playbook = new Hono<AppEnv>()
  .get('/', async (c) => c.json((await playbookOf(c.get('service'), sessionOf(c))) satisfies PlaybookResponse))
  .put('/', body(PlaybookRequest), async (c) => {
    const changed = await changePlaybook(c.get('service'), sessionOf(c), c.req.valid('json'));
    if (!changed.ok) throw new ApiError('stale', 'o roteiro mudou nesse meio-tempo', { current: changed.error });
    return c.json(changed.value satisfies PlaybookResponse);
  });
