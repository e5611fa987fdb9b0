import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { until } from '../../../support/wait.ts';
import { d1File } from '../files.ts';
import { LinkClient } from '../link-client.ts';
import type { World } from '../world.ts';
import { expectThat } from '../../report/case.ts';
import { Stage, type FaultCase } from './stage.ts';

const CONTACTS = 100_000;
/** New objects a second; the disk of each must come into being. */
const PER_SECOND = 200;

/** An agent of its own, paired over the API; the demo's is out for good. */
const ownAgent = async ({ api, instance }: World): Promise<LinkClient> => {
  const { body } = await api.ask<{ code: string }>(
    'POST',
    `/api/whatsapp/numbers/${instance.bot.numberId}/pairing-code`,
  );
  const answer = await fetch(`${instance.url}/api/whatsapp/pair`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: body.code, botId: 'multitude', host: 'chaos' }),
  });
  const { credential } = z.object({ credential: z.string() }).parse(await answer.json());
  const agent = new LinkClient({ serverUrl: instance.url, credential, commands: 'accept' });
  await agent.connect();
  agent.ready();
  return agent;
};

const rowsInD1 = (stateDir: string): number => {
  const db = new DatabaseSync(d1File(stateDir), { readOnly: true, timeout: 5_000 });
  try {
    return Number(db.prepare('SELECT count(*) AS n FROM conversations').get()?.['n'] ?? 0);
  } finally {
    db.close();
  }
};

/** Row 33, in a world of its own: its state is some gigabytes. */
const everybody: FaultCase = {
  row: 33,
  layer: 'L2',
  name: 'a hundred thousand contacts write for the first time: each has its conversation, its message and its row',
  nightly: true,
  run: async (_stage, log) => {
    const stage = await Stage.open();
    try {
      const before = rowsInD1(stage.world.stateDir);
      const agent = await ownAgent(stage.world);
      const from = performance.now();
      let reconnects = 0;
      let told = from;
      for (let written = 0; written < CONTACTS || agent.waiting > 0;) {
        const due = Math.min(CONTACTS, Math.floor(((performance.now() - from) / 1_000) * PER_SECOND));
        // What is not acknowledged waits in the agent's journal; a real one would hold it on disk.
        for (; written < due && agent.waiting < 5_000; written++)
          agent.write(`+5531${String(900_000_000 + written)}`, `oi ${written}`);
        if (!agent.isOpen) {
          reconnects++;
          await agent.connect().then(
            () => agent.ready(),
            () => sleep(1_000),
          );
        }
        if (performance.now() - told > 30_000) {
          told = performance.now();
          log(`${written} written, ${agent.waiting} not stored yet`);
        }
        await sleep(200);
        if (performance.now() - from > 7_200_000)
          throw new Error(`${agent.waiting} of ${written} were not stored in two hours`);
      }
      const storedMs = Math.round(performance.now() - from);
      const rows = await until(
        'all of them to be in the projection',
        async () => {
          await sleep(2_000);
          const count = rowsInD1(stage.world.stateDir) - before;
          return count >= CONTACTS && count;
        },
        1_800_000,
      );
      agent.close();
      expectThat(rows === CONTACTS, `${rows} rows for ${CONTACTS} contacts`);
      return { contacts: CONTACTS, 'links lost': reconnects, 'ms until stored': storedMs };
    } finally {
      await stage.close();
    }
  },
};

export const multitudeCases: FaultCase[] = [everybody];
