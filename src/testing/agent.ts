import { PairResponse } from '@oconnector/protocol/api/numbers.ts';
import { ScriptedAgent } from '../durable/gateway/gateway.fixture.ts';
import { newUser, tokenFor, type TestApi } from './api.ts';

let agents = 0;

/** Pairs a bot agent with a number, through the API. */
export const pairAgent = async ({ call }: TestApi, clienteId: string, numberId: string): Promise<string> => {
  const owner = await tokenFor(await newUser(clienteId, ['owner']));
  const made = await call(`/api/whatsapp/numbers/${numberId}/pairing-code`, { method: 'POST', bearer: owner });
  const { code } = (await made.json()) as { code: string };
  const json = { code, botId: `bot-${++agents}`, host: 'pc' };
  const paired = await call('/api/whatsapp/pair', { method: 'POST', json, ip: `198.51.100.${agents}` });
  return PairResponse.parse(await paired.json()).credential;
};

/** The link of an agent, greeted. */
export const connectAgent = async ({ call }: TestApi, credential: string): Promise<ScriptedAgent> => {
  const { webSocket } = await call('/api/whatsapp/link', { bearer: credential, headers: { upgrade: 'websocket' } });
  if (!webSocket) throw new Error('the link was refused');
  const agent = new ScriptedAgent(webSocket);
  await agent.hello();
  return agent;
};
