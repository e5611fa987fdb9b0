import type { Typing } from '@oconnector/protocol/link/typing.ts';
import { remembered } from '../contacts.ts';
import type { GatewayContext } from '../context.ts';

/** Passing: told on when the contact is remembered, otherwise let go. */
export const onTyping = (context: GatewayContext, { contact, on }: Typing): void => {
  const known = remembered(context, contact.slice(0, 1));
  if (known === null) return;
  context.background(
    context.ports
      .inbox()
      .typing(known.contactId, on)
      .catch(() => {}),
  );
};
