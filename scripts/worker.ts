import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import { openEmbedder } from '../embedder/open.ts';
import { EMBEDDER_BINDING, embedderService } from '../embedder/service.ts';
import { readWorkerOptions, WORKER_SCRIPT } from './lib/build.ts';
import { loadDevVars } from './lib/dev-vars.ts';
import { migrate } from './lib/migrations.ts';
import { devVarsFile, MIGRATIONS_DIR, ROOT, stateDir, WEB_OUT } from './lib/paths.ts';
import { parsePort } from './lib/port.ts';
import { runScript } from './lib/trouble.ts';
import { workerBindings } from './lib/worker-options.ts';

/**
 * The built Worker in Miniflare, on 127.0.0.1:PORT with its state in STATE_DIR. A child of the supervisor: it tells it
 * the pid of each workerd (`{ workerd }`) and when it serves (`{ ready: true, migrated }`), and does not outlive it.
 */
export type WorkerReport = { workerd: number } | { ready: true; migrated: string[] };

const report = (message: WorkerReport): void => void process.send?.(message);

/** Every workerd that was started here. */
const runtimes = new Set<ChildProcess>();

// Miniflare keeps its child to itself; Node announces each process it creates, before it has a pid.
const watchRuntime = (): void => {
  subscribe('child_process', (message) => {
    const { process: child } = message as { process: ChildProcess };
    setImmediate(() => {
      if (child.pid === undefined || !basename(child.spawnfile).startsWith('workerd')) return;
      runtimes.add(child);
      report({ workerd: child.pid });
      // Miniflare would start another inside this process; restarts, their pace and their pids are the supervisor's.
      child.once('exit', () => process.exit(1));
    });
  });
  process.on('exit', () => {
    for (const child of runtimes) child.kill('SIGKILL');
  });
};

const open = async (port: number): Promise<Miniflare> => {
  const state = stateDir();
  mkdirSync(state.worker, { recursive: true, mode: 0o700 });
  const { assets, bindings, ...options } = await readWorkerOptions();
  const { vars } = await loadDevVars(devVarsFile());
  const embedder = openEmbedder();
  const product = {
    ...options,
    assets: { ...(assets as object), directory: WEB_OUT },
    bindings: workerBindings(bindings as Record<string, unknown>, process.env, vars),
    name: 'oconnector',
    modules: true,
    scriptPath: WORKER_SCRIPT,
    ...(embedder === null ? {} : { serviceBindings: { [EMBEDDER_BINDING]: embedderService(embedder) } }),
  };
  const converted = convertV4MiniflareOptions({
    rootPath: ROOT,
    host: '127.0.0.1',
    port,
    // A stand-in for what only Cloudflare knows of a request; otherwise Miniflare asks the network for one.
    cf: false,
    log: new Log(LogLevel.WARN),
    handleStructuredLogs: ({ level, message }) => console.log(level === 'log' ? message : `${level}: ${message}`),
    workers: [product],
  } as Parameters<typeof convertV4MiniflareOptions>[0]);
  return new Miniflare({ ...converted, resourcePersistencePath: state.worker });
};

await runScript(async () => {
  if (process.connected) process.once('disconnect', () => process.exit(0));
  watchRuntime();
  const worker = await open(parsePort(process.env['PORT']));
  await worker.ready;
  const migrated = await migrate(await worker.getD1Database('DB'), MIGRATIONS_DIR);
  report({ ready: true, migrated });
});
