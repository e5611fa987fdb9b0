import { defineConfig } from 'vitest/config';

// Real processes on a small machine: one file at a time, so that a test never waits for another's work.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One second would be a bet on the machine.
    expect: { poll: { timeout: 15_000 } },
  },
});
