import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runBuild } from './lib/build.ts';
import { BIN, WEB_OUT } from './lib/paths.ts';

/** What Cloudflare takes of a Worker is 10 MB compressed; the weights alone are 45, so ours must be far below. */
const MOST_BYTES = 12_000_000;

test('what production deploys has neither the weights of the local embedder nor its engine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oconnector-bundle-'));
  try {
    // wrangler checks that the assets folder is there.
    await mkdir(WEB_OUT, { recursive: true });
    const args = ['deploy', '--dry-run', '--env', 'production', '--outdir', folder];
    await runBuild('production Worker', join(BIN, 'wrangler'), args);
    const names = await readdir(folder, { recursive: true });
    expect(names).toContain('index.js');
    expect(names.filter((name) => /safetensors|engine_bg|tokenizer/u.test(name))).toEqual([]);
    const modules = names.filter((name) => /\.(?:m?js|wasm|bin|json)$/u.test(name));
    const contents = await Promise.all(modules.map((name) => readFile(join(folder, name))));
    const bytes = contents.reduce((sum, content) => sum + content.length, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
    for (const content of contents) {
      expect(content.includes('embedder_embed')).toBe(false);
      expect(content.includes('safetensors')).toBe(false);
    }
    // And the embedder that production has is there.
    expect(contents.some((content) => content.includes('@cf/baai/bge-m3'))).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
