import type { ConversationRpc } from './rpc/conversation.ts';
import type { DirectoryRpc } from './rpc/directory.ts';
import type { GatewayRpc } from './rpc/gateway.ts';
import type { InboxRpc } from './rpc/inbox.ts';
import type { KnowledgeRpc } from './rpc/knowledge.ts';
import type { RegistryRpc } from './rpc/registry.ts';

/**
 * The only place that turns a key into an object. Objects are opened by name, never by hex id: a cold object opened by
 * id does not know its own name.
 */

type Fetcher = { fetch(request: Request): Promise<Response> };

/** The bindings this file needs; `env.ts` has the whole environment. */
export type ObjectBindings = {
  CONVERSATION: DurableObjectNamespace;
  GATEWAY: DurableObjectNamespace;
  DIRECTORY: DurableObjectNamespace;
  INBOX: DurableObjectNamespace;
  KNOWLEDGE: DurableObjectNamespace;
  REGISTRY: DurableObjectNamespace;
  MEDIA: R2Bucket;
};

// A key is part of the name and must not be able to forge another one.
const KEY = /^[a-z]{3}_[a-z0-9-]{1,48}$/;

/** `v1:<cliente>[:<key>]`. Throws on a key that is not an id of ours: parse before you open. */
export const objectName = (clienteId: string, key?: string): string => {
  for (const part of key === undefined ? [clienteId] : [clienteId, key]) {
    if (!KEY.test(part)) throw new Error(`not an id: ${part.slice(0, 60)}`);
  }
  return key === undefined ? `v1:${clienteId}` : `v1:${clienteId}:${key}`;
};

/** The parts of an object's own name. */
export const parseObjectName = (name: string): { clienteId: string; key: string | null } => {
  const [version, clienteId, key] = name.split(':');
  if (version !== 'v1' || !clienteId) throw new Error(`not an object name: ${name.slice(0, 100)}`);
  return { clienteId, key: key ?? null };
};

// Brazil first; only the very first open of an object honours it.
const open = <Rpc>(namespace: DurableObjectNamespace, name: string): Rpc =>
  namespace.getByName(name, { locationHint: 'sam' }) as unknown as Rpc;

export const conversationStub = (
  env: Pick<ObjectBindings, 'CONVERSATION'>,
  clienteId: string,
  contactId: string,
): ConversationRpc => open(env.CONVERSATION, objectName(clienteId, contactId));
export const gatewayStub = (
  env: Pick<ObjectBindings, 'GATEWAY'>,
  clienteId: string,
  numberId: string,
): GatewayRpc & Fetcher => open(env.GATEWAY, objectName(clienteId, numberId));
export const directoryStub = (env: Pick<ObjectBindings, 'DIRECTORY'>, clienteId: string): DirectoryRpc =>
  open(env.DIRECTORY, objectName(clienteId));
export const inboxStub = (env: Pick<ObjectBindings, 'INBOX'>, clienteId: string): InboxRpc & Fetcher =>
  open(env.INBOX, objectName(clienteId));
export const knowledgeStub = (env: Pick<ObjectBindings, 'KNOWLEDGE'>, clienteId: string): KnowledgeRpc =>
  open(env.KNOWLEDGE, objectName(clienteId));
export const registryStub = (env: Pick<ObjectBindings, 'REGISTRY'>, clienteId: string): RegistryRpc =>
  open(env.REGISTRY, objectName(clienteId));

/**
 * Runs an idempotent call, again with a fresh stub after an infrastructure error that says it may be repeated. A stub is
 * broken after such an error, so `call` must open its own. Never repeats an overloaded object.
 */
export const withRetry = async <T>(
  call: () => Promise<T>,
  attempts = 3,
  sleep: (ms: number) => Promise<void> = (ms) => scheduler.wait(ms),
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const { retryable, overloaded } = error as { retryable?: boolean; overloaded?: boolean };
      if (attempt >= attempts || retryable !== true || overloaded === true) throw error;
      await sleep(Math.random() * 50 * 2 ** attempt);
    }
  }
};
