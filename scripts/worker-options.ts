import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler';
import { ROOT } from './lib/paths.ts';

/**
 * `node scripts/worker-options.ts <file> [config]`: writes what Miniflare needs to know of wrangler.toml, or of another one. A process of its own:
 * wrangler takes a second and 250 MB to load, and prints to standard output.
 */
const [file, config = join(ROOT, 'wrangler.toml')] = process.argv.slice(2);
// Rules for modules are of no use to a bundle, and Miniflare's converter refuses them.
const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(config).workerOptions;
// Wrangler has read .dev.vars into the bindings. Secrets stay out of what a build leaves behind.
const bindings = unstable_readConfig({ config }, { hideWarnings: true }).vars;
if (!file) throw new Error('name the file to write');
await writeFile(file, JSON.stringify({ ...options, bindings }, null, 2));
