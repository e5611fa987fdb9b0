import { conversationStub, directoryStub, gatewayStub, knowledgeStub, withRetry } from '../../durable/stubs.ts';
import type { ServiceContext } from '../context.ts';
import { DEMO } from './cast.ts';
import { DEMO_DOCUMENTS } from './knowledge.ts';
import { demoConversations, type DemoConversation } from './threads.ts';

const { clienteId, numberId } = DEMO;

/** Contacts in one call to the Directory. */
const RESOLVED_AT_ONCE = 50;
/** Conversations that wake at the same time: enough to be quick, few enough for a small machine. */
const RESTORED_AT_ONCE = 20;

const chunksOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Tells the Gateway whose number it is. */
export const seedNumber = (ctx: ServiceContext): Promise<void> =>
  withRetry(() => gatewayStub(ctx.env, clienteId, numberId).register({ clienteId, numberId, name: DEMO.numberName }));

/** Gives the shop its three sources. */
export const seedKnowledge = async (ctx: ServiceContext): Promise<void> => {
  for (const document of DEMO_DOCUMENTS) await withRetry(() => knowledgeStub(ctx.env, clienteId).put(document));
};

const restoreAll = async (ctx: ServiceContext, conversations: DemoConversation[]): Promise<void> => {
  const requests = conversations.map(({ person: { aliases, pushName } }) => ({ aliases, pushName }));
  const resolved = await withRetry(() => directoryStub(ctx.env, clienteId).resolve(requests));
  const restore = async ({ person, messages, holder, status }: DemoConversation, i: number): Promise<void> => {
    const contact = resolved[i]?.contact;
    const [replyTo] = person.aliases;
    if (!contact || !replyTo) throw new Error('the directory resolved fewer contacts than it was asked for');
    // Refused when it has messages: then an earlier run got this far.
    await withRetry(() =>
      conversationStub(ctx.env, clienteId, contact.contactId).restore({
        clienteId,
        numberId,
        contact,
        replyTo,
        messages,
        holder,
        status,
      }),
    );
  };
  const queue = conversations.entries();
  const worker = async (): Promise<void> => {
    for (const [i, conversation] of queue) await restore(conversation, i);
  };
  await Promise.all(Array.from({ length: RESTORED_AT_ONCE }, worker));
};

/** Brings in some two hundred conversations, newest stages first. */
export const seedConversations = async (ctx: ServiceContext): Promise<void> => {
  const { owner, agent } = DEMO;
  const attendants = [owner, agent].map(({ userId, name }) => ({ userId, name }));
  for (const chunk of chunksOf(demoConversations(attendants, ctx.clock.now()), RESOLVED_AT_ONCE))
    await restoreAll(ctx, chunk);
};
