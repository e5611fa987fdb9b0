import type { MergesResponse, UndoMergeResponse } from '@oconnector/protocol/api/merges.ts';
import { Hono } from 'hono';
import { ApiError, notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { mergePath } from '../../middleware/valid.ts';
import { listMerges, undoMerge } from '../../services/merges.ts';

export const merges = new Hono<AppEnv>()
  .get('/', async (c) => {
    const found = await listMerges(c.get('service'), sessionOf(c).clienteId);
    return c.json({ merges: found } satisfies MergesResponse);
  })
  .post('/:mergeId/undo', mergePath, async (c) => {
    const { userId, clienteId } = sessionOf(c);
    const undone = await undoMerge(c.get('service'), { userId, clienteId, mergeId: c.req.valid('param').mergeId });
    if (undone.ok) return c.json({ merge: undone.value } satisfies UndoMergeResponse);
    if (undone.error.code === 'not_found') throw notFound();
    throw new ApiError('conflict', 'a união ainda está em curso, ou outra mais nova depende dela');
  });
