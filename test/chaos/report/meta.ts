import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Meta } from './records.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PACKAGES = ['miniflare', 'workerd', 'fast-check', 'ws', 'whatsapp-web.js'] as const;

const git = (...args: string[]): string => {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};

const versionOf = (name: string): string => {
  try {
    const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return 'unknown';
  }
};

/** What the report writes is no change of what was tested. */
const isChanged = (): boolean =>
  git('status', '--porcelain', '--', ':!docs/FAULTS.md', ':!docs/faults.json', ':!test/chaos/seeds') !== '';

/** The circumstances of a part that began at `startedAt` (performance.now). The class of the machine, not its name. */
export const metaOf = (command: string, startedAt: number): Meta => ({
  at: new Date().toISOString(),
  command,
  commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${isChanged() ? '+' : ''}`,
  took: Math.round((performance.now() - startedAt) / 1_000),
  machine: {
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release().split('-')[0] ?? ''}`.trim(),
  },
  versions: {
    node: process.versions.node,
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  },
});
