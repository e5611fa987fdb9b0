import type { DemoResponse } from '@oconnector/protocol/api/setup.ts';
import type * as z from 'zod/mini';
import { base64url, hmac } from '../../lib/crypto.ts';
import { createSignInToken } from '../auth/start.ts';
import type { ServiceContext } from '../context.ts';
import { createPairingCode } from '../numbers/pairing.ts';
import { DEMO } from './cast.ts';
import { demoIsComplete, ensureDemoCliente, finishDemo } from './cliente.ts';
import { seedConversations, seedKnowledge, seedNumber } from './seed.ts';

/** A password that is as random as the setup token and can be told again without being stored. */
const passwordOf = async (setupToken: string, userId: string): Promise<string> =>
  base64url((await hmac(setupToken, `demo-password:${userId}`)).subarray(0, 15));

/**
 * Brings the demo cliente into being, once; a run that was cut short is taken up where it stopped. Every call gives a
 * fresh pairing code and sign-in token.
 */
export const setUpDemo = async (ctx: ServiceContext): Promise<z.infer<typeof DemoResponse>> => {
  const { SETUP_TOKEN } = ctx.vars;
  if (SETUP_TOKEN === undefined) throw new Error('the demo is set up only where there is a setup token');
  const [ownerPassword, agentPassword] = await Promise.all([
    passwordOf(SETUP_TOKEN, DEMO.owner.userId),
    passwordOf(SETUP_TOKEN, DEMO.agent.userId),
  ]);
  const complete = await demoIsComplete(ctx);
  await ensureDemoCliente(ctx, { owner: ownerPassword, agent: agentPassword });
  if (!complete) {
    await Promise.all([seedNumber(ctx), seedKnowledge(ctx), seedConversations(ctx)]);
    await finishDemo(ctx);
  }
  const { clienteId, numberId, owner } = DEMO;
  const pairing = await createPairingCode(ctx, { clienteId, numberId, createdBy: null });
  if (!pairing.ok) throw new Error('the demo number is not in the database');
  const signInToken = await createSignInToken(ctx, owner.userId, clienteId);
  return {
    created: !complete,
    numberId,
    email: owner.email,
    password: ownerPassword,
    pairingCode: pairing.value.code,
    signInToken,
  };
};
