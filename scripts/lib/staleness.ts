import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

// Made by tools, or read by nobody who builds.
const SKIP = new Set(['node_modules', '.next', 'out', 'dist', '.turbo', 'next-env.d.ts', 'tsconfig.tsbuildinfo']);

const skipped = (name: string): boolean => SKIP.has(name) || /\.test\.tsx?$/.test(name);

const filesUnder = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries === null) return [path];
  const nested = await Promise.all(
    entries
      .filter((entry) => !skipped(entry.name))
      .map(async (entry) => {
        const child = join(path, entry.name);
        if (entry.isDirectory()) return await filesUnder(child);
        return entry.isFile() ? [child] : [];
      }),
  );
  return nested.flat();
};

/** One hash over the names and bytes of everything under `paths` (files or folders). A missing path counts as empty. */
export const hashSources = async (root: string, paths: readonly string[]): Promise<string> => {
  const files = (await Promise.all(paths.map((path) => filesUnder(join(root, path))))).flat();
  const digests = await Promise.all(
    files.map(
      async (file) =>
        `${relative(root, file)}\0${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`,
    ),
  );
  return createHash('sha256').update(digests.toSorted().join('\n')).digest('hex');
};

export const readStamp = async (file: string): Promise<string | null> =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );

export const writeStamp = async (file: string, hash: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${hash}\n`);
};
