import { ContactId, NumberId } from '@oconnector/protocol/model/ids.ts';
import type { ObjectClass } from '@oconnector/protocol/model/inspector.ts';
import type { Inspectable } from '../durable/rpc/common.ts';
import { conversationStub, directoryStub, gatewayStub, inboxStub, knowledgeStub } from '../durable/stubs.ts';
import { knowsContact } from './contact.ts';
import type { ServiceContext } from './context.ts';
import { ownsNumber } from './numbers/own.ts';

/**
 * Opens an object of this cliente for the inspector; null when there is none of that name. Asks before it opens: an
 * object that nobody ever used would come into being by being looked at. The Registry is what lists the others, and is
 * no object to look into.
 */
export const openInspectable = async (
  ctx: ServiceContext,
  clienteId: string,
  { class: objectClass, key }: { class: ObjectClass; key: string },
): Promise<Inspectable | null> => {
  const { env } = ctx;
  switch (objectClass) {
    case 'Conversation': {
      const known = ContactId.safeParse(key).success && (await knowsContact(env, clienteId, key));
      return known ? conversationStub(env, clienteId, key) : null;
    }
    case 'Gateway': {
      const known = NumberId.safeParse(key).success && (await ownsNumber(ctx, clienteId, key));
      return known ? gatewayStub(env, clienteId, key) : null;
    }
    case 'Directory':
      return key === '' ? directoryStub(env, clienteId) : null;
    case 'Inbox':
      return key === '' ? inboxStub(env, clienteId) : null;
    case 'Knowledge':
      return key === '' ? knowledgeStub(env, clienteId) : null;
    case 'Registry':
      return null;
  }
};
