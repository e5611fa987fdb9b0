import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuilt, runBuild, type Target } from '../../scripts/lib/build.ts';
import { BIN, ROOT, WEB_OUT } from '../../scripts/lib/paths.ts';
import { filesOf, mutated } from '../../test/chaos/mutants/change.ts';
import type { Stage } from '../ablation/stages.ts';

/** A bundle of eval/worker, and what Miniflare needs to know of its configuration. */
export type Bundle = { script: string; options: string };

const CONFIG = 'eval/worker/wrangler.toml';

const bundleIn = (folder: string): Bundle => ({
  script: join(folder, 'worker.js'),
  options: join(folder, 'options.json'),
});

/** Bundles what stands under `root`, as the product is bundled. */
const bundle = async (root: string, folder: string, signal?: AbortSignal): Promise<void> => {
  const { options } = bundleIn(folder);
  const config = join(root, CONFIG);
  await mkdir(WEB_OUT, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  const name = 'measuring Worker';
  await runBuild(name, join(BIN, 'wrangler'), ['deploy', '--dry-run', '-c', config, '--outdir', folder], signal);
  await runBuild(name, join(BIN, 'node'), ['scripts/worker-options.ts', options, config], signal);
};

const FOLDER = join(ROOT, 'dist/eval/product');

const PRODUCT: Target = {
  name: 'worker',
  sources: ['src', 'protocol', 'eval/worker', 'package-lock.json'],
  result: bundleIn(FOLDER).options,
  stamp: join(ROOT, 'dist/eval/product.stamp'),
  build: (signal) => bundle(ROOT, FOLDER, signal),
};

/** The bundle of the product as it is; built when stale. */
export const productBundle = async (onBuild: () => void): Promise<Bundle> => {
  await ensureBuilt(PRODUCT, onBuild);
  return bundleIn(FOLDER);
};

/** A bundle of the product without one stage: of a copy of its sources, changed; the product has no switch for it. */
export const bundleWithout = async (stage: Stage): Promise<Bundle> => {
  const root = join(ROOT, 'dist/eval/without');
  await rm(root, { recursive: true, force: true });
  for (const folder of ['src', 'eval/worker']) await cp(join(ROOT, folder), join(root, folder), { recursive: true });
  for (const file of filesOf(stage)) {
    const source = await readFile(join(ROOT, file), 'utf8');
    await writeFile(join(root, file), mutated(stage, file, source));
  }
  const folder = join(ROOT, 'dist/eval/without-bundle');
  await bundle(root, folder);
  return bundleIn(folder);
};
