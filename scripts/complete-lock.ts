import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { completed, type LockFile, missingPlatforms } from './lib/lock-file.ts';
import { ROOT } from './lib/paths.ts';
import { done } from './lib/steps.ts';
import { runScript } from './lib/trouble.ts';

/**
 * `npm run lock`, after every `npm install` of something new. npm leaves out of the lock file the packages for other
 * platforms that the registry at hand does not serve, and `npm ci` then refuses that same lock file. What is added has
 * no checksum: nobody here has seen those packages.
 */
await runScript(async () => {
  const file = join(ROOT, 'package-lock.json');
  const lock = JSON.parse(await readFile(file, 'utf8')) as LockFile;
  const missing = missingPlatforms(lock);
  if (missing.length > 0) await writeFile(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  done(missing.length > 0 ? `added ${missing.length} packages of other platforms` : 'package-lock.json is complete');
});
