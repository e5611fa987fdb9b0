import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, test } from 'vitest';
import type { Env } from '../../env.ts';
import type { Network } from '../../lib/safe-fetch.ts';
import { mediaKey } from '../../lib/media-key.ts';
import { openKit } from '../kit/context.ts';
import { durableSurroundings } from '../kit/surroundings.ts';
import { objectName } from '../stubs.ts';
import { openContext, type KnowledgeContext } from './context.ts';
import { aPdf } from './extract/pdf.fixture.ts';
import { migrations } from './migrations.ts';
import { readSource } from './read.ts';
import { expectFile, fileCame, fileIsLate, readAddress } from './reading.ts';
import { search } from './search.ts';
import { openStore } from './store.ts';

const bindings = env as unknown as Env;
let next = 0;

/** The parts of a Knowledge object over real storage and the real bucket, on an internet of its own; its timers are run by hand. */
const within = async (
  network: Network | null,
  body: (ctx: KnowledgeContext, clienteId: string) => Promise<void>,
): Promise<void> => {
  const clienteId = `cli_read-${next++}`;
  const name = objectName(clienteId);
  await runInDurableObject(env.KNOWLEDGE.getByName(name), async (_, state) => {
    const surroundings = {
      ...durableSurroundings(state),
      alarm: { get: async () => null, set: async () => {} },
      background: () => {},
    };
    const kit = openKit(surroundings, {
      migrations,
      timers: {},
      effects: {},
      snapshot: () => {
        throw new Error('nobody looks');
      },
      pushSnapshot: async () => {},
      onError: () => {},
    });
    await body(
      { ...openContext(kit, openStore(kit.sql), bindings, name, () => {}), network: () => network },
      clienteId,
    );
  });
};

const page = (html: string, status = 200): Network => ({
  resolve: async () => ['93.184.215.14'],
  request: async () => new Response(html, { status, headers: { 'content-type': 'text/html; charset=utf-8' } }),
});
const asked = { documentId: 'doc_url', title: null, url: 'https://loja.example/precos', publish: 'checked' } as const;
const state = (ctx: KnowledgeContext, documentId = 'doc_url') => ctx.store.document(documentId);

describe('an address', () => {
  test('is read, titled by its page, and searched', async () => {
    await within(page('<title>Preços</title><p>O buquê de rosas custa R$ 79,00.</p>'), async (ctx) => {
      expect(readAddress(ctx, asked)).toMatchObject({ state: 'sent', kind: 'url', origin: asked.url });
      await readSource(ctx, 'doc_url');
      expect(state(ctx)).toMatchObject({ state: 'ready', title: 'Preços', passages: 1 });
      expect(search(ctx.store, 'quanto custa o buquê de rosas?', 1)).toMatchObject([{ documentId: 'doc_url' }]);
      expect(ctx.readings.get('doc_url')).toBeNull();
    });
  });

  test.each([
    ['http_status', 'https://loja.example/', page('não há', 404)],
    ['private_address', 'https://127.0.0.1/', page('segredo')],
    ['bad_address', 'http://loja.example/', page('aberto')],
    ['empty', 'https://loja.example/', page('<script>só eu</script>')],
    [
      'too_many_redirects',
      'https://loja.example/',
      {
        resolve: async () => ['93.184.215.14'],
        request: async () => new Response(null, { status: 302, headers: { location: 'https://loja.example/' } }),
      } satisfies Network,
    ],
  ])('that cannot be read says why: %s', async (failure, url, network) => {
    await within(network, async (ctx) => {
      readAddress(ctx, { ...asked, url });
      await readSource(ctx, 'doc_url');
      expect(state(ctx)).toMatchObject({ state: 'failed', failure, progress: null });
    });
  });
});

const bring = async (ctx: KnowledgeContext, clienteId: string, fileName: string, bytes: Uint8Array<ArrayBuffer>) => {
  const file = { documentId: 'doc_f', title: null, fileName, bytes: bytes.length, publish: 'checked' } as const;
  const { readingId } = expectFile(ctx, file);
  if (readingId === null) throw new Error('refused');
  await bindings.MEDIA.put(mediaKey(clienteId, readingId), bytes);
  fileCame(ctx, 'doc_f', readingId, true);
  return readingId;
};

describe('a file', () => {
  test('is read on from the part that is not stored when its process died', async () => {
    await within(null, async (ctx, clienteId) => {
      const pages = Array.from({ length: 50 }, (_, i) => `A regra ${i + 1} vale.`);
      const readingId = await bring(ctx, clienteId, 'regras.pdf', aPdf(pages));
      let added = 0;
      const dying = {
        ...ctx,
        readings: {
          ...ctx.readings,
          addText: (...args: Parameters<typeof ctx.readings.addText>) => {
            if (++added === 3) throw new Error('the process dies');
            ctx.readings.addText(...args);
          },
        },
      };
      await expect(readSource(dying, 'doc_f')).rejects.toThrow('dies');
      expect(state(ctx, 'doc_f')).toMatchObject({ state: 'extracting', progress: { done: 2, total: 3 } });
      const before = ctx.readings.texts(readingId);
      await readSource(ctx, 'doc_f');
      expect(before).toHaveLength(2);
      expect(state(ctx, 'doc_f')).toMatchObject({ state: 'ready', failure: null });
      const texts = ctx.store.passagesOf('doc_f').map(({ text }) => text);
      for (const line of pages) expect(texts.join('\n').split(line)).toHaveLength(2);
    });
  });

  test('that ends its process each time is given up, and what was there is searched on', async () => {
    await within(null, async (ctx, clienteId) => {
      await bring(ctx, clienteId, 'mau.txt', Uint8Array.from(new TextEncoder().encode('texto')));
      const dying = { ...ctx, files: { ...ctx.files, get: () => Promise.reject(new Error('out of memory')) } };
      for (let death = 0; death < 3; death++) await expect(readSource(dying, 'doc_f')).rejects.toThrow('memory');
      await readSource(dying, 'doc_f');
      expect(state(ctx, 'doc_f')).toMatchObject({ state: 'failed', failure: 'internal' });
    });
  });

  test('whose document was replaced meanwhile changes nothing', async () => {
    await within(null, async (ctx, clienteId) => {
      await bring(ctx, clienteId, 'velho.txt', Uint8Array.from(new TextEncoder().encode('Frete velho.')));
      const replaced = {
        ...ctx,
        files: {
          ...ctx.files,
          get: async (readingId: string) => {
            const bytes = await ctx.files.get(readingId);
            ctx.commit(() => ctx.endReading('doc_f'));
            return bytes;
          },
        },
      };
      await readSource(replaced, 'doc_f');
      expect(search(ctx.store, 'frete velho', 5)).toEqual([]);
      expect(state(ctx, 'doc_f')?.state).toBe('extracting');
    });
  });

  test('that was announced and never came is given up', async () => {
    await within(null, async (ctx) => {
      expectFile(ctx, { documentId: 'doc_f', title: 'Regras', fileName: 'a.txt', bytes: 5, publish: 'checked' });
      fileIsLate(ctx, 'doc_f');
      expect(state(ctx, 'doc_f')).toMatchObject({ state: 'failed', failure: 'interrupted', title: 'Regras' });
      expect(fileCame(ctx, 'doc_f', 'src_outro', true)).toBeNull();
    });
  });
});
