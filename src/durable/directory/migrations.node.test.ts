import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { MergeId } from '@oconnector/protocol/model/ids.ts';
import { migrations } from './migrations.ts';

it('pairs that were joined by name alone become merges that are still to be carried out', () => {
  const database = new DatabaseSync(':memory:');
  const [contacts, merged, merges] = migrations;
  for (const migration of [contacts, merged]) database.exec(migration?.sql ?? '');
  database.exec(
    `INSERT INTO conflicts (kept, other, at) VALUES ('con_0123456789abcdef01234567', 'con_f123456789abcdef01234567', 7)`,
  );
  database.exec(merges?.sql ?? '');
  const rows = database.prepare('SELECT merge_id, kept, other, at, state, evidence FROM merges').all();
  expect(rows).toMatchObject([
    {
      kept: 'con_0123456789abcdef01234567',
      other: 'con_f123456789abcdef01234567',
      at: 7,
      state: 'begun',
      evidence: '[]',
    },
  ]);
  expect(MergeId.safeParse(rows[0]?.['merge_id']).success).toBe(true);
  database.close();
});
