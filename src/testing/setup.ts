import { applyD1Migrations } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

// Idempotent: every test file starts from an empty database with today's tables.
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
