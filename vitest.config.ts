import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const migrations = await readD1Migrations('migrations');

/** All that the Worker reads, so that a `.dev.vars` that happens to lie here changes no test. */
const TEST_VARS = {
  ENVIRONMENT: 'local',
  AI_PROVIDER: 'embedded',
  AI_EMBEDDER: 'none',
  DEBOUNCE_QUIET_MS: '4000',
  DEBOUNCE_MAX_MS: '15000',
  MEDIA_KEPT_DAYS: '90',
  KNOWLEDGE_URLS: 'off',
  JWT_SECRET: 'only-for-tests-only-for-tests-only-for-tests',
  SETUP_TOKEN: 'only-for-tests-setup-token',
};

// This and all times below: against hanging, not against slowness. A busy machine with two cores passes too.
const EXPECT = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    // What a passing test logs is noise; a failing one shows all.
    silent: 'passed-only',
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{protocol,bot-agent,web,scripts,eval,embedder}/**/*.test.{ts,tsx}', 'src/**/*.node.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'web/{out,.next}/**'],
          testTimeout: 60_000,
          expect: EXPECT,
        },
      },
      {
        // The Worker and its objects, in a real workerd with real storage.
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            remoteBindings: false,
            miniflare: { bindings: { ...TEST_VARS, TEST_MIGRATIONS: migrations } },
          }),
        ],
        test: {
          name: 'worker',
          include: ['src/**/*.test.ts'],
          exclude: ['**/*.node.test.ts'],
          setupFiles: ['src/testing/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: EXPECT,
        },
      },
    ],
  },
});
