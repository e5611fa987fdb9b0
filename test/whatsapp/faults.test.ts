import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isRunning } from '../../bot-agent/src/channel/whatsapp-web/session-dir.ts';
import { browsersOn, processesOn, renderersOf } from './processes.ts';
import { becomes, eventually, startReady, type Rig } from './rig.ts';

/** One device, to which everything happens in turn; no test needs the one before it. */
let rig: Rig;
beforeAll(async () => {
  rig = await startReady();
});
afterAll(() => rig.end());

const to = { kind: 'phone' as const, value: '+5511980000001' };
const endings = () => rig.seen.filter(({ event }) => event === 'browser_ended').map(({ data }) => data['ending']);
/** A sound device, whatever the last test left. */
const sound = async (): Promise<number> => {
  rig.standIn.turn({ syncedEarly: false, sends: 'ok', logout: 'ok', shows: '' });
  if (rig.channel.status().state !== 'ready') await rig.again();
  await becomes(rig, 'ready');
  rig.told.length = 0;
  rig.seen.length = 0;
  rig.seen.push({ event: 'browser_started', data: { pid: browsersOn(rig.folder)[0] } });
  return rig.standIn.scans;
};

it('a browser that is killed is replaced, without another QR', async () => {
  const scans = await sound();
  const first = rig.browser();
  process.kill(first, 'SIGKILL');
  await eventually(() => rig.browser() !== first && rig.channel.status().state).toBe('ready');
  expect(endings()).toEqual(['broken']);
  expect(rig.states()).toContain('failed');
  expect(isRunning(first)).toBe(false);
  expect(rig.standIn.scans).toBe(scans);
});

it('a page that crashes is noticed, although the library says nothing', async () => {
  const scans = await sound();
  const first = rig.browser();
  for (const pid of renderersOf(rig.folder)) process.kill(pid, 'SIGKILL');
  await eventually(() => rig.browser() !== first && rig.channel.status().state).toBe('ready');
  expect(endings()).toEqual(['broken']);
  expect(rig.standIn.scans).toBe(scans);
});

it('no call into the page waits for a browser that is gone', async () => {
  await sound();
  rig.standIn.contact('5511980000001');
  rig.standIn.turn({ sends: 'hang' });
  const typing = () => rig.standIn.typed.length;
  const before = typing();
  await rig.channel.typing(to, true);
  await eventually(typing).toBe(before + 1);
  const sending = rig.channel.send({ to, content: { type: 'text', text: 'oi' }, waOutId: '3EB0' }).then(
    () => 'sent',
    (thrown: Error) => thrown.name,
  );
  process.kill(rig.browser(), 'SIGKILL');
  expect(await sending).toBe('CallTimeout');
});

it('it becomes ready although the library missed the event that makes it ready', async () => {
  await sound();
  rig.standIn.turn({ syncedEarly: true });
  await rig.again();
  await becomes(rig, 'ready');
  expect(rig.seen.some(({ event }) => event === 'library_told_of_sync')).toBe(true);
  rig.standIn.write(rig.standIn.contact('5511980000002'), 'oi');
  await eventually(() => rig.texts()).toEqual(['oi']);
});

it('it is begun anew when it is connected and never becomes ready', async () => {
  await sound();
  rig.standIn.turn({ syncedEarly: true });
  await rig.again({ timing: { beatMs: 50, nudgeMs: 60_000, readyMs: 200 } });
  await eventually(() => rig.seen.find(({ event }) => event === 'browser_ended')?.data['detail']).toBe(
    'Connected, but never ready.',
  );
  await rig.channel.stop();
});

it('it is begun anew when it has grown too large, past the lock of a browser that is gone, for this user alone', async () => {
  const scans = await sound();
  await rig.channel.stop();
  symlinkSync('another-host-4711', join(rig.folder, 'agent', 'session', 'SingletonLock'));
  await rig.again({ memoryMb: 1 });
  await eventually(endings).toContain('recycled');
  expect(rig.seen.find(({ event }) => event === 'profile_freed')?.data).toEqual({ found: 'stale' });
  await rig.again();
  await becomes(rig, 'ready');
  expect(rig.standIn.scans).toBe(scans);
  for (const path of ['agent', 'agent/session']) expect(statSync(join(rig.folder, path)).mode & 0o777).toBe(0o700);
  const command = readFileSync(`/proc/${rig.browser()}/cmdline`, 'utf8');
  expect(command).toContain('--remote-debugging-pipe');
  expect(command).toMatch(/--user-agent=Mozilla\/5\.0 .* Chrome\/1[0-9]{2}\.0\.0\.0/);
});

