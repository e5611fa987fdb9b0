import { analyseCase, replyCase } from './turn.ts';
import type { KnowledgeRpc } from '../../src/durable/rpc/knowledge.ts';
import { knowledgeStub, type ObjectBindings } from '../../src/durable/stubs.ts';
import type { Calls } from './calls.ts';

export { Knowledge } from '../../src/durable/knowledge/knowledge.ts';
export { Registry } from '../../src/durable/registry/registry.ts';

type Env = Pick<ObjectBindings, 'KNOWLEDGE'>;

/** Milliseconds. What an object still owes of its indexing is due sooner; what is due later is no part of it. */
const SOON_MS = 5_000;

/** Vectors are made in the background; nothing is measured before they are. */
const indexed = async (inspect: KnowledgeRpc['inspect']): Promise<void> => {
  while ((await inspect()).timers.some(({ dueAt }) => dueAt < Date.now() + SOON_MS)) await scheduler.wait(20);
};

/** What the measuring process may ask; every answer is the product's own. */
const CALLS: { [Name in keyof Calls]: (env: Env, of: Calls[Name]['of']) => Promise<Calls[Name]['gives']> } = {
  put: async (env, { clienteId, documents }) => {
    const knowledge = knowledgeStub(env, clienteId);
    let passages = 0;
    for (const document of documents) passages += (await knowledge.put(document)).passages;
    await indexed(() => knowledge.inspect());
    return { passages };
  },
  search: async (env, { clienteId, question, limit }) => {
    const found = await knowledgeStub(env, clienteId).search(question, limit);
    return found.map(({ documentId, title, score, coverage }) => ({ documentId, title, score, coverage }));
  },
  reply: replyCase,
  analyse: analyseCase,
};

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { call, of } = await request.json<{ call: keyof Calls; of: never }>();
    return Response.json(await CALLS[call](env, of));
  },
};
