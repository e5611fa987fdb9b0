import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idleMegabytes, installPackage } from '../test/whatsapp/installed.ts';
import { World } from '../test/whatsapp/world.ts';
import type { Measure } from './report.ts';

const STARTS = 5;

/** From the start of the process to the channel being ready, by the agent's own log, in seconds. */
const startS = async (world: World, bin: string): Promise<number> => {
  const since = world.now;
  const from = Date.now();
  await world.startBot({}, [bin, 'run']);
  await world.untilReady(since);
  const ready = world
    .lines()
    .slice(since)
    .find(({ event, state }) => event === 'channel' && state === 'ready');
  return (Date.parse(String(ready?.['at'])) - from) / 1_000;
};

/** The agent of the package with whatsapp-web.js in a real Chromium, before the stand-in of WhatsApp Web. */
export const measureAgent = async (): Promise<Measure[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'oconnector-bench-agent-'));
  const [bin, world] = await Promise.all([installPackage(folder), World.start(join(folder, 'world'))]);
  try {
    await world.startBot({}, [bin, 'run']);
    await world.link(0);
    const starts: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      await world.endBot('SIGTERM');
      starts.push(await startS(world, bin));
    }
    const ana = world.standIn.contact('5511980000001');
    world.standIn.write(ana, 'Qual o horário?');
    await world.untilAnswered(ana, 1);
    const megabytes = await idleMegabytes(world.botPid);
    return [
      {
        what: `agent: start to ready with a restored session, worst of ${STARTS}`,
        value: Math.max(...starts),
        target: 5,
        unit: 's',
      },
      { what: 'agent: resident memory, ready and idle after an answer', value: megabytes, target: 120, unit: 'MB' },
    ];
  } finally {
    await world.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 4 });
  }
};
