import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../support/wait.ts';
import { d1File } from '../files.ts';
import { LinkClient } from '../link-client.ts';
import { expectThat, NotRun } from '../../report/case.ts';
import { Stage, type FaultCase } from './stage.ts';

/** Mounts a small filesystem, or says that this machine does not let us. */
const mountSmall = (folder: string, megabytes: number): void => {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    throw new NotRun('a small filesystem cannot be mounted here');
  }
};
const unmount = (folder: string): void => void execFileSync('umount', [folder], { stdio: 'pipe' });

/** Takes all the room there is left. */
const fill = (file: string): void => {
  const fd = openSync(file, 'w');
  const block = Buffer.alloc(4_096);
  try {
    for (;;) writeSync(fd, block);
  } catch {
    // That was the last block.
  } finally {
    closeSync(fd);
  }
};

/** A world of its own whose folder has a small filesystem in it. */
const onSmallDisk = async (
  part: string,
  megabytes: number,
  prepare: (stateDir: string) => void,
  work: (stage: Stage, mounted: string) => Promise<void>,
): Promise<void> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'oconnector-chaos-'));
  const mounted = join(stateDir, part);
  try {
    mountSmall(mounted, megabytes);
  } catch (error) {
    rmSync(stateDir, { recursive: true, force: true });
    throw error;
  }
  try {
    prepare(stateDir);
    const stage = await Stage.open({ stateDir });
    try {
      await work(stage, mounted);
    } finally {
      stage.phones.close();
      await stage.world.stop();
    }
  } finally {
    unmount(mounted);
    rmSync(stateDir, { recursive: true, force: true });
  }
};

/** Row 36. */
const journalDiskFull: FaultCase = {
  row: 36,
  layer: 'L2',
  name: 'the disk under the agent’s journal is full: it takes and sends nothing and says so; with room it catches up',
  run: async () => {
    await onSmallDisk(
      'bot',
      4,
      (stateDir) => {
        // WhatsApp's own servers have room.
        const outside = join(stateDir, 'servers');
        mkdirSync(outside);
        symlinkSync(outside, join(stateDir, 'bot/whatsapp'));
      },
      async (stage, mounted) => {
        const phone = await stage.phone();
        stage.phones.send(phone, 'oi');
        await stage.answered(phone);
        await stage.settled(phone);
        fill(join(mounted, 'filler'));
        for (let i = 0; i < 40; i++) stage.phones.send(phone, `Vocês entregam hoje? (${i}) ${'x'.repeat(2_000)}`);
        await until('the agent to call itself degraded', () => stage.world.said('"event":"degraded"'));
        await until('the dashboard to show it', async () => {
          const { numbers } = await stage.world.api.get<{ numbers: { channel: { state: string } | null }[] }>(
            '/api/whatsapp/numbers',
          );
          return numbers[0]?.channel?.state === 'failed';
        });
        rmSync(join(mounted, 'filler'));
        await until('the agent to recover', () => stage.world.said('"event":"recovered"'));
        await stage.settled(phone);
        await stage.soundly(phone);
      },
    );
    return { 'disks filled': 1 };
  },
};

/** Row 35. */
const storageDiskFull: FaultCase = {
  row: 35,
  layer: 'L2',
  name: 'the disk under the objects is full: nothing acknowledged is lost, and with room everything goes on',
  run: async () => {
    let refusals = 0;
    await onSmallDisk(
      'v3',
      160,
      () => {},
      async (stage, mounted) => {
        const numbers = await Promise.all(Array.from({ length: 8 }, () => stage.phone()));
        const [known] = numbers;
        if (known === undefined) throw new Error('no phone');
        stage.phones.send(known, 'oi');
        await stage.answered(known);
        await stage.settled(known);
        fill(join(mounted, 'filler'));
        // Whoever writes for the first time needs a file of their own.
        for (let i = 0; i < 10; i++)
          for (const phone of numbers) stage.phones.send(phone, `Aceita pix? (${i}) ${'x'.repeat(3_000)}`);
        refusals = await until('the Worker to refuse', async () => {
          const log = readFileSync(join(stage.world.stateDir, 'logs/worker.log'), 'utf8');
          return log.match(/SQLITE_FULL|disk is full|SQLITE_IOERR|No space left/g)?.length;
        });
        await sleep(2_000);
        rmSync(join(mounted, 'filler'));
        await stage.isOnline();
        for (const phone of numbers) await stage.settled(phone, 120_000);
        await stage.soundly(...numbers);
      },
    );
    return { 'disks filled': 1, 'writes refused in the log': refusals };
  },
};

const flipBits = (file: string): void => {
  const size = statSync(file).size;
  const fd = openSync(file, 'r+');
  for (let at = 4_096; at < size; at += 4_096) {
    const block = Buffer.alloc(64);
    readSync(fd, block, 0, 64, at);
    writeSync(fd, Buffer.from(block.map((byte: number) => byte ^ 0xff)), 0, 64, at);
  }
  closeSync(fd);
};

