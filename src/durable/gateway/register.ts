import type { GatewayContext } from './context.ts';

/** Whose number this is and what people call it. @throws when it is another number's object. */
export const register = (
  context: GatewayContext,
  input: { clienteId: string; numberId: string; name: string },
): void => {
  if (input.clienteId !== context.clienteId || input.numberId !== context.numberId)
    throw new Error(`${context.name} is not the object of ${input.numberId}`);
  if (context.store.numberName() === input.name) return;
  context.commit(() => {
    context.store.setNumberName(input.name);
    context.outbox.put('status', '');
    context.journal.append('registered', null, {});
  });
};
