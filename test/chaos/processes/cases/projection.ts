import { DatabaseSync } from 'node:sqlite';
import { tool } from '../../../../scripts/lib/run.ts';
import { until } from '../../../support/wait.ts';
import { allRows } from '../dashboard.ts';
import { d1File, projected, rowChecksum } from '../files.ts';
import { expectThat } from '../../report/case.ts';
import { type FaultCase, type Stage } from './stage.ts';

type Rebuilt = { rows: number; equal: boolean; checksums: { objects: string; d1: string; inbox: string } };

/** The command that people have, on this instance. */
const rebuild = async (stage: Stage): Promise<Rebuilt> => {
  const { code, output } = await tool('node', ['scripts/rebuild-projection.ts', '--json'], {
    quiet: true,
    env: { STATE_DIR: stage.world.stateDir },
  });
  const line = output.split('\n').find((one) => one.startsWith('{'));
  if (line === undefined) throw new Error(`npm run rebuild-projection ended with ${code}: ${output.slice(0, 300)}`);
  return JSON.parse(line) as Rebuilt;
};

/** Contacts whose row in D1 is not what the lists show. */
const unequal = async (stage: Stage): Promise<string[]> => {
  const { rows } = await allRows(stage.world.api);
  const inD1 = new Map(projected(stage.world.stateDir).map((row) => [row.contact, row]));
  return [...rows.values()].flatMap((row) => {
    const found = inD1.get(row.contact.contactId);
    return found?.version === row.version && found.checksum === rowChecksum(row) ? [] : [row.contact.contactId];
  });
};

/** Row 22. Only the projection is wiped: accounts and numbers stand nowhere else, and are what a backup is for. */
const wiped: FaultCase = {
  row: 22,
  layer: 'L2',
  name: 'the projection in D1 is wiped while people write: npm run rebuild-projection makes it equal to the conversations again',
  run: async (stage) => {
    const numbers = await Promise.all(Array.from({ length: 8 }, () => stage.phone()));
    for (const phone of numbers) stage.phones.send(phone, 'Vocês entregam hoje?');
    for (const phone of numbers) await stage.settled(phone);
    const db = new DatabaseSync(d1File(stage.world.stateDir), { timeout: 10_000 });
    const { changes } = db.prepare('DELETE FROM conversations').run();
    db.close();
    expectThat(projected(stage.world.stateDir).length < Number(changes), 'nothing was wiped');
    // Some write on meanwhile: who does not is known to nobody but the conversations.
    for (const phone of numbers.slice(0, 4)) stage.phones.send(phone, 'Aceita pix?');
    const first = await rebuild(stage);
    for (const phone of numbers) await stage.settled(phone);
    const { rows, checksums } = await until('a rebuild that finds everything equal', async () => {
      const again = await rebuild(stage);
      return again.equal && again;
    });
    expectThat(rows >= Number(changes) && first.rows >= Number(changes), `${rows} rows rebuilt of ${changes}`);
    expectThat(checksums.objects === checksums.d1 && checksums.d1 === checksums.inbox, JSON.stringify(checksums));
    await until('D1 to be what the lists show', async () => (await unequal(stage)).length === 0);
    await stage.soundly(...numbers);
    return { 'rows wiped': Number(changes), 'rows rebuilt': rows };
  },
};

export const projectionCases: FaultCase[] = [wiped];