/** Row 37. */
const damagedJournal: FaultCase = {
  row: 37,
  layer: 'L2',
  name: 'the journal has flipped bits: noticed at the start, set aside, begun anew under another epoch; nothing twice',
  run: async (stage) => {
    const phone = await stage.phone();
    stage.phones.send(phone, 'oi');
    await stage.answered(phone);
    await stage.settled(phone);
    const said = stage.said(phone).length;
    await stage.restart((stateDir) => {
      const journal = join(stateDir, 'bot/journal.db');
      // What the side files hold would mend it.
      const db = new DatabaseSync(journal);
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      db.close();
      copyFileSync(journal, `${journal}.copy`);
      flipBits(journal);
    });
    expectThat(await stage.world.said('journal_damaged_begun_anew'), 'the damage was not noticed');
    stage.phones.open(phone);
    stage.phones.send(phone, 'Aceita pix?');
    await until('the new answer', () => stage.said(phone).length > said);
    await stage.settled(phone);
    await stage.soundly(phone);
    return { 'pages damaged': 1 };
  },
};

const FLEET = 40;

/** Row 34, at a fifth of its size. */
const everybodyAtOnce: FaultCase = {
  row: 34,
  layer: 'L2',
  name: `${FLEET} agents lose their links and come back at the same moment: all are served within 60 s, without a loop`,
  run: async (stage) => {
    const credentials = Array.from({ length: FLEET }, () => `ocl_${randomBytes(32).toString('base64url')}`);
    await stage.restart((stateDir) => {
      const db = new DatabaseSync(d1File(stateDir));
      db.exec('BEGIN');
      for (const [i, credential] of credentials.entries()) {
        const hash = createHash('sha256').update(credential).digest('hex');
        db.prepare('INSERT INTO numbers (id, cliente_id, name, created_at) VALUES (?, ?, ?, ?)').run(
          `num_fleet-${i}`,
          'cli_demo',
          `Filial ${i}`,
          Date.now(),
        );
        db.prepare(
          'INSERT INTO link_credentials (id, hash, cliente_id, number_id, bot_id, host, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ).run(`lnk_fleet-${i}`, hash, 'cli_demo', `num_fleet-${i}`, `bot-${i}`, 'test', Date.now());
      }
      db.exec('COMMIT');
      db.close();
    });
    const fleet = credentials.map(
      (credential) => new LinkClient({ serverUrl: stage.world.proxy.url, credential, commands: 'accept' }),
    );
    const connectAll = async (): Promise<number> => {
      let tries = 0;
      await Promise.all(
        fleet.map((agent) =>
          until(
            'a welcome',
            () => {
              tries++;
              return agent.connect().then(() => true);
            },
            60_000,
          ),
        ),
      );
      return tries;
    };
    await connectAll();
    const written = fleet.map((agent, i) => agent.write(`+55219${String(70_000_000 + i)}`, 'Vocês entregam hoje?'));
    await until('all of them to be stored', () => fleet.every((agent) => agent.waiting === 0));
    stage.world.proxy.cut();
    const from = Date.now();
    const tries = await connectAll();
    for (const [i, agent] of fleet.entries()) agent.write(`+55219${String(70_000_000 + i)}`, 'E domingo?');
    await until('all of them to go on', () => fleet.every((agent) => agent.waiting === 0));
    const took = Date.now() - from;
    for (const agent of fleet) agent.close();
    expectThat(tries <= FLEET * 3, `${tries} attempts of ${FLEET} agents`);
    expectThat(written.length === FLEET, 'not all of them wrote');
    await stage.isOnline();
    return { 'links cut at once': FLEET, 'ms until all went on': took };
  },
};

/** Row 44. */
const newBuild: FaultCase = {
  row: 44,
  layer: 'L2',
  name: 'the Worker is replaced on the same state while people write: both sides go on (no older build exists to come from yet)',
  run: async (stage) => {
    const numbers = await Promise.all(Array.from({ length: 5 }, () => stage.phone()));
    for (const phone of numbers) stage.phones.send(phone, 'Onde vocês ficam?');
    await until('WhatsApp to have them', () => stage.phones.unconfirmed === 0);
    await stage.restart();
    for (const phone of numbers) {
      stage.phones.open(phone);
      stage.phones.send(phone, 'E parcelado?');
    }
    for (const phone of numbers) await stage.settled(phone);
    await stage.soundly(...numbers);
    return { restarts: 1, 'older builds': 0 };
  },
};

export const stateCases: FaultCase[] = [newBuild, damagedJournal, everybodyAtOnce];
export const diskCases: FaultCase[] = [journalDiskFull, storageDiskFull];
