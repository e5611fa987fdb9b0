import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPackage, pack } from '../../bot-agent/scripts/package.ts';
import { until } from '../support/wait.ts';
import { residentMb } from './soak/samples.ts';

/** Builds the package, packs it, and installs the tarball into an empty folder. Returns the command's file, for a plain Node. */
export const installPackage = async (folder: string): Promise<string> => {
  const built = join(folder, 'package');
  await buildPackage(built);
  const tarball = pack(built, folder);
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{}\n');
  const flags = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, tarball], { cwd: home, stdio: 'pipe' });
  return join(home, 'node_modules/.bin/oconnector-bot');
};

/** Resident memory of a process once it no longer changes from look to look, in MB. */
export const idleMegabytes = async (pid: number): Promise<number> => {
  const look = (): number => residentMb(pid) ?? Number.NaN;
  let last = look();
  await until('its memory to be at rest', async () => {
    await sleep(2_000);
    const before = last;
    last = look();
    return Math.abs(last - before) < 1;
  });
  return Math.round(last);
};
