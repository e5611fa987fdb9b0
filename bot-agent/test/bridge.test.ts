import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROFILES } from '../src/profile.ts';
import { waOutIdOf } from '../src/identity.ts';
import { PHONE, QUICK, commandOf, poll, screenOf, startAgent, tempDir, type Running } from './agent.ts';
import { TestGateway } from './gateway.ts';
import type { ChannelEvent } from '../src/channel/port.ts';

vi.setConfig({ testTimeout: 30_000 });

let gateway: TestGateway;
let dir: ReturnType<typeof tempDir>;
let agents: Running[];

const start = (options: Parameters<typeof startAgent>[2] = {}): Running => {
  const agent = startAgent(gateway.url, dir.path, options);
  agents.push(agent);
  return agent;
};
const truth = (): { k: string; waId: string; text: string; wall: number }[] =>
  readFileSync(join(dir.path, 'whatsapp', 'ground-truth.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const live = (agent: Running) => poll(() => agent.bridge.isLive).toBe(true);

beforeEach(async () => {
  gateway = await new TestGateway().start();
  dir = tempDir();
  agents = [];
});
afterEach(async () => {
  for (const agent of agents) await agent.stop();
  await gateway.stop();
  dir.remove();
});

describe('up', () => {
  it("D10: brings a phone's message to the Gateway with its credential, once, and frees the journal at the ack", async () => {
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    phone.write('Vocês entregam hoje?', 3);
    await gateway.until(() => gateway.received.length === 1);
    expect(gateway.credentials[0]).toBe('Bearer secret');
    expect(gateway.received[0]).toMatchObject({
      fromMe: false,
      contact: [{ kind: 'phone', value: PHONE }],
      pushName: 'Ana',
      old: false,
    });
    await poll(() => agent.journal.waiting.inbound).toBe(0);
    expect(gateway.texts()).toEqual(['Vocês entregam hoje?']);
  });

  it.each(['a\u0000b', '\ud800 alone', 'עברית \u202e x', '👩‍👩‍👧 zwj', 'x'.repeat(65_536), '\u0001'.repeat(65_536)])(
    'D18: carries any text unchanged (case %#)',
    async (text) => {
      const agent = start();
      screenOf(agent.whatsapp).write(text);
      await gateway.until(() => gateway.received.length === 1);
      expect(gateway.texts()[0] === text).toBe(true);
    },
  );

  it('D13: keeps the order of a burst and puts what came meanwhile into one frame', async () => {
    const agent = start();
    await gateway.until(() => gateway.hellos.length === 1);
    await live(agent);
    gateway.mute.add('ack');
    const phone = screenOf(agent.whatsapp);
    phone.write('first');
    await gateway.until(() => gateway.upFrames.length === 1);
    for (let i = 0; i < 50; i++) phone.write(`m${i}`);
    gateway.mute.clear();
    gateway.push({ t: 'ack', h: 1, sack: [] });
    await gateway.until(() => gateway.received.length === 51);
    expect(gateway.texts()).toEqual(['first', ...Array.from({ length: 50 }, (_, i) => `m${i}`)]);
    expect(gateway.upFrames.length).toBeLessThan(6);
  });

  it('D21: sends again after a cut what was not acknowledged', async () => {
    gateway.mute.add('ack');
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    phone.write('one');
    await gateway.until(() => gateway.upFrames.length === 1);
    gateway.cut();
    phone.write('two');
    await gateway.until(() => gateway.received.length === 2);
    expect(gateway.texts()).toEqual(['one', 'two']);
    gateway.mute.clear();
    gateway.cut();
    await poll(() => agent.journal.waiting.inbound).toBe(0);
  });

  it('C6: takes what the owner types on the phone as fromMe, and never its own echo', async () => {
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    const command = commandOf('from the bot');
    gateway.enqueue(command);
    await phone.until(() => phone.texts().includes('from the bot'));
    agent.whatsapp.writeAsOwner(PHONE, 'from the owner');
    await gateway.until(() => gateway.received.length === 1);
    expect(gateway.received[0]).toMatchObject({ fromMe: true, content: { type: 'text', text: 'from the owner' } });
    phone.write('from Ana');
    await gateway.until(() => gateway.received.length === 2);
    expect(gateway.texts()).toEqual(['from the owner', 'from Ana']);
  });

  it('C6: sends no reply that it still holds once it has seen the owner write, until the fence says what may go', async () => {
    const other = '+5511911112222';
    const agent = start({ profile: { ...QUICK, typing: { baseMs: 400, perCharacterMs: 0, maxMs: 400, jitterMs: 0 } } });
    const phone = screenOf(agent.whatsapp);
    screenOf(agent.whatsapp, other);
    await live(agent);
    const held = commandOf('the bot answers over the owner', { generation: 1 });
    gateway.enqueue(held);
    await phone.until(() => phone.frames.some((frame) => frame.t === 'typing' && frame.on));
    agent.whatsapp.writeAsOwner(PHONE, 'I am here');
    await gateway.until(() => gateway.received.length === 1);
    // Begun later and as long: when it is out, the other one would have been.
    const later = commandOf('to somebody else', { contactId: 'con_bia', to: { kind: 'phone', value: other } });
    gateway.enqueue(later);
    await gateway.until(() => gateway.states(later.commandId).includes('accepted'));
    expect(gateway.states(held.commandId)).toEqual([]);
    gateway.push({ t: 'cancel', fences: [{ contactId: 'con_ana', minGeneration: 2 }] });
    await gateway.until(() => gateway.states(held.commandId).length > 0);
    expect(gateway.states(held.commandId)).toEqual(['cancelled']);
    const notice = commandOf('a person answers now', { class: 'notice', generation: 2 });
    gateway.enqueue(notice);
    await phone.until(() => phone.texts().length === 2);
    expect(phone.texts()).toEqual(['I am here', 'a person answers now']);
  });

  it('D15: finds in the history what came while it was down: recent as live, older than a quarter of an hour as old, before live ones', async () => {
    let hour = Date.now() - 3_600_000;
    const agent = start({
      setup: (whatsapp) => {
        const now = Date.now;
        Date.now = () => hour;
        whatsapp.write(PHONE, 'an-hour-ago-000001', { type: 'text', text: 'an hour ago' }, 1, () => {});
        Date.now = now;
        whatsapp.write(PHONE, 'a-moment-ago-00001', { type: 'text', text: 'a moment ago' }, 1, () => {});
      },
    });
    hour = 0;
    screenOf(agent.whatsapp).write('now');
    await gateway.until(() => gateway.received.length === 3);
    expect(
      gateway.received.map((message) => [message.content.type === 'text' && message.content.text, message.old]),
    ).toEqual([
      ['an hour ago', true],
      ['a moment ago', false],
      ['now', false],
    ]);
  });

  it('D15: tries a history again that could not be read at first', async () => {
    const agent = start({
      setup: (whatsapp) => {
        whatsapp.write(PHONE, 'a-moment-ago-00001', { type: 'text', text: 'missed' }, 1, () => {});
        whatsapp.faults.history = true;
      },
    });
    await poll(() => agent.seen.some(({ event }) => event === 'history_scan_failed')).toBe(true);
    agent.whatsapp.faults.history = false;
    await gateway.until(() => gateway.received.length === 1);
    expect(gateway.texts()).toEqual(['missed']);
  });

  it('tells that a contact types', async () => {
    const agent = start();
    await live(agent);
    agent.whatsapp.typeFrom(PHONE, true);
    agent.whatsapp.typeFrom(PHONE, true);
    agent.whatsapp.typeFrom(PHONE, false);
    await gateway.until(() => gateway.typing.length === 2);
    expect(gateway.typing.map((frame) => frame.on)).toEqual([true, false]);
  });

  it('D2: shows a contact by @lid with the phone beside it, as one contact', async () => {
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    agent.whatsapp.set(PHONE, { asLid: true });
    phone.write('oi');
    await gateway.until(() => gateway.received.length === 1);
    const contact = gateway.received[0]?.contact ?? [];
    expect(contact.map((alias) => alias.kind)).toEqual(['lid', 'phone']);
    const lid = contact[0];
    if (!lid) throw new Error('no lid');
    gateway.enqueue(commandOf('to the lid', { to: lid }));
    await phone.until(() => phone.texts().includes('to the lid'));
  });
});

describe('down', () => {
  it('D3, D4: sends under its own id, types before, and reports accepted, delivered, read in order', async () => {
    const agent = start({ profile: { ...QUICK, typing: PROFILES.demo.typing } });
    const phone = screenOf(agent.whatsapp);
    await live(agent);
    const command = commandOf('Sim, até as 18h.');
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).includes('read'));
    expect(gateway.states(command.commandId)).toEqual(['accepted', 'delivered', 'read']);
    expect(phone.texts()).toEqual(['Sim, até as 18h.']);
    expect(
      phone.frames.filter((frame) => frame.t === 'typing').map((frame) => frame.t === 'typing' && frame.on)[0],
    ).toBe(true);
    expect(gateway.reports[0]?.waId).toBe(waOutIdOf(command.commandId));
    await poll(() => agent.journal.waiting.reports).toBe(0);
  });

  it('D32: answers a repeated command from the journal and never sends it twice', async () => {
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    const command = commandOf('once');
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).includes('read'));
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).length === 4);
    expect(gateway.states(command.commandId)).toEqual(['accepted', 'delivered', 'read', 'read']);
    expect(phone.texts()).toEqual(['once']);
    expect(truth().filter((line) => line.k !== 'in')).toHaveLength(1);
  });

  it("D31: keeps the order of a contact's commands", async () => {
    const agent = start();
    const phone = screenOf(agent.whatsapp);
    const commands = Array.from({ length: 20 }, (_, i) => commandOf(`c${i}`));
    gateway.enqueue(...commands);
    await phone.until(() => phone.texts().length === 20);
    expect(
      truth()
        .filter((line) => line.k === 'out')
        .map((line) => line.text),
    ).toEqual(commands.map((_, i) => `c${i}`));
  });

  it('reports a refusal as failed and goes on with the next', async () => {
    const agent = start({ setup: (whatsapp) => whatsapp.set(PHONE, { failSends: 1 }) });
    const phone = screenOf(agent.whatsapp);
    await live(agent);
    const [bad, good] = [commandOf('bad'), commandOf('good')];
    gateway.enqueue(bad, good);
    await gateway.until(() => gateway.states(good.commandId).includes('accepted'));
    expect(gateway.states(bad.commandId)).toEqual(['failed']);
    await phone.until(() => phone.texts().length > 0);
    expect(phone.texts()).toEqual(['good']);
  });

  it('D34: lets a command expire', async () => {
    start();
    const command = commandOf('too late', { notAfter: Date.now() - 1 });
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).length === 1);
    expect(gateway.states(command.commandId)).toEqual(['expired']);
  });

  it('C4: stops an automatic command at the fence, answers fenced, and lets the human through', async () => {
    const agent = start({
      profile: { ...QUICK, typing: { baseMs: 5_000, perCharacterMs: 0, maxMs: 5_000, jitterMs: 0 } },
    });
    const phone = screenOf(agent.whatsapp);
    await live(agent);
    const command = commandOf('never seen', { generation: 1 });
    gateway.enqueue(command);
    await phone.until(() => phone.frames.some((frame) => frame.t === 'typing' && frame.on));
    gateway.push({ t: 'cancel', fences: [{ contactId: 'con_ana', minGeneration: 2 }] });
    await gateway.until(() => gateway.fenced.length === 1 && gateway.states(command.commandId).length === 1);
    expect(gateway.states(command.commandId)).toEqual(['cancelled']);
    expect(gateway.fenced[0]).toMatchObject({ contactId: 'con_ana', minGeneration: 2, inFlight: [] });
    const human = commandOf('typed by a person', { class: 'human', generation: 1 });
    gateway.enqueue(human);
    await phone.until(() => phone.texts().length === 1);
    expect(phone.texts()).toEqual(['typed by a person']);
  });

  it('C3: admits at the fence to what WhatsApp already has', async () => {
    const agent = start({
      profile: { ...QUICK, ackWaitMs: 3_000 },
      setup: (whatsapp) => (whatsapp.faults.stuck = true),
    });
    await live(agent);
    const command = commandOf('on its way');
    gateway.enqueue(command);
    await poll(() => agent.journal.commands.get(command.commandId)?.state).toBe('intent');
    gateway.push({ t: 'cancel', fences: [{ contactId: 'con_ana', minGeneration: 1 }] });
    await gateway.until(() => gateway.fenced.length === 1);
    expect(gateway.fenced[0]?.inFlight).toEqual([command.commandId]);
  });

  it('C4: applies the fences of a welcome before it sends what it had stored', async () => {
    const command = commandOf('must not leave');
    gateway.serverTime = () => Date.now() - 1_000;
    gateway.fences = [{ contactId: 'con_ana', minGeneration: 1 }];
    const first = start();
    await poll(() => first.bridge.isLive).toBe(true);
    gateway.fences = [];
    await first.stop();
    agents.pop();
    const agent = start();
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).length === 1);
    expect(gateway.states(command.commandId)).toEqual(['cancelled']);
    expect(screenOf(agent.whatsapp).texts()).toEqual([]);
  });

  it('D33: gives a stuck send up as unknown, and corrects itself when the tick comes after all', async () => {
    const agent = start({ setup: (whatsapp) => (whatsapp.faults.stuck = true) });
    await live(agent);
    const command = commandOf('who knows');
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).length === 1);
    expect(gateway.states(command.commandId)).toEqual(['unknown']);
    await agent.stop();
    agents.pop();
    start();
    await gateway.until(
      () =>
        gateway.states(command.commandId).includes('accepted') ||
        gateway.states(command.commandId).includes('delivered'),
    );
    expect(truth().filter((line) => line.k === 'out' || line.k === 'repeat')).toHaveLength(1);
  });

  it('D33: calls it unknown when the history cannot be read, and does not send again', async () => {
    const agent = start({ setup: (whatsapp) => Object.assign(whatsapp.faults, { stuck: true, history: true }) });
    await live(agent);
    const command = commandOf('blind');
    gateway.enqueue(command);
    await gateway.until(() => gateway.states(command.commandId).length === 1);
    expect(gateway.reports[0]).toMatchObject({ state: 'unknown' });
    expect(gateway.reports[0]?.reason).toContain('cannot_look');
    expect(agent.journal.commands.get(command.commandId)?.attempts).toBe(1);
  });

  describe('asked by a person to look', () => {
    const outs = () => truth().filter((line) => line.k === 'out' || line.k === 'repeat');

    it('D37: looks once and says that it still does not know; nothing is sent', async () => {
      const agent = start({ setup: (whatsapp) => Object.assign(whatsapp.faults, { stuck: true, history: true }) });
      await live(agent);
      const command = commandOf('blind');
      gateway.enqueue(command);
      await gateway.until(() => gateway.states(command.commandId).length === 1);
      agent.whatsapp.faults.history = false;
      gateway.push({ t: 'look', items: [command] });
      await gateway.until(() => gateway.reports.length === 2);
      expect(gateway.reports[1]).toMatchObject({ state: 'unknown', reason: 'no_server_tick' });
      expect(agent.journal.commands.get(command.commandId)?.attempts).toBe(1);
      expect(outs()).toHaveLength(0);
    });

    it('D37: finds in the history what its journal has forgotten, and what was never sent it does not find', async () => {
      const before = start();
      await live(before);
      const command = commandOf('sent long ago');
      gateway.enqueue(command);
      await gateway.until(() => gateway.states(command.commandId).includes('accepted'));
      await before.stop();
      agents.pop();
      for (const end of ['', '-wal', '-shm']) rmSync(join(dir.path, `journal.db${end}`), { force: true });
      const agent = start();
      await live(agent);
      const told = gateway.reports.length;
      const never = commandOf('never sent');
      gateway.push({ t: 'look', items: [command, never] });
      await gateway.until(() => gateway.reports.length >= told + 2);
      const news = gateway.reports.slice(told);
      expect(news.find(({ commandId }) => commandId === command.commandId)).toMatchObject({
        state: 'accepted',
        waId: waOutIdOf(command.commandId),
      });
      expect(news.find(({ commandId }) => commandId === never.commandId)).toMatchObject({
        state: 'unknown',
        reason: 'not_in_history',
      });
      expect(outs()).toHaveLength(1);
    });

    it('D37: says again what it knows of a command that has ended', async () => {
      const agent = start();
      await live(agent);
      const command = commandOf('arrived');
      gateway.enqueue(command);
      await gateway.until(() => gateway.states(command.commandId).includes('delivered'));
      const told = gateway.reports.length;
      gateway.push({ t: 'look', items: [command] });
      await gateway.until(() => gateway.reports.length > told);
      expect(gateway.reports[told]).toMatchObject({ commandId: command.commandId, state: 'delivered' });
    });
  });

  it('holds everything while the clock is more than five minutes off, and says so', async () => {
    gateway.serverTime = () => Date.now() + 6 * 60_000;
    const agent = start();
    gateway.enqueue(commandOf('not by this clock'));
    await gateway.until(() => gateway.statuses.length > 0);
    expect(gateway.statuses.at(-1)?.status.detail).toContain('6 min behind');
    await poll(() => agent.journal.waiting.open).toBe(1);
    gateway.serverTime = () => Date.now();
    gateway.cut();
    await poll(() => agent.journal.waiting.open).toBe(0);
  });

  it('sends nothing while the channel is not ready, and goes on when it is', async () => {
    const agent = start();
    await live(agent);
    agent.channel.become('conflict', 'another session');
    await gateway.until(() => gateway.statuses.at(-1)?.status.state === 'conflict');
    const command = commandOf('later');
    gateway.enqueue(command);
    await poll(() => agent.journal.waiting.open).toBe(1);
    agent.channel.become('ready');
    await gateway.until(() => gateway.states(command.commandId).includes('accepted'));
  });

  it('D20: forgets stored commands after another agent had the lease, and looks before it sends them', async () => {
    const agent = start();
    await live(agent);
    agent.channel.become('syncing');
    const command = commandOf('twice?');
    gateway.enqueue(command);
    await poll(() => agent.journal.waiting.open).toBe(1);
    gateway.lease++;
    gateway.cut();
    await gateway.until(() => gateway.hellos.length === 3);
    expect(gateway.hellos[2]).toMatchObject({ gatewayEpoch: null, downHeld: 0 });
    await poll(() => agent.journal.commands.get(command.commandId)?.state).toBe('intent');
    expect(agent.journal.commands.get(command.commandId)?.attempts).toBe(0);
    agent.channel.become('ready');
    await gateway.until(() => gateway.states(command.commandId).includes('accepted'));
    expect(truth().filter((line) => line.k === 'out' || line.k === 'repeat')).toHaveLength(1);
  });
});

