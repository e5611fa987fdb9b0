import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Measure } from './report.ts';

const ROOT = join(import.meta.dirname, '..');
const kilobytes = (data: Buffer): number => gzipSync(data, { level: 9 }).length / 1024;

const worker = async (): Promise<number> => {
  const dir = join(ROOT, 'dist/worker');
  const files = (await readdir(dir, { recursive: true })).filter((file) => /\.(js|wasm|bin)$/.test(file));
  const sizes = await Promise.all(files.map(async (file) => kilobytes(await readFile(join(dir, file)))));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Scripts a modern browser loads for a page: those of its HTML without `noModule`. */
const page = async (route: string): Promise<number> => {
  const html = await readFile(join(ROOT, `web/out/${route}.html`), 'utf8');
  const sources = new Set(
    [...html.matchAll(/<script\b[^>]*>/g)]
      .map(([tag]) => tag)
      .filter((tag) => !/nomodule/i.test(tag))
      .flatMap((tag) => /\bsrc="(\/[^"]+\.js)[^"]*"/.exec(tag)?.[1] ?? []),
  );
  const sizes = await Promise.all(
    [...sources].map(async (source) => kilobytes(await readFile(join(ROOT, 'web/out', source)))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Sizes of what is shipped, gzip level 9. */
export const measureBundles = async (): Promise<Measure[]> => [
  { what: 'Worker bundle', value: await worker(), target: 1536, unit: 'KB gz' },
  { what: 'login page, scripts', value: await page('login'), target: 150, unit: 'KB gz' },
  { what: 'inbox page, scripts', value: await page('inbox'), target: 230, unit: 'KB gz' },
];
