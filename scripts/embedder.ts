import { once } from 'node:events';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { compatibilityDate } from '../embedder/alone.ts';
import { embedderWorker } from '../embedder/options.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/**
 * `node scripts/embedder.ts <registry>`: the local embedder alone, until it is told to end, for `npm run dev`. `wrangler dev` finds it by the
 * dev registry, a folder that both are given.
 */
await runScript(async () => {
  const [registry] = process.argv.slice(2);
  if (registry === undefined) throw new Trouble('name the folder of the dev registry');
  const worker = await embedderWorker(await compatibilityDate());
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
