import { relative } from 'node:path';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { filesOf, mutated, ROOT, type Mutant } from '../mutant.ts';
import { mutants } from '../mutants.ts';

/** The story of one build, which `MUTANT` names: real objects in a real workerd, with the mutant in their source. */
const mutant = mutants.find(({ name }) => name === process.env['MUTANT']);
if (mutant === undefined && (process.env['MUTANT'] ?? '') !== '')
  throw new Error(`there is no mutant ${process.env['MUTANT']}`);
const migrations = await readD1Migrations(`${ROOT}/migrations`);

const TEST_VARS = {
  ENVIRONMENT: 'local',
  AI_PROVIDER: 'embedded',
  DEBOUNCE_QUIET_MS: '50',
  DEBOUNCE_MAX_MS: '200',
  JWT_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  SETUP_TOKEN: 'only-for-tests-setup-token',
};

/** Swaps the source as it is loaded, and leaves a note of it that the story takes with it. */
const infect = (mutant: Mutant) => ({
  name: 'mutant',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    const file = relative(ROOT, id.split('?')[0] ?? '');
    if (!filesOf(mutant).includes(file)) return undefined;
    return `${mutated(mutant, file, code)}\n;(globalThis.mutatedFiles ??= []).push(${JSON.stringify(file)});\n`;
  },
});

export default defineConfig({
  plugins: [
    ...(mutant ? [infect(mutant)] : []),
    cloudflareTest({
      wrangler: { configPath: `${ROOT}/wrangler.toml` },
      remoteBindings: false,
      miniflare: {
        bindings: { ...TEST_VARS, TEST_MIGRATIONS: migrations, STORY: process.env['STORY'] ?? 'quick' },
      },
    }),
  ],
  test: {
    root: ROOT,
    include: ['test/chaos/mutants/workerd/story.workerd.ts'],
    setupFiles: ['src/testing/setup.ts'],
    // Its cache on disk knows nothing of what a plugin puts into a file.
    fsModuleCache: false,
    testTimeout: 600_000,
    hookTimeout: 120_000,
    // The errors that the story throws into the objects are theirs to handle.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
