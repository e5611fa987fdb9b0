import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Raw = Record<string, string | undefined>;

const fileOf = (dataDir: string): string => join(dataDir, 'settings.json');

/** Where the agent of this user keeps its things when nobody says. */
export const defaultDataDir = (env: Raw, platform: NodeJS.Platform = process.platform, home = homedir()): string => {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'oconnector-bot');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'oconnector-bot');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'oconnector-bot');
};

/** The server that `pair` remembered in this folder, or null. */
const remembered = (dataDir: string): string | null => {
  try {
    const kept: unknown = JSON.parse(readFileSync(fileOf(dataDir), 'utf8'));
    const url = typeof kept === 'object' && kept !== null && 'SERVER_URL' in kept ? kept.SERVER_URL : null;
    return typeof url === 'string' ? url : null;
  } catch {
    // Not there or not readable: then the server must be named, which is said where it is missing.
    return null;
  }
};

/** Keeps the server for later commands. The folder must exist. */
export const remember = (dataDir: string, serverUrl: string): void =>
  writeFileSync(fileOf(dataDir), `${JSON.stringify({ SERVER_URL: serverUrl }, null, 2)}\n`, { mode: 0o600 });

/**
 * The settings of the agent as the command line has them: options before variables before what `pair` remembered before
 * the package's defaults, which are a folder of this user and the real WhatsApp.
 */
export const settingsOf = (env: Raw, options: { server?: string; dataDir?: string }): Raw & { DATA_DIR: string } => {
  const dataDir = options.dataDir || env['DATA_DIR'] || defaultDataDir(env);
  const server = options.server || env['SERVER_URL'] || remembered(dataDir);
  return {
    ...env,
    CHANNEL: env['CHANNEL'] || 'whatsapp-web',
    DATA_DIR: dataDir,
    ...(server === null ? {} : { SERVER_URL: server }),
  };
};
