import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { embedderWorker } from '../embedder/options.ts';
import { ROOT } from './lib/paths.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/**
 * `node scripts/embedder.ts <registry>`: the local embedder alone, until it is told to end, for `npm run dev`. `wrangler dev` finds it by the
 * dev registry, a folder that both are given.
 */
await runScript(async () => {
  const [registry] = process.argv.slice(2);
  if (registry === undefined) throw new Trouble('name the folder of the dev registry');
  const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const date = /^compatibility_date = "([\d-]+)"/m.exec(toml)?.[1] ?? '';
  const worker = await embedderWorker(date);
  if (worker === null) throw new Trouble('the optional packages of the embedder are not installed');
  const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const embedder = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      port: 0,
      cf: false,
      log: new Log(LogLevel.WARN),
      unsafeDevRegistryPath: registry,
      workers: [worker],
    }),
  );
  try {
    await embedder.ready;
    await ended;
  } finally {
    await embedder.dispose();
  }
});
