import { env } from 'cloudflare:workers';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { knowledgeStub, objectName, type ObjectBindings } from '../stubs.ts';
import { longText } from './long-text.fixture.ts';
import { SLICE } from './slices.ts';
import { INDEX_VERSION } from './terms-of.ts';

const bindings = env as unknown as ObjectBindings;
const TEXT = `${longText(30_000)}# Entrega na capital\nA entrega na capital custa R$ 12,00.`;

test('K11 searches are answered while an index that other code built is built again', async () => {
  const knowledge = () => knowledgeStub(bindings, 'cli_index');
  const stub = () => bindings.KNOWLEDGE.getByName(objectName('cli_index'));
  const meta = (query: string, ...bound: unknown[]) =>
    runInDurableObject(stub(), (_, state) => state.storage.sql.exec(query, ...bound).toArray());
  const { passages } = await knowledge().put({ documentId: 'doc_l', title: 'Loja', text: TEXT });
  expect(passages).toBeGreaterThan(4 * SLICE);
  await meta(`UPDATE meta SET value = ? WHERE key = 'index'`, INDEX_VERSION - 1);
  await evictDurableObject(stub());
  const seen: { text: string; progress: string }[] = [];
  for (let progress = ''; progress !== 'null'; await scheduler.wait(1)) {
    const text = (await knowledge().search('quanto custa a entrega na capital?', 1))[0]?.text ?? '';
    progress = String((await meta(`SELECT value FROM meta WHERE key = 'indexing'`))[0]?.['value']);
    seen.push({ text, progress });
  }
  expect(new Set(seen.map((one) => one.progress)).size).toBeGreaterThan(2);
  expect(seen.filter(({ text }) => !text.includes('12,00'))).toEqual([]);
  expect(await meta(`SELECT value FROM meta WHERE key = 'index'`)).toEqual([{ value: String(INDEX_VERSION) }]);
});
