import { Alias } from '@oconnector/protocol/model/alias.ts';

/** An address of WhatsApp as text: `5511987654321@c.us`, `123456789012345@lid`, `…@g.us`, `status@broadcast`. */
export type Jid = string;

const GROUP = /^(\d+(?:-\d+)?)@g\.us$/;
const PERSON = /^(\d+)(?::\d+)?@(c\.us|s\.whatsapp\.net|lid)$/;

/**
 * The name that an address gives a contact; null for what is neither a person nor a group: channels, broadcasts, statuses
 * and WhatsApp's own service account (`0@c.us`). The digits of a `lid` are not a phone, and are never taken for one.
 */
export const aliasOf = (jid: Jid): Alias | null => {
  const [, group] = GROUP.exec(jid) ?? [];
  if (group !== undefined) return Alias.safeParse({ kind: 'group', value: group }).data ?? null;
  const [, digits, server] = PERSON.exec(jid) ?? [];
  if (digits === undefined) return null;
  const alias = Alias.safeParse(
    server === 'lid' ? { kind: 'lid', value: digits } : { kind: 'phone', value: `+${digits}` },
  );
  return alias.success ? alias.data : null;
};

/** The address under which WhatsApp Web finds a contact by this name; null where it has none. */
export const jidOf = ({ kind, value }: Alias): Jid | null => {
  switch (kind) {
    case 'phone':
      return `${value.slice(1)}@c.us`;
    case 'lid':
      return `${value}@lid`;
    case 'group':
      return `${value}@g.us`;
    default:
      return null;
  }
};
