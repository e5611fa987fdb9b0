import { defineConfig } from 'vitest/config';

// Real files, sockets and processes: each file in a process of its own, so that none sees another's handles.
export default defineConfig({
  test: { name: 'bot-agent', environment: 'node', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], pool: 'forks', testTimeout: 20_000 },
});
