import type { Migration } from '../kit/migrate.ts';

export const migrations: readonly Migration[] = [
  {
    name: '001_snapshots',
    sql: `
      CREATE TABLE snapshots (
        class TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, snapshot TEXT NOT NULL, PRIMARY KEY (class, name)
      ) WITHOUT ROWID;
      CREATE INDEX snapshots_at ON snapshots (at);
    `,
  },
];
