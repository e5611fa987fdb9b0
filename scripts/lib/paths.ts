import { join, resolve } from 'node:path';

/** The project's own folder. */
export const ROOT = resolve(import.meta.dirname, '../..');

export const WORKER_DIR = join(ROOT, 'dist/worker');
export const WEB_OUT = join(ROOT, 'web/out');
export const MIGRATIONS_DIR = join(ROOT, 'migrations');
export const BIN = join(ROOT, 'node_modules/.bin');

/** Files of one state directory: everything a running instance writes. */
export type StateDir = {
  dir: string;
  /** Held by the supervisor for as long as it lives. */
  lock: string;
  /** What runs, with addresses and the demo's password; 0600, gone when nothing runs. */
  instance: string;
  /** Process ids of the children, so that a start after a crash can end what was left behind. */
  processes: string;
  /** Persistence of the Worker. `wrangler dev --persist-to <dir>` uses the same subfolder. */
  worker: string;
  bot: string;
  logs: string;
};

/** The real WhatsApp has a folder of its own: what was written to simulated phones must never go out to people. */
const defaultDir = (): string => (process.env['CHANNEL'] === 'whatsapp-web' ? '.state-whatsapp-web' : '.state');

export const stateDir = (dir = process.env['STATE_DIR'] ?? defaultDir(), root = ROOT): StateDir => {
  const base = resolve(root, dir);
  return {
    dir: base,
    lock: join(base, 'lock.db'),
    instance: join(base, 'instance.json'),
    processes: join(base, 'processes.json'),
    worker: join(base, 'v3'),
    bot: join(base, 'bot'),
    logs: join(base, 'logs'),
  };
};

/** Where the local secrets stand; `DEV_VARS` names another file. */
export const devVarsFile = (): string => resolve(ROOT, process.env['DEV_VARS'] ?? '.dev.vars');

/** For the tools that would otherwise report home, ask for updates, or write into the person's own folders. */
export const PRIVATE = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_WRITE_LOGS: 'false',
  NEXT_TELEMETRY_DISABLED: '1',
};
