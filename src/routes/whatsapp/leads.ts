import {
  FactRequest,
  NewFactRequest,
  OutcomeRequest,
  ScoreRequest,
  WhatIfRequest,
  type FactResponse,
  type OutcomeResponse,
  type ScoreResponse,
  type WhatIfResponse,
} from '@oconnector/protocol/api/score.ts';
import { Hono } from 'hono';
import type { Refused } from '../../durable/rpc/common.ts';
import { conversationStub, withRetry } from '../../durable/stubs.ts';
import { notFound } from '../../middleware/api-error.ts';
import { sessionOf, type AppEnv } from '../../middleware/app-env.ts';
import { body, contactPath, factPath } from '../../middleware/valid.ts';
import { demandContact } from '../demand-contact.ts';

const done = <T extends { ok: true }>(result: T | Refused<'not_found'>): T => {
  if (!result.ok) throw notFound();
  return result;
};

const found = <T>(answer: T | null): T => {
  if (answer === null) throw notFound();
  return answer;
};

/** What a lead is worth, what is held true of it, and what persons say about both. */
export const leads = new Hono<AppEnv>()
  .get('/:contactId/score', contactPath, async (c) => {
    const { clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const view = await withRetry(() => conversationStub(c.env, clienteId, contactId).score());
    return c.json(found(view) satisfies ScoreResponse);
  })
  .post('/:contactId/score', contactPath, body(ScoreRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const input = { actor: { userId, name }, request: c.req.valid('json') };
    const { view } = done(await conversationStub(c.env, clienteId, contactId).correctScore(input));
    return c.json(view satisfies ScoreResponse);
  })
  .post('/:contactId/score/what-if', contactPath, body(WhatIfRequest), async (c) => {
    const { clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const answer = await withRetry(() => conversationStub(c.env, clienteId, contactId).whatIf(c.req.valid('json')));
    return c.json(found(answer) satisfies WhatIfResponse);
  })
  .post('/:contactId/outcome', contactPath, body(OutcomeRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const input = { actor: { userId, name }, ...c.req.valid('json') };
    const { outcome } = done(await conversationStub(c.env, clienteId, contactId).recordOutcome(input));
    return c.json({ outcome } satisfies OutcomeResponse);
  })
  .post('/:contactId/facts', contactPath, body(NewFactRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const input = { actor: { userId, name }, ...c.req.valid('json') };
    const { fact } = done(await conversationStub(c.env, clienteId, contactId).writeFact(input));
    return c.json({ fact } satisfies FactResponse, 201);
  })
  .put('/:contactId/facts/:factId', factPath, body(FactRequest), async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId, factId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    const { value = null, pinned = null } = c.req.valid('json');
    const input = { actor: { userId, name }, factId, value, pinned };
    const { fact } = done(await conversationStub(c.env, clienteId, contactId).changeFact(input));
    return c.json({ fact } satisfies FactResponse);
  })
  .delete('/:contactId/facts/:factId', factPath, async (c) => {
    const { userId, name, clienteId } = sessionOf(c);
    const { contactId, factId } = c.req.valid('param');
    await demandContact(c.env, clienteId, contactId);
    done(await conversationStub(c.env, clienteId, contactId).forgetFact({ actor: { userId, name }, factId }));
    return c.body(null, 204);
  });
