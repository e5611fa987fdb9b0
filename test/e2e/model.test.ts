import type { OutboundMessage } from '@oconnector/protocol/model/message.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../support/api.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { wellSaid } from '../support/model-answer.ts';
import { type ModelServer, startModelServer } from '../support/model-server.ts';
import { newPhone, Phones } from '../support/phone.ts';
import { until } from '../support/wait.ts';

const QUESTION = 'Vocês entregam hoje?';
const SAID = 'Entregamos, sim, e com todo o carinho!';
/** Longer than a turn of the embedded assistant takes from question to blue ticks. */
const QUIET_MS = 4_000;

let stateDir: string;
let server: ModelServer;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'oconnector-model-'));
  server = await startModelServer();
});
afterAll(async () => {
  await server.kill();
  await rm(stateDir, { recursive: true, force: true });
});

/** An instance over the same state, its phones, and what it answered to each. */
const open = async (env: Record<string, string>) => {
  const instance: Instance = await startInstance({ stateDir, env });
  const api = new ApiClient(instance);
  const phones = new Phones(api);
  await phones.connect();
  /** What the bot wrote to a phone, by its turns. */
  const turns = async (phone: string): Promise<OutboundMessage[][]> => {
    const row = await api.byPhone(phone);
    const messages = row === null ? [] : await api.thread(row.contact.contactId);
    const byTurn = Map.groupBy(
      messages.filter((line): line is OutboundMessage => line.direction === 'out' && line.author.kind === 'bot'),
      ({ turnId }) => turnId,
    );
    return [...byTurn.values()];
  };
  return {
    turns,
    write: (): string => {
      const phone = newPhone();
      phones.open(phone);
      phones.send(phone, QUESTION);
      return phone;
    },
    answered: (phone: string) => until(`an answer to ${phone}`, async () => (await turns(phone)).length > 0),
    close: async () => {
      phones.close();
      await instance.stop();
    },
  };
};

const wordsOf = (turn: readonly OutboundMessage[] | undefined): string =>
  (turn ?? []).map(({ content }) => (content.type === 'text' ? content.text : '')).join('\n');

it('a model answers by configuration alone; killed while it thinks, it costs one reply of the embedded assistant, not two and not none', async () => {
  const model = { AI_PROVIDER: 'openai-compatible', AI_BASE_URL: server.url, AI_API_KEY: 'k', AI_MODELS: 'm1' };
  const over = await open(model);
  try {
    server.answer = () => wellSaid(SAID);
    const first = over.write();
    await over.answered(first);
    expect(wordsOf((await over.turns(first))[0])).toContain(SAID);

    server.answer = () => ({ hang: true });
    const asked = server.requests.length;
    const second = over.write();
    await until('the model to be asked', async () => server.requests.length > asked);
    await server.kill();
    await over.answered(second);
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const said = await over.turns(second);
    expect(said).toHaveLength(1);
    expect(wordsOf(said[0])).not.toContain(SAID);
  } finally {
    await over.close();
  }

  const embedded = await open({});
  try {
    const third = embedded.write();
    await embedded.answered(third);
    const [turn] = await embedded.turns(third);
    expect(turn?.[0]?.citations.length).toBeGreaterThan(0);
  } finally {
    await embedded.close();
  }
});