it('a network that comes and goes is no end: it is ready again, and says so', async () => {
  await sound();
  rig.standIn.become('TIMEOUT');
  await becomes(rig, 'syncing');
  rig.standIn.become('CONNECTED');
  await becomes(rig, 'ready');
  expect(rig.states()).toEqual(['syncing', 'ready']);
});

it('a conflict is shown, and it comes back without a QR', async () => {
  const scans = await sound();
  rig.standIn.become('CONFLICT');
  await eventually(() => rig.states()).toContain('conflict');
  await becomes(rig, 'ready');
  expect(rig.standIn.scans).toBe(scans);
});

it('a logout on the phone ends in a new QR, and words of a passkey on the page are shown as such', async () => {
  const scans = await sound();
  rig.standIn.logout();
  await eventually(() => rig.states()).toContain('logged_out');
  await becomes(rig, 'qr');
  rig.standIn.turn({ shows: 'Continue com sua chave de acesso' });
  await becomes(rig, 'passkey');
  rig.standIn.scan();
  await becomes(rig, 'ready');
  expect(rig.standIn.scans).toBe(scans + 1);
});

it('logging out from here unlinks the device at WhatsApp, forgets its session and asks for a new QR', async () => {
  const scans = await sound();
  expect(rig.channel.linkedDevice.account()).toEqual({ name: 'Loja Demo', phone: '551155500100' });
  await rig.channel.linkedDevice.logOut();
  await becomes(rig, 'qr');
  expect(rig.states()).toContain('logged_out');
  expect(rig.standIn.isLinked).toBe(false);
  expect(rig.channel.linkedDevice.account()).toBeNull();
  rig.standIn.scan();
  await becomes(rig, 'ready');
  expect(rig.standIn.scans).toBe(scans + 1);
});

it('logging out forgets the session here also when WhatsApp says nothing to it', async () => {
  await sound();
  // The page is told with its session, so that it knows before it is asked.
  rig.standIn.turn({ logout: 'mute' });
  await rig.again({ timing: { beatMs: 100, probeMs: 2_000 } });
  await becomes(rig, 'ready');
  await rig.channel.linkedDevice.logOut();
  await becomes(rig, 'qr');
  expect(rig.seen.map(({ event }) => event)).toContain('log_out_unconfirmed');
  rig.standIn.turn({ logout: 'ok' });
  rig.standIn.scan();
  await becomes(rig, 'ready');
});

it('a new QR or a code to type is made on demand, and never for a device that is linked', async () => {
  await sound();
  const device = rig.channel.linkedDevice;
  rig.standIn.logout();
  await becomes(rig, 'qr');
  const first = rig.browser();
  device.renewPairing('5511987654321');
  await becomes(rig, 'pairing_code');
  expect(rig.browser()).not.toBe(first);
  device.renewPairing(null);
  await becomes(rig, 'qr');
  rig.standIn.scan();
  await becomes(rig, 'ready');
  const linked = rig.browser();
  device.renewPairing(null);
  const guest = rig.standIn.contact('5511981299007', 'Lia', false);
  rig.standIn.write(guest, 'ainda aqui?');
  await eventually(() => rig.texts()).toContain('ainda aqui?');
  expect(rig.browser()).toBe(linked);
});

it('a restriction is shown, and no browser knocks again at once', async () => {
  await sound();
  await rig.again({ pauses: { firstMs: 50, atMostMs: 500, conflictMs: 500, restrictedMs: 600_000 } });
  await becomes(rig, 'ready');
  rig.standIn.become('TOS_BLOCK');
  await becomes(rig, 'restricted');
  await eventually(() => processesOn(rig.folder, rig.browser())).toEqual([]);
});
