import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { NODE_ENGINES } from '../src/cli/node-version.ts';

const HERE = join(import.meta.dirname, '..');
const SETTINGS = join(HERE, '../docs/WHATSAPP.md');
/** Loaded by Node from node_modules: the library reads files of its own, and `ws` is what it uses too. */
const DEPENDENCIES = ['whatsapp-web.js', 'ws'];

type Manifest = { version: string; dependencies: Record<string, string> };

const manifest = (): Manifest => JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')) as Manifest;

/** The lines of the table of settings in docs/WHATSAPP.md. */
export const settingsTable = (markdown = readFileSync(SETTINGS, 'utf8')): string[] => {
  const section = markdown.split(/^## /m).find((part) => part.startsWith('Settings\n')) ?? '';
  return section.split('\n').filter((line) => line.startsWith('|'));
};

const packageJson = ({ version, dependencies }: Manifest): Record<string, unknown> => ({
  name: 'oconnector-bot',
  version,
  description: 'Links a WhatsApp number of this computer to oConnector',
  license: 'UNLICENSED',
  type: 'module',
  bin: { 'oconnector-bot': 'main.js' },
  engines: { node: NODE_ENGINES },
  dependencies: Object.fromEntries(DEPENDENCIES.map((name) => [name, dependencies[name]])),
});

/** Builds the npm package into `folder`: the bundle, split so that only the channel in use is loaded, and its papers. */
export const buildPackage = async (folder: string): Promise<void> => {
  const own = manifest();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(HERE, 'src/cli/main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.16',
    external: DEPENDENCIES,
    define: { __VERSION__: JSON.stringify(own.version) },
    logLevel: 'warning',
  });
  chmodSync(join(folder, 'main.js'), 0o755);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packageJson(own), null, 2)}\n`);
  const readme = readFileSync(join(HERE, 'README.md'), 'utf8');
  writeFileSync(join(folder, 'README.md'), readme.replace('<!-- settings -->', settingsTable().join('\n')));
  cpSync(join(HERE, 'docker'), join(folder, 'docker'), { recursive: true });
};

/** Packs a built folder into `into` as npm does, without running anything of it. Returns the tarball. */
export const pack = (folder: string, into: string): string => {
  const said = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', into], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const name = /"filename":\s*"([^"]+)"/.exec(said)?.[1];
  if (name === undefined) throw new Error(`npm pack said nothing of a file: ${said}`);
  return join(into, name);
};

// `node scripts/package.ts`: the folder, the tarball and the image's files in bot-agent/dist.
if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const dist = join(HERE, 'dist');
  const folder = join(dist, 'package');
  await buildPackage(folder);
  cpSync(join(HERE, 'docker'), dist, { recursive: true });
  process.stdout.write(`${pack(folder, dirname(folder))}\n`);
}
