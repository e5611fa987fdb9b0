import type { Nack } from '@oconnector/protocol/link/nack.ts';
import type { GatewayContext } from '../context.ts';
import { refusedByAgent } from '../endings.ts';
import { push } from '../push.ts';

/** The agent refused something of ours. What it will never read ends; the rest is pushed again by its timer. */
export const onNack = (context: GatewayContext, { s, code, fatal }: Nack): void => {
  context.commit(() => {
    context.journal.append('nacked', null, { s, code, fatal });
    if (s !== null && fatal) refusedByAgent(context, s, code);
  });
  push(context);
};
