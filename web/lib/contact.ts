import type { Alias } from '@oconnector/protocol/model/alias.ts';
import type { Contact } from '@oconnector/protocol/model/contact.ts';

/** As in `protocol/model/alias.ts`, whose schemas would bring their library into every first load. */
export const aliasKey = (alias: Alias): string => `${alias.kind}:${alias.value}`;

/** What to call a contact: name, else phone, else whatever alias there is. */
export const contactName = (contact: Contact): string => {
  const [alias] = contact.aliases;
  return contact.name ?? contact.phone?.display ?? (alias ? aliasKey(alias) : contact.contactId);
};

/** The second line: the phone, or the alias that stands for it. */
export const contactAddress = (contact: Contact): string => {
  const [alias] = contact.aliases;
  return contact.phone?.display ?? (alias ? aliasKey(alias) : '');
};