describe('a journal that cannot be written', () => {
  it('takes and sends nothing, says so, and catches up from the history when there is room again', async () => {
    const agent = start({ journalBytes: 400 * 1024 });
    await live(agent);
    gateway.mute.add('ack');
    const phone = screenOf(agent.whatsapp);
    const texts = Array.from({ length: 12 }, (_, i) => `${i} ${'x'.repeat(60_000)}`);
    for (const text of texts) {
      phone.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await gateway.until(() => gateway.statuses.some((frame) => frame.status.state === 'failed'));
    expect(gateway.statuses.find((frame) => frame.status.state === 'failed')?.status.detail).toContain(
      'the disk is full',
    );
    gateway.mute.clear();
    gateway.cut();
    await gateway.until(() => gateway.received.length === texts.length);
    expect(gateway.texts().map((text) => text.slice(0, 2).trim())).toEqual(texts.map((_, i) => String(i)));
    await gateway.until(() => gateway.statuses.at(-1)?.status.state === 'ready');
  });
});

describe('what links the device', () => {
  const TEXT = '2@links-a-device';

  it('goes up with the status, again with its age over a new link, and away when it is over; no log has it', async () => {
    let emit: (event: ChannelEvent) => void = () => {};
    const agent = start({ emitting: (way) => (emit = way) });
    await live(agent);
    emit({ kind: 'pairing', pairing: { kind: 'qr', text: TEXT, number: 1 } });
    await gateway.until(() => gateway.statuses.at(-1)?.pairing?.text === TEXT);
    expect(gateway.statuses.at(-1)?.pairing).toMatchObject({ kind: 'qr', number: 1 });
    const [links, before] = [gateway.hellos.length, gateway.statuses.at(-1)?.pairing?.ageMs ?? 0];
    gateway.cut();
    await gateway.until(() => gateway.hellos.length > links && gateway.statuses.at(-1)?.pairing?.text === TEXT);
    await poll(() => gateway.statuses.at(-1)?.pairing?.ageMs ?? 0).toBeGreaterThan(before);
    emit({ kind: 'pairing', pairing: null });
    await gateway.until(() => gateway.statuses.at(-1)?.pairing === undefined);
    expect(JSON.stringify(agent.seen)).not.toContain(TEXT);
  });
});
