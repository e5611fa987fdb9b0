import type { ObjectBindings } from '../durable/stubs.ts';
import { notFound } from '../middleware/api-error.ts';
import { knowsContact } from '../services/contact.ts';

/**
 * Stops a request about a contact that this cliente does not have, before its conversation is opened.
 *
 * @throws 404.
 */
export const demandContact = async (
  env: Pick<ObjectBindings, 'DIRECTORY'>,
  clienteId: string,
  contactId: string,
): Promise<void> => {
  if (!(await knowsContact(env, clienteId, contactId))) throw notFound();
};
