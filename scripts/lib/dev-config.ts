import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMBEDDER_BINDING } from '../../embedder/service.ts';
import { ROOT } from './paths.ts';

/** Beside wrangler.toml, because its paths begin there. Ignored by git, and gone when `npm run dev` ends. */
const FILE = join(ROOT, '.wrangler.dev.toml');

/** The Worker by which `wrangler dev` finds the embedder. */
export const EMBEDDER_WORKER = 'oconnector-embedder';

/** The same settings, bound to the embedder. */
export const withEmbedder = (toml: string): string =>
  `${toml}\n[[services]]\nbinding = "${EMBEDDER_BINDING}"\nservice = "${EMBEDDER_WORKER}"\n`;

/** Writes them for `wrangler dev --config`; `remove` when it has ended. */
export const openDevConfig = async (): Promise<{ file: string; remove(): Promise<void> }> => {
  await writeFile(FILE, withEmbedder(await readFile(join(ROOT, 'wrangler.toml'), 'utf8')));
  return { file: FILE, remove: () => rm(FILE, { force: true }) };
};
