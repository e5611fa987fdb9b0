import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const migrations = await readD1Migrations('migrations');

/** Secrets of the tests: no file, no machine knows them otherwise. */
const TEST_SECRETS = {
  JWT_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  SETUP_TOKEN: 'only-for-tests-setup-token',
};

export default defineConfig({
  test: {
    // What a passing test logs is noise; a failing one shows all.
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{protocol,bot-agent,web,scripts}/**/*.test.{ts,tsx}', 'src/**/*.node.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'web/{out,.next}/**'],
        },
      },
      {
        // The Worker and its objects, in a real workerd with real storage.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            remoteBindings: false,
            miniflare: { bindings: { ...TEST_SECRETS, TEST_MIGRATIONS: migrations } },
          }),
        ],
        test: {
          name: 'worker',
          include: ['src/**/*.test.ts'],
          exclude: ['**/*.node.test.ts'],
          setupFiles: ['src/testing/setup.ts'],
        },
      },
    ],
  },
});
