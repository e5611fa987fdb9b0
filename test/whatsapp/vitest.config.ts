import { defineConfig } from 'vitest/config';

// The real library in a real Chromium, before the stand-in of WhatsApp Web. Each file has its own browser, server and
// folder; two at a time, for most of the time is spent waiting for a browser to start.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One second would be a bet on the machine.
    expect: { poll: { timeout: 15_000 } },
  },
});
