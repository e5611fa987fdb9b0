declare namespace Cloudflare {
  interface Env {
    /** Only in tests: `migrations/`, as the plugin reads it. */
    TEST_MIGRATIONS: import('@cloudflare/vitest-plugin').D1Migration[];
  }
}
