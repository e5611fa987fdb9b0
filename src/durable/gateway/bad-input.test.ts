import { describe, expect, it } from 'vitest';
import { MAX_LINK_FRAME_BYTES } from '@oconnector/protocol/limits.ts';
import { items, message, openNumber } from './gateway.fixture.ts';

const deep = '['.repeat(10_000) + ']'.repeat(10_000);

describe('a frame nobody can read is refused, and the next one is served', () => {
  it.each<[string, string | ArrayBuffer, string]>([
    ['not JSON', 'hello?', 'not_json'],
    ['cut off', '{"t":"up","items":[{"s":1', 'not_json'],
    ['no object', 'null', 'malformed'],
    ['deep JSON', deep, 'malformed'],
    ['unknown', '{"t":"teleport"}', 'unknown_frame'],
    ['a prototype', '{"__proto__":{"t":"up"},"items":[]}', 'unknown_frame'],
    ['malformed', '{"t":"ack","h":-1,"sack":[]}', 'malformed'],
    ['without items', '{"t":"up","items":[]}', 'malformed'],
    ['items without numbers', '{"t":"up","items":[{"message":{}}]}', 'malformed'],
    [
      'too many items',
      JSON.stringify({ t: 'up', items: items(...Array.from({ length: 101 }, (_, i) => i + 1)) }),
      'malformed',
    ],
    ['binary', new ArrayBuffer(18), 'binary'],
    ['too large', JSON.stringify({ t: 'up', pad: 'x'.repeat(MAX_LINK_FRAME_BYTES) }), 'too_large'],
    ['too large in bytes only', JSON.stringify({ t: 'up', pad: 'é'.repeat(MAX_LINK_FRAME_BYTES / 2) }), 'too_large'],
  ])('%s', async (_, raw, code) => {
    const { connect } = await openNumber();
    const agent = await connect();
    await agent.hello();
    agent.sendRaw(raw);
    expect(await agent.frame('nack')).toMatchObject({ s: null, code, fatal: true });
    agent.send({ t: 'up', items: items(1) });
    expect(await agent.frame('ack')).toMatchObject({ h: 1 });
  });
});

it.each([
  ['typing', '{"t":"typing","contact":[],"on":true}'],
  ['report', '{"t":"report","items":[{"r":1}]}'],
  ['up', JSON.stringify({ t: 'up', pad: 'x'.repeat(MAX_LINK_FRAME_BYTES) })],
])('a refusal names the frame: %s', async (frame, raw) => {
  const { connect } = await openNumber();
  const agent = await connect();
  await agent.hello();
  agent.sendRaw(raw);
  expect(await agent.frame('nack')).toMatchObject({ s: null, fatal: true, frame });
});

it('an item nobody can read is set aside with its bytes; its frame goes on around it', async () => {
  const { connect, rec, inside } = await openNumber();
  const agent = await connect();
  await agent.hello();
  const bad = { s: 2, message: { waId: '', secret: 'kept as it came' } };
  agent.sendRaw(JSON.stringify({ t: 'up', items: [items(1)[0], bad, items(3)[0]] }));
  expect(await agent.frame('nack')).toMatchObject({ s: 2, code: 'malformed', fatal: true });
  expect(await agent.frame('ack')).toEqual({ t: 'ack', h: 3, sack: [] });
  expect(rec.ingested.map(({ s }) => s)).toEqual([1, 3]);
  const letters = await inside((_, state) =>
    state.storage.sql.exec<{ bytes: string }>('SELECT bytes FROM dead_letters').toArray(),
  );
  expect(letters.map(({ bytes }) => JSON.parse(bytes))).toEqual([bad]);
});

it('any text arrives as it was sent', async () => {
  const { connect, rec } = await openNumber();
  const agent = await connect();
  await agent.hello();
  const texts = ['a\0b', '\ud800 lone', '\u202eRTL', '👩‍👩‍👧‍👦', '\u{e0041}', 'Z\u0351\u036ba', '\ud800'.repeat(65_536)];
  for (const [i, text] of texts.entries()) {
    agent.send({ t: 'up', items: [{ s: i + 1, message: message(`wa-${i}`, '10001', text) }] });
    await agent.frame('ack', ({ h }) => h === i + 1);
  }
  const stored = rec.batches.map(({ items: [first] }) =>
    first?.message.content.type === 'text' ? first.message.content.text : null,
  );
  expect(stored).toEqual(texts);
});

it('a handler that fails asks the agent to come again', async () => {
  const { connect, inside } = await openNumber();
  const agent = await connect();
  await agent.hello();
  await inside((context) => {
    context.store.setChannel = () => {
      throw new Error('disk full');
    };
  });
  agent.send({ t: 'status', status: { channel: 'simulated', state: 'ready', since: 1, detail: null } });
  expect(await agent.frame('nack')).toMatchObject({ s: null, code: 'overloaded', fatal: false });
  await agent.settle();
});
