import { defineConfig } from 'vitest/config';

// One engine at a time: a bundle and a workerd are enough for a small machine.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
