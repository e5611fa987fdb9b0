import { selectAssistant } from '../../ai/select.ts';
import { gatewayStub, inboxStub, knowledgeStub, type ObjectBindings } from '../stubs.ts';
import type { Deadline, Identity, Ports } from './context.ts';

let replaced: Partial<Ports> | null = null;

/** Only for tests: stands in for some of the ports of every conversation that is opened from now on. */
export const installPorts = (ports: Partial<Ports> | null): void => {
  replaced = ports;
};

const deadline = (ms: number): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, done: () => clearTimeout(timer) };
};

/** The other objects of the cliente, and real time. */
export const openPorts = (env: ObjectBindings, { clienteId }: Identity, provider: string): Ports => ({
  gateway: (numberId) => gatewayStub(env, clienteId, numberId),
  inbox: () => inboxStub(env, clienteId),
  knowledge: () => knowledgeStub(env, clienteId),
  assistant: selectAssistant(provider),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  deadline,
  ...replaced,
});
