import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { PHONE, commandOf, tempDir } from '../../test/agent.ts';
import { Journal } from './journal.ts';
import { JournalUnavailable } from './store.ts';
import { JOURNAL_MIGRATIONS } from './migrations.ts';
import { migrate } from '../sqlite.ts';

vi.setConfig({ testTimeout: 30_000 });

let dir: ReturnType<typeof tempDir>;
let open: Journal[];
const path = () => join(dir.path, 'journal.db');
const journal = (maxBytes?: number): Journal => {
  const opened = Journal.open(path(), 1_000, maxBytes).journal;
  open.push(opened);
  return opened;
};
const message = (waId: string, over: Partial<ReceivedMessage> = {}) => ({
  chat: `phone:${PHONE}`,
  message: {
    waId,
    fromMe: false,
    contact: [{ kind: 'phone' as const, value: PHONE }],
    pushName: null,
    content: { type: 'text' as const, text: waId },
    sentAt: 5_000,
    old: false,
    ...over,
  },
});
const numbers = (from: Journal) => from.up.after(0, 100, 1e9).map((row) => row.item.s);

beforeEach(() => {
  dir = tempDir();
  open = [];
});
afterEach(() => {
  for (const one of open) {
    try {
      one.close();
    } catch {
      // Closed by the test.
    }
  }
  dir.remove();
});

describe('up', () => {
  it('D10, D12: takes each message once, whatever brought it, and numbers them without gaps', () => {
    const it = journal();
    expect(it.up.take([message('a'), message('b'), message('a')], 1)).toBe(2);
    expect(it.up.take([message('b'), message('c')], 1)).toBe(1);
    expect(it.up.take([message('a', { fromMe: true })], 1)).toBe(1);
    expect(numbers(it)).toEqual([1, 2, 3, 4]);
    expect(it.up.next).toBe(5);
  });

  it('D10: keeps a row until an acknowledgement covers it, and its key for longer', () => {
    const it = journal();
    it.up.take(
      ['a', 'b', 'c', 'd', 'e'].map((id) => message(id)),
      1,
    );
    it.up.held(1, [[3, 4]]);
    expect(numbers(it)).toEqual([2, 5]);
    expect(it.up.take([message('a')], 1)).toBe(0);
    it.prune(1 + 31 * 86_400_000);
    expect(it.up.isSeen('a', false)).toBe(false);
  });

  it.each(['a\u0000b', '\ud800x', '\u202e', '👩‍👩‍👧', '"\\'])('D18: keeps any text (case %#)', (text) => {
    const it = journal();
    it.up.take([message('a', { content: { type: 'text', text }, pushName: text })], 1);
    const stored = it.up.after(0, 1, 1)[0]?.item.message;
    expect(stored?.content).toEqual({ type: 'text', text });
    expect(stored?.pushName).toBe(text);
  });

  it('cuts what it hands out by number and bytes, but never to nothing', () => {
    const it = journal();
    it.up.take(
      ['a', 'b', 'c'].map((id) => message(id)),
      1,
    );
    expect(it.up.after(0, 2, 1e9)).toHaveLength(2);
    expect(it.up.after(1, 10, 1)).toHaveLength(1);
  });

  it("moves a chat's watermark forward only", () => {
    const it = journal();
    it.up.take([message('a', { sentAt: 9_000 }), message('b', { sentAt: 4_000 })], 1);
    expect(it.up.watermark(`phone:${PHONE}`)).toBe(9_000);
    expect(it.up.watermark('phone:+1')).toBeNull();
  });

  it('buries a refused row with its bytes', () => {
    const it = journal();
    it.up.take([message('a'), message('b')], 1);
    it.up.bury(1, 'poison', 1);
    expect(numbers(it)).toEqual([2]);
    expect(new DatabaseSync(path()).prepare('SELECT code FROM dead').all()).toEqual([{ code: 'poison' }]);
  });

  it('D22: a renewed epoch keeps the rows and gives them new numbers', () => {
    const it = journal();
    it.up.take(
      ['a', 'b', 'c'].map((id) => message(id)),
      1,
    );
    it.up.held(2, []);
    const before = it.epoch;
    it.renewEpoch();
    expect(it.epoch).not.toBe(before);
    expect([numbers(it), it.up.next]).toEqual([[1], 2]);
  });
});

