import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../support/wait.ts';
import { projected } from '../files.ts';
import { LinkClient } from '../link-client.ts';
import { expectThat, Stage, type FaultCase } from './stage.ts';

const CONTACTS = 100_000;
/** New objects a second; the disk of each must come into being. */
const PER_SECOND = 200;

/** Row 33, in a world of its own: its state is some gigabytes. */
const everybody: FaultCase = {
  row: 33,
  layer: 'L2',
  name: 'a hundred thousand contacts write for the first time: each has its conversation, its message and its row',
  nightly: true,
  run: async (_stage, log) => {
    const stage = await Stage.open();
    try {
      const { credential } = await stage.world.credential();
      const agent = new LinkClient({ serverUrl: stage.world.instance.url, credential, commands: 'accept' });
      await agent.connect();
      agent.ready();
      const from = performance.now();
      let reconnects = 0;
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
        if (written % 10_000 < PER_SECOND / 5) log(`${written} written, ${agent.waiting} not stored yet`);
        await sleep(200);
        if (performance.now() - from > 3_600_000)
          throw new Error(`${agent.waiting} of ${written} were not stored in an hour`);
      }
      const storedMs = Math.round(performance.now() - from);
      const rows = await until(
        'all of them to be in the projection',
        () => {
          const count = projected(stage.world.stateDir).length;
          return count >= CONTACTS && count;
        },
        1_800_000,
      );
      agent.close();
      expectThat(rows >= CONTACTS, `${rows} rows for ${CONTACTS} contacts`);
      return { contacts: CONTACTS, 'links lost': reconnects, 'ms until stored': storedMs };
    } finally {
      await stage.close();
    }
  },
};

export const multitudeCases: FaultCase[] = [everybody];
