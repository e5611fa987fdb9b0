import { assistantOnUse, speechOnUse, type AssistantSettings } from '../../ai/select.ts';
import type { Clock } from '../../lib/clock.ts';
import { mediaKey } from '../../lib/media-key.ts';
import { conversationStub, gatewayStub, inboxStub, knowledgeStub, type ObjectBindings } from '../stubs.ts';
import type { Deadline, Identity, Ports, Settings } from './context.ts';

/** What a test may put in the place of the real thing. */
export type Replacements = { ports?: Partial<Ports>; settings?: Partial<Settings>; clock?: Clock };

let replaced: Replacements = {};

/** Only for tests: for every conversation that is opened from now on. */
export const installReplacements = (next: Replacements): void => {
  replaced = next;
};

export const replacements = (): Replacements => replaced;

const deadline = (ms: number): Deadline => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, done: () => clearTimeout(timer) };
};

/** The other objects of the cliente. */
export const openPorts = (env: ObjectBindings, { clienteId }: Identity, assistant: AssistantSettings): Ports => ({
  gateway: (numberId) => gatewayStub(env, clienteId, numberId),
  conversation: (contactId) => conversationStub(env, clienteId, contactId),
  inbox: () => inboxStub(env, clienteId),
  knowledge: () => knowledgeStub(env, clienteId),
  files: () => ({
    delete: (mediaId) => env.MEDIA.delete(mediaKey(clienteId, mediaId)),
    read: async (mediaId) => {
      const file = await env.MEDIA.get(mediaKey(clienteId, mediaId));
      return file && new Uint8Array(await file.arrayBuffer());
    },
  }),
  speech: speechOnUse(assistant),
  assistant: assistantOnUse(assistant),
  deadline,
  ...replaced.ports,
});
