import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { batchOf, received, scene } from './conversation.fixture.ts';
import { Conversation } from './conversation.ts';

it.each(['workers-ai', 'no-such-thing'])(
  'a conversation takes messages in though AI_PROVIDER is %j',
  async (AI_PROVIDER) => {
    const { stub, contact } = scene(env);
    const results = await runInDurableObject(stub(), (_, state) =>
      new Conversation(state, { ...env, AI_PROVIDER }).ingest(batchOf(contact, [received('oi')])),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored']);
  },
);