describe('down', () => {
  it('D32: stores a command once, answers it when it has settled, remembers how far the stream is held', () => {
    const it = journal();
    const command = commandOf('x');
    expect(it.commands.store([{ s: 1, command }], 1, 5)).toEqual({ contacts: ['con_ana'], answered: 0 });
    expect(it.commands.store([{ s: 2, command }], 2, 5)).toEqual({ contacts: [], answered: 0 });
    it.commands.intent(command.commandId, 6, false);
    it.commands.ack(command.commandId, 1, 7);
    expect(it.commands.store([{ s: 3, command }], 3, 8).answered).toBe(1);
    expect(it.commands.position.held).toBe(3);
    expect(it.reports.after(0, 10).map(({ r, report }) => [r, report.state])).toEqual([
      [1, 'accepted'],
      [2, 'accepted'],
    ]);
    it.reports.stored([1]);
    expect(it.reports.after(0, 10).map(({ r }) => r)).toEqual([2]);
  });

  it('D31: has what is under way at the head, then by order', () => {
    const it = journal();
    const [late, early] = [commandOf('late', { order: 9 }), commandOf('early', { order: 3 })];
    it.commands.store(
      [
        { s: 1, command: late },
        { s: 2, command: early },
      ],
      2,
      1,
    );
    expect(it.commands.head('con_ana')?.command.order).toBe(3);
    it.commands.intent(late.commandId, 1, false);
    expect(it.commands.head('con_ana')?.command.order).toBe(9);
  });

  it('begins a command once, and not at all once it was dropped', () => {
    const it = journal();
    const command = commandOf('x');
    it.commands.store([{ s: 1, command }], 1, 1);
    expect([it.commands.intent(command.commandId, 2, false), it.commands.intent(command.commandId, 3, false)]).toEqual([
      true,
      false,
    ]);
    expect(it.commands.intent(command.commandId, 4, true)).toBe(true);
    expect(it.commands.get(command.commandId)).toMatchObject({ attempts: 2, t0: 2 });
    expect(it.pace.sends(4).map((sent) => sent.at)).toEqual([2, 4]);
    it.commands.end(command.commandId, { state: 'cancelled', reason: null }, 5);
    expect(it.commands.intent(command.commandId, 6, true)).toBe(false);
    expect(it.commands.end(command.commandId, { state: 'expired', reason: null }, 7)).toBe(false);
  });

  it('C3, C4: a fence never sinks, cancels once, and names what is under way', () => {
    const it = journal();
    const [sent, stored, next] = [
      commandOf('sent', { generation: 1 }),
      commandOf('stored', { generation: 1 }),
      commandOf('next', { generation: 2 }),
    ];
    it.commands.store(
      [sent, stored, next].map((command, i) => ({ s: i + 1, command })),
      3,
      1,
    );
    it.commands.intent(sent.commandId, 1, false);
    expect(it.commands.fence({ contactId: 'con_ana', minGeneration: 2 }, 2)).toEqual({
      cancelled: [stored.commandId],
      inFlight: [sent.commandId],
    });
    expect(it.commands.fence({ contactId: 'con_ana', minGeneration: 1 }, 2)).toEqual({
      cancelled: [],
      inFlight: [sent.commandId],
    });
    expect(it.commands.minGeneration('con_ana')).toBe(2);
  });

  it('C3: a fence names what nobody knows the outcome of, for WhatsApp may still hand it over', () => {
    const it = journal();
    const command = commandOf('sent', { generation: 1 });
    it.commands.store([{ s: 1, command }], 1, 1);
    it.commands.intent(command.commandId, 1, false);
    it.commands.end(command.commandId, { state: 'unknown', reason: 'no_server_tick' }, 2);
    const fence = { contactId: 'con_ana', minGeneration: 2 };
    expect(it.commands.fence(fence, 3)).toEqual({ cancelled: [], inFlight: [command.commandId] });
  });

  it('D20: forgets what was only stored', () => {
    const it = journal();
    const [sent, stored] = [commandOf('sent'), commandOf('stored')];
    it.commands.store(
      [
        { s: 1, command: sent },
        { s: 2, command: stored },
      ],
      2,
      1,
    );
    it.commands.intent(sent.commandId, 1, false);
    expect(it.commands.forgetStored()).toBe(1);
    expect(it.commands.get(stored.commandId)).toBeNull();
  });
});

