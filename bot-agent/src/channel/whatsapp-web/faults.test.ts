import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  becomes,
  eventually,
  processesOn,
  renderersOf,
  startReady,
  startRig,
  type Rig,
} from '../../../test/standin/channel.ts';
import { isRunning } from './session-dir.ts';

describe('a browser that goes wrong', { timeout: 120_000 }, () => {
  let rig: Rig;
  afterEach(() => rig.end(), 60_000);

  const endings = () => rig.seen.filter(({ event }) => event === 'browser_ended').map(({ data }) => data['ending']);

  it('is replaced when it is killed and when its page crashes, without another QR', async () => {
    rig = await startReady();
    const first = rig.browser();
    process.kill(first, 'SIGKILL');
    await eventually(() => rig.browser() !== first && rig.channel.status().state).toBe('ready');
    const second = rig.browser();
    for (const pid of renderersOf(rig.folder)) process.kill(pid, 'SIGKILL');
    await eventually(() => rig.browser() !== second && rig.channel.status().state).toBe('ready');
    expect(rig.standIn.scans).toBe(1);
    expect(endings()).toEqual(['broken', 'broken']);
    expect(rig.states()).toContain('failed');
    expect(isRunning(first) || isRunning(second)).toBe(false);
  });

  it('lets no call into the page wait for a browser that is gone', async () => {
    rig = await startReady();
    rig.standIn.contact('5511980000001');
    rig.standIn.turn({ sends: 'hang' });
    const typed = rig.channel.typing({ kind: 'phone', value: '+5511980000001' }, true);
    await typed;
    const sending = rig.channel
      .send({
        to: { kind: 'phone', value: '+5511980000001' },
        content: { type: 'text', text: 'oi' },
        waOutId: '3EB0',
      })
      .then(
        () => 'sent',
        (thrown: Error) => thrown.name,
      );
    process.kill(rig.browser(), 'SIGKILL');
    expect(await sending).toBe('CallTimeout');
  });

  it('becomes ready although the library missed the event that makes it ready', async () => {
    rig = await startReady();
    rig.standIn.turn({ syncedEarly: true });
    await rig.again();
    await becomes(rig, 'ready');
    expect(rig.seen.some(({ event }) => event === 'library_told_of_sync')).toBe(true);
    const ana = rig.standIn.contact('5511980000001');
    rig.standIn.write(ana, 'oi');
    await eventually(() => rig.texts()).toEqual(['oi']);
  });

  it('is begun anew when it is connected and never becomes ready', async () => {
    rig = await startReady();
    rig.standIn.turn({ syncedEarly: true });
    await rig.again({ timing: { beatMs: 50, nudgeMs: 60_000, readyMs: 200 } });
    await eventually(endings).toContain('broken');
    expect(rig.seen.find(({ event }) => event === 'browser_ended')?.data['detail']).toBe('Connected, but never ready.');
  });

  it('is begun anew when it has grown too large', async () => {
    rig = await startReady({ memoryMb: 1 });
    await eventually(endings).toContain('recycled');
    await becomes(rig, 'ready');
    expect(rig.standIn.scans).toBe(1);
  });

  it('finds its way past the lock of a browser that is gone', async () => {
    rig = await startReady();
    await rig.channel.stop();
    const profile = join(rig.folder, 'agent', 'session');
    symlinkSync('another-host-4711', join(profile, 'SingletonLock'));
    await rig.again();
    await becomes(rig, 'ready');
    expect(rig.seen.find(({ event }) => event === 'profile_freed')?.data).toEqual({ found: 'stale' });
    expect(rig.standIn.scans).toBe(1);
  });

  it('keeps its session where no other user can read it, and leaves no process', async () => {
    rig = await startReady();
    for (const path of ['agent', 'agent/session']) expect(statSync(join(rig.folder, path)).mode & 0o777).toBe(0o700);
    const command = readFileSync(`/proc/${rig.browser()}/cmdline`, 'utf8').split('\0');
    expect(command).toContain('--remote-debugging-pipe');
    expect(command.join(' ')).toMatch(/--user-agent=Mozilla\/5\.0 .* Chrome\/1[0-9]{2}\.0\.0\.0/);
    await rig.channel.stop();
    expect(processesOn(rig.folder)).toEqual([]);
  });
});

describe('what WhatsApp does to a session', { timeout: 120_000 }, () => {
  let rig: Rig;
  afterEach(() => rig.end(), 60_000);

  it('a logout on the phone ends in a new QR', async () => {
    rig = await startReady();
    rig.standIn.logout();
    await eventually(() => rig.states()).toContain('logged_out');
    await becomes(rig, 'qr');
    rig.standIn.scan();
    await becomes(rig, 'ready');
    expect(rig.standIn.scans).toBe(2);
  });

  it('a conflict is shown, and it comes back without a QR', async () => {
    rig = await startReady();
    rig.standIn.become('CONFLICT');
    await eventually(() => rig.states()).toContain('conflict');
    await becomes(rig, 'ready');
    expect(rig.standIn.scans).toBe(1);
  });

  it('a restriction is shown, and it does not knock again at once', async () => {
    rig = await startReady({ pauses: { firstMs: 50, atMostMs: 500, conflictMs: 500, restrictedMs: 60_000 } });
    rig.standIn.become('TOS_BLOCK');
    await becomes(rig, 'restricted');
    await eventually(() => processesOn(rig.folder)).toEqual([]);
  });

  it('a network that comes and goes is no end: it is ready again, and says so', async () => {
    rig = await startReady();
    rig.told.length = 0;
    rig.standIn.become('TIMEOUT');
    await becomes(rig, 'syncing');
    rig.standIn.become('CONNECTED');
    await becomes(rig, 'ready');
    expect(rig.states()).toEqual(['syncing', 'ready']);
  });

  it('words of a passkey or a restriction on the page are shown as such', async () => {
    rig = await startRig();
    await becomes(rig, 'qr');
    rig.standIn.turn({ shows: 'Continue com sua chave de acesso' });
    await becomes(rig, 'passkey');
    rig.standIn.turn({ shows: 'This account is banned from using WhatsApp' });
    await becomes(rig, 'restricted');
  });
});
