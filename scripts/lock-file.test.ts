import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, type LockFile, missingPlatforms, platformOf } from './lib/lock-file.ts';
import { ROOT } from './lib/paths.ts';

describe('package-lock.json', () => {
  it('knows every platform, so that npm ci takes it (npm run lock completes it)', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile;
    expect(missingPlatforms(lock)).toEqual([]);
  });

  it('names no registry', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string }>;
    };
    const resolved = Object.values(lock.packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved.filter((from) => from.includes('://'))).toEqual([]);
  });
});

describe('completing', () => {
  const lock: LockFile = {
    packages: {
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@a/linux-x64-gnu': '1.0.0', '@a/darwin-arm64': '1.0.0', 'not-a-platform': '1.0.0' },
      },
      'node_modules/a/node_modules/@a/linux-x64-gnu': { version: '1.0.0' },
    },
  };

  it('adds what is missing, once, with the platform of its name', () => {
    const full = completed(lock);
    expect(full.packages['node_modules/@a/darwin-arm64']).toEqual({
      version: '1.0.0',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    });
    expect(Object.keys(full.packages)).toHaveLength(3);
    expect(missingPlatforms(full)).toEqual([]);
  });

  it.each([
    ['@x/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@x/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@x/win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
    ['@cloudflare/workerd-windows-64', { os: ['win32'], cpu: ['x64'] }],
    ['@x/wasm32-wasi', null],
    ['left-pad', null],
  ])('reads %s', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });
});
