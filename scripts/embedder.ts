import { once } from 'node:events';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { openEmbedder } from '../embedder/open.ts';
import { EMBEDDER_BINDING, embedderService } from '../embedder/service.ts';
import { EMBEDDER_WORKER } from './lib/dev-config.ts';
import { runScript, Trouble } from './lib/trouble.ts';

/**
 * `node scripts/embedder.ts <registry>`: the local embedder alone, until it is told to end, for `npm run dev`. `wrangler dev` finds it by the
 * dev registry, a folder that both are given.
 */
await runScript(async () => {
  const [registry] = process.argv.slice(2);
  if (registry === undefined) throw new Trouble('name the folder of the dev registry');
  const embedder = openEmbedder();
  if (embedder === null) throw new Trouble('the optional packages of the embedder are not installed');
  const ended = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const worker = {
    name: EMBEDDER_WORKER,
    modules: true,
    // By its name it is asked by the product alone; by its address, on a port of this machine, anybody could.
    script: `export default {
      fetch: (request, env) =>
        new URL(request.url).hostname === 'embedder'
          ? env.${EMBEDDER_BINDING}.fetch(request)
          : new Response(null, { status: 404 }),
    }`,
    serviceBindings: { [EMBEDDER_BINDING]: embedderService(embedder) },
  };
  const miniflare = new Miniflare(
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
    await miniflare.ready;
    await ended;
  } finally {
    try {
      await miniflare.dispose();
    } finally {
      await embedder.close();
    }
  }
});
