import {
  EventsQuery,
  ObjectQuery,
  type EventsResponse,
  type ObjectResponse,
  type ObjectsResponse,
} from '@oconnector/protocol/api/ops.ts';
import { Hono } from 'hono';
import { conversationStub, registryStub, withRetry } from '../durable/stubs.ts';
import { notFound } from '../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../middleware/app-env.ts';
import { query } from '../middleware/valid.ts';
import { openInspectable } from '../services/inspect.ts';

export const ops = new Hono<AppEnv>()
  .get('/objects', async (c) => {
    const { clienteId } = sessionOf(c);
    const objects = await withRetry(() => registryStub(c.env, clienteId).list());
    return c.json({ objects, at: c.get('service').clock.now() } satisfies ObjectsResponse);
  })
  .get('/object', query(ObjectQuery), async (c) => {
    const { clienteId } = sessionOf(c);
    const named = c.req.valid('query');
    const object = await openInspectable(c.get('service'), clienteId, named);
    if (!object) throw notFound();
    const [detail, why] = await Promise.all([
      object.inspect(),
      named.class === 'Conversation' ? conversationStub(c.env, clienteId, named.key).why() : null,
    ]);
    return c.json({ detail, why } satisfies ObjectResponse);
  })
  .get('/events', query(EventsQuery), async (c) => {
    const { before, correlation, limit, ...named } = c.req.valid('query');
    const object = await openInspectable(c.get('service'), sessionOf(c).clienteId, named);
    if (!object) throw notFound();
    const page = await object.events({ before: before ?? null, correlation: correlation ?? null, limit });
    return c.json(page satisfies EventsResponse);
  });
