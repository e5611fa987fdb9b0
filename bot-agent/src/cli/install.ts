import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ENV_DEFAULTS, type AgentEnv } from '../env.ts';
import { readCredential } from '../pairing.ts';
import { EXIT } from '../run.ts';
import type { Texts } from './texts.ts';

type Raw = Record<string, string | undefined>;

/** Not for a service: a code works once, and the others are for tests. */
const NOT_KEPT = ['PAIR_CODE', 'FAILPOINT', 'SIMULATED_FAULTS'];

/** A word of a unit file: quoted, with systemd's own specifiers (%) and, in commands, variables ($) kept literal. */
const quoted = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('\n', '\\n')}"`;
const word = (text: string): string => quoted(text).replaceAll('$', '$$$$');

/** The agent as a systemd unit of this user, with the settings that are set now. */
export const unitOf = (raw: Raw, command: { node: string; script: string }): string => {
  const kept = Object.keys(ENV_DEFAULTS).filter((name) => raw[name] && !NOT_KEPT.includes(name));
  // What CHROME_PATH may not name is looked for there.
  const variables = [...kept, 'PATH', 'LANG'].flatMap((name) => {
    const value = name === 'DATA_DIR' ? resolve(raw[name] ?? '') : raw[name];
    return value ? [`Environment=${quoted(`${name}=${value}`)}`] : [];
  });
  return [
    '[Unit]',
    'Description=oConnector bot agent',
    '# Never given up: whatever it was, the number is silent meanwhile.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    `ExecStart=${word(command.node)} ${word(command.script)} run`,
    ...variables,
    'Restart=on-failure',
    'RestartSec=5',
    '# Settings, or something that only a person can mend: trying again would not help.',
    'RestartPreventExitStatus=2 3',
    '# The agent ends its browser itself; what is left after that is killed.',
    'KillMode=mixed',
    'TimeoutStopSec=30',
    'UMask=0077',
    '',
    '[Install]',
    'WantedBy=default.target',
    '',
  ].join('\n');
};

/** Whether the program runs from the folder that npx makes and removes. */
const isTemporary = (script: string): boolean => /[\\/]_npx[\\/]/.test(script);

const isPaired = (env: AgentEnv): boolean => {
  try {
    return readCredential(env.dataDir) !== null;
  } catch {
    return false;
  }
};

export type Installation = {
  raw: Raw;
  env: AgentEnv;
  dryRun: boolean;
  texts: Texts;
  out: (text: string) => void;
  complain: (text: string) => void;
  platform?: NodeJS.Platform;
  script?: string;
};

/** Writes the unit (Linux) or says how it is done there. Starts nothing. Returns the exit code. */
export const install = (options: Installation): number => {
  const { raw, env, dryRun, texts, out, complain, platform = process.platform } = options;
  const command = { node: process.execPath, script: options.script ?? resolve(process.argv[1] ?? '') };
  if (platform === 'darwin' || platform === 'win32') {
    out((platform === 'darwin' ? texts.macos : texts.windows)(command.node, command.script));
    return 0;
  }
  const unit = unitOf(raw, command);
  if (dryRun) {
    out(unit);
    return 0;
  }
  if (isTemporary(command.script)) {
    complain(texts.npx);
    return EXIT.settings;
  }
  const folder = join(raw['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'systemd', 'user');
  const file = join(folder, 'oconnector-bot.service');
  mkdirSync(folder, { recursive: true });
  // Switches and addresses may hold secrets (a proxy's password).
  writeFileSync(file, unit, { mode: 0o600 });
  out(texts.installed(file));
  if (!isPaired(env)) out(texts.notPairedYet);
  return 0;
};