describe('the file', () => {
  it('has everything again after it was closed', () => {
    const first = journal();
    const command = commandOf('x');
    first.up.take([message('a')], 1);
    first.commands.setPosition({ gatewayEpoch: 'g', held: 0, lease: 4 });
    first.commands.store([{ s: 7, command }], 7, 1);
    first.commands.intent(command.commandId, 9, false);
    const { epoch } = first;
    first.close();
    const second = journal();
    expect([second.epoch, second.up.next, second.commands.position]).toEqual([
      epoch,
      2,
      { gatewayEpoch: 'g', held: 7, lease: 4 },
    ]);
    expect(second.commands.head('con_ana')).toMatchObject({ state: 'intent', attempts: 1 });
    expect(second.pace.sends(10)).toEqual([{ at: 9, contactId: 'con_ana', first: false }]);
  });

  it.each([
    ['overwritten', (file: string) => writeFileSync(file, Buffer.alloc(20_000, 9))],
    ['text', (file: string) => writeFileSync(file, 'not a database, not even nearly so, whatever its name says')],
    [
      'cut short',
      (file: string) => writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200, 1)])),
    ],
  ])('moves a damaged file aside (%s), keeps it, and begins anew', (_, damage) => {
    const first = journal();
    first.up.take([message('a')], 1);
    const { epoch } = first;
    first.close();
    damage(path());
    const { journal: second, damaged } = Journal.open(path(), 2_000);
    open.push(second);
    expect(damaged?.movedTo && existsSync(damaged.movedTo)).toBe(true);
    expect(second.epoch).not.toBe(epoch);
    expect(numbers(second)).toEqual([]);
    expect(readdirSync(dir.path).some((name) => name.includes('damaged-2000'))).toBe(true);
  });

  it('changes nothing when the disk is full, and goes on when it is not', () => {
    const it = journal(200 * 1024);
    const fill = () => {
      for (let i = 0; ; i++) it.up.take([message(`${i}`, { content: { type: 'text', text: 'x'.repeat(20_000) } })], 1);
    };
    expect(fill).toThrow(JournalUnavailable);
    expect(numbers(it)).toHaveLength(it.up.next - 1);
    it.up.held(it.up.next - 1, []);
    expect(it.up.take([message('later')], 1)).toBe(1);
  });

  it('D51, D53: a journal from before the rules knows whom it answered, who is about to be told of, and that its number is not new', () => {
    const db = new DatabaseSync(path());
    migrate(db, JOURNAL_MIGRATIONS.slice(0, 3));
    const keep = (name: string, over: Parameters<typeof commandOf>[1]) => {
      const command = commandOf(name, over);
      db.prepare(
        `INSERT INTO commands (command_id, contact_id, ord, arrived, command, state, wa_out_id, body_hash, changed_at)
         VALUES (?, 'con_a', 1, 1, ?, 'read', ?, 'h', 1)`,
      ).run(command.commandId, JSON.stringify(command), command.commandId);
    };
    const lid = { kind: 'lid', value: '123456' } as const;
    const typed = { kind: 'phone', value: '+5511900000009' } as const;
    const waiting = { kind: 'phone', value: '+5511900000008' } as const;
    keep('answer', { to: lid });
    keep('typed', { to: typed, class: 'human' });
    const { message: inbound } = message('a', { contact: [waiting] });
    db.prepare('INSERT INTO inbound (s, message) VALUES (1, ?)').run(JSON.stringify(inbound));
    db.prepare("INSERT INTO seen (key, at) VALUES ('i:a', 700), ('i:b', 900)").run();
    db.prepare("INSERT INTO pacing (at, contact_id) VALUES (900, 'con_a')").run();
    db.close();
    const it = journal();
    expect([lid, waiting, typed].map((name) => it.pace.hasHeard(name))).toEqual([true, true, false]);
    expect(it.pace.pairedAt()).toBe(700);
    expect(it.pace.sends(1_000)).toEqual([{ at: 900, contactId: 'con_a', first: false }]);
  });

  it('refuses a schema whose steps were reordered', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, [...JOURNAL_MIGRATIONS, { id: '002_more', sql: 'CREATE TABLE more (x INTEGER) STRICT' }]);
    expect(() => migrate(db, JOURNAL_MIGRATIONS)).toThrow('002_more');
    expect(() => migrate(db, [{ id: '002_more', sql: '' }, ...JOURNAL_MIGRATIONS])).toThrow('migration 0');
    db.close();
  });

  it('D10: has everything that it reported stored after its process was killed in the middle of writing', async () => {
    const writer = `
      import { Journal } from ${JSON.stringify(join(import.meta.dirname, 'journal.ts'))};
      const { journal } = Journal.open(${JSON.stringify(path())}, 1);
      for (let i = 0; ; i++) {
        const contact = [{ kind: 'phone', value: ${JSON.stringify(PHONE)} }];
        const content = { type: 'text', text: 'x'.repeat(1 + (i * 7919) % 30000) };
        journal.up.take([{ chat: 'c', message: { waId: 'm' + i, fromMe: false, contact, pushName: null, content, sentAt: 0, old: false } }], 1);
        process.stdout.write(i + '\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    const closed = once(child, 'close');
    for await (const chunk of child.stdout) {
      out += String(chunk);
      if (out.split('\n').length > 150 && !child.killed) child.kill('SIGKILL');
    }
    await closed;
    const told = out.split('\n').filter(Boolean).length;
    const { journal: after, damaged } = Journal.open(path(), 2);
    open.push(after);
    expect(damaged).toBeNull();
    expect(after.up.next - 1).toBeGreaterThanOrEqual(told);
    expect(after.up.next - 1).toBeLessThanOrEqual(told + 1);
    expect(after.waiting.inbound).toBe(after.up.next - 1);
  });
});
