import { directoryStub, withRetry, type ObjectBindings } from '../durable/stubs.ts';

/**
 * Whether this cliente has such a contact. To be asked before its conversation is opened for anybody: an object that nobody
 * ever used would come into being by being asked.
 */
export const knowsContact = async (
  env: Pick<ObjectBindings, 'DIRECTORY'>,
  clienteId: string,
  contactId: string,
): Promise<boolean> => (await withRetry(() => directoryStub(env, clienteId).get(contactId))) !== null;
