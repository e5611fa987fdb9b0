import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMBEDDER_BINDING } from '../../embedder/options.ts';
import { ROOT } from './paths.ts';

/** Beside wrangler.toml, because its paths begin there. Ignored by git, and gone when `npm run dev` ends. */
const FILE = join(ROOT, '.wrangler.dev.toml');

/** The same settings, with the bindings of the embedder. */
export const withEmbedder = (toml: string): string =>
  Object.entries(EMBEDDER_BINDING).reduce(
    (text, [binding, { name }]) => `${text}\n[[services]]\nbinding = "${binding}"\nservice = "${name}"\n`,
    toml,
  );

/** Writes them for `wrangler dev --config`; `remove` when it has ended. */
export const openDevConfig = async (): Promise<{ file: string; remove(): Promise<void> }> => {
  await writeFile(FILE, withEmbedder(await readFile(join(ROOT, 'wrangler.toml'), 'utf8')));
  return { file: FILE, remove: () => rm(FILE, { force: true }) };
};
