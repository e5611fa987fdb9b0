import { PROFILES } from '../../../bot-agent/src/profile.ts';
import type { Change, Mutant } from './mutant.ts';

const { production, chaos } = PROFILES;

/*
 * Broken builds that turned out to behave like the sound one, and what stands in their place:
 * - Outbox flushed before the commit: a call out of an object waits at the output gate until what was written before it is
 *   durable, and no change throws after it has owed a send; instead, `effects are forgotten when they begin`.
 * - A feed that resumes one event too late: events are numbered without gaps, so a dashboard sees the gap and begins anew;
 *   instead, the same.
 * - Sending over a link that has been silent for long: such a link is closed within 42 s, and another agent leaves what may have
 *   been sent alone for 50 s; instead, `no suspects`.
 * - A list without versions: one conversation tells the Inbox one thing after the other; instead, `projection without version`.
 * - `rowsWritten` alone: a row that is left out counts only where a key is AUTOINCREMENT, which no table of ours has. The
 *   mutant brings it. `no dedupe` takes the index away as well, which would refuse the second row by itself.
 */

/** Messages on their way from WhatsApp into a conversation. */
const up: Mutant[] = [
  {
    name: 'ack before commit',
    breaks: 'The Gateway acknowledges messages when they arrive, before a conversation has stored them.',
    layer: 'L0',
    promise: 'I1',
    changes: [
      {
        file: 'src/durable/gateway/frames/up.ts',
        find: `  try {
    const done = ingestAll(`,
        replace: `  tally.stored.push(...admitted.map(({ s }) => ({ s, contactId: 'con_nobody' })));
  settle(context, flow, journalEpoch, tally);
  try {
    const done = ingestAll(`,
      },
    ],
  },
  {
    name: 'sent is acknowledged',
    breaks: 'The agent forgets a message as soon as it has sent it, without waiting for the acknowledgement.',
    layer: 'L0',
    promise: 'I1',
    changes: [
      {
        file: 'bot-agent/src/bridge.ts',
        find: 'const rows = journal.up.after(after, items, bytes);',
        replace: `const rows = journal.up.after(after, items, bytes);
        for (const { item } of rows) journal.up.held(0, [[item.s, item.s]]);`,
      },
    ],
  },
  {
    name: 'h not contiguous',
    breaks: 'The Gateway acknowledges up to the highest number it has stored, whatever is missing below.',
    layer: 'L0',
    promise: 'I1',
    changes: [
      {
        file: 'src/durable/gateway/delivery.ts',
        find: 'if (from <= h + 1) h = Math.max(h, to);',
        replace: 'if (from > 0) h = Math.max(h, to);',
      },
    ],
  },
  {
    name: 'h from memory',
    breaks: 'The Gateway keeps what it has acknowledged in memory only, so that an eviction takes it back.',
    layer: 'L0',
    promise: 'I10',
    changes: [
      {
        file: 'src/durable/gateway/up-table.ts',
        find: `export const upTable = (sql: Sql) => ({
  up(journalEpoch: string): UpState {
    const row = sql.first<UpRow>(
      'SELECT h, ranges, floor, floor_open, gap_refusals FROM up_held WHERE journal_epoch = ?',
      journalEpoch,
    );`,
        replace: `export const upTable = (sql: Sql, remembered = new Map<string, UpRow>()) => ({
  up(journalEpoch: string): UpState {
    const row = remembered.get(journalEpoch) ?? null;`,
      },
      {
        file: 'src/durable/gateway/up-table.ts',
        find: `  setUp(journalEpoch: string, { held, floor, floorOpen, gapRefusals }: UpState, now: number): void {
`,
        replace: `  setUp(journalEpoch: string, { held, floor, floorOpen, gapRefusals }: UpState, now: number): void {
    remembered.set(journalEpoch, { h: held.h, ranges: JSON.stringify(held.ranges), floor, floor_open: floorOpen ? 1 : 0, gap_refusals: gapRefusals });
`,
      },
    ],
  },
  {
    name: 'no dedupe',
    breaks: 'A message that comes twice is stored twice: nobody asks whether its id is known, and no index forbids it.',
    layer: 'L0',
    promise: 'I2',
    changes: [
      { file: 'src/durable/conversation/ingest.ts', find: 'if (known === null) return null;', replace: 'return null;' },
      {
        file: 'src/durable/conversation/migrations.ts',
        find: 'CREATE UNIQUE INDEX messages_by_key ON',
        replace: 'CREATE INDEX messages_by_key ON',
      },
    ],
  },
  {
    name: 'no per-contact chain',
    breaks: 'Messages of one contact go to their conversation side by side instead of one after the other.',
    layer: 'L0',
    promise: 'I3',
    changes: [
      {
        file: 'src/durable/gateway/flow.ts',
        find: 'const before = tails.get(key) ?? Promise.resolve();',
        replace: 'const before = Promise.resolve();',
      },
    ],
  },
  {
    name: 'what was refused is overtaken',
    breaks: 'While an earlier message of a contact is refused, later ones of that contact go on.',
    layer: 'L0',
    promise: 'I3',
    changes: [
      {
        file: 'src/durable/gateway/flow.ts',
        find: 'if (stuck < s && (contact === null || contact === contactId)) return true;',
        replace: 'if (stuck > s && contact === null) return true;',
      },
    ],
  },
  {
    name: 'watermark ahead of journal',
    breaks: 'The agent notes a chat as read before the messages found in it are in its journal.',
    layer: 'L0',
    promise: 'I3',
    changes: [
      {
        file: 'bot-agent/src/intake.ts',
        find: `    for (const message of missed) {
      const found`,
        replace: `    if (messages.length > 0) journal.up.scanned(chat, now);
    await this.#o.sleep(1_500);
    for (const message of missed) {
      const found`,
      },
    ],
  },
  {
    name: 'no history scan',
    breaks: 'After it was away the agent takes only what is announced to it, and never reads the history of a chat.',
    layer: 'L0',
    promise: 'I3',
    changes: [
      {
        file: 'bot-agent/src/intake.ts',
        find: 'if (!this.#isComplete(ref)) found += await this.#scanChat(chat);',
        replace: '',
      },
    ],
  },
];

/** Turns, and who may speak. */
const control: Mutant[] = [
  {
    name: 'no fence',
    breaks: 'A reply is committed although somebody else took control while it was thought.',
    layer: 'L0',
    promise: 'I8',
    changes: [
      {
        file: 'src/durable/conversation/turn.ts',
        find: "if (state.control.generation !== turn.generation || state.control.holder.kind !== 'bot')",
        replace: 'if (state.control.generation < 0)',
      },
      {
        file: 'src/durable/conversation/turn.ts',
        find: 'if (state.turn?.turnId !== turn.turnId)',
        replace: 'if (state.turn !== null && state.turn.turnId !== turn.turnId)',
      },
    ],
  },
  {
    name: 'fence without last_in_seq',
    breaks: 'A reply is committed although the contact wrote more while it was thought.',
    layer: 'L0',
    promise: 'I8',
    changes: [
      {
        file: 'src/durable/conversation/turn.ts',
        find: 'if (!turn.loose && state.lastInSeq !== turn.lastInSeq)',
        replace: 'if (!turn.loose && state.lastInSeq < turn.lastInSeq)',
      },
    ],
  },
  {
    name: 'alarm without UNIQUE',
    breaks:
      'A turn that is due begins again while it is being thought, its name is random, and no index forbids a second answer.',
    layer: 'L0',
    promise: 'I9',
    changes: [
      {
        file: 'src/durable/conversation/turn.ts',
        find: 'state.pending === null || state.turn !== null) return null;',
        replace: 'state.pending === null) return null;',
      },
      {
        file: 'src/durable/conversation/turn.ts',
        find: 'if (state.turn?.turnId !== turn.turnId)',
        replace: 'if (state.lastInSeq < 0)',
      },
      {
        file: 'src/durable/conversation/turn.ts',
        find: 'turnId: `${contactId}:${lastInSeq}:${control.generation}:${attempt}`,',
        replace: 'turnId: `${contactId}:${lastInSeq}:${control.generation}:${attempt}:${Math.random()}`,',
      },
    ],
  },
  {
    name: 'opt-out not heeded',
    breaks: 'An opt-out is written down and nothing else: the bot answers on.',
    layer: 'L0',
    promise: 'I13',
    changes: [
      {
        file: 'src/durable/conversation/opt-out.ts',
        find: "  tx.record('optout.recorded', null, { seq });\n",
        replace: "  tx.record('optout.recorded', null, { seq });\n  if (seq > 0) return;\n",
      },
    ],
  },
  {
    name: 'opt-out not recognised',
    breaks: 'Nobody hears that a contact wants no more automatic messages.',
    layer: 'L0',
    promise: 'I13',
    changes: [
      {
        file: 'src/durable/conversation/opt-out.ts',
        find: 'if (stop !== undefined)',
        replace: "if (stop === '')",
      },
    ],
  },
  {
    name: 'confirmed without the agent',
    breaks: 'A takeover counts as confirmed at once, without the answer of the agent that holds the replies.',
    layer: 'L0',
    promise: 'I7',
    changes: [
      {
        file: 'src/durable/conversation/control.ts',
        find: 'fence: { confirmed: false, inFlight: 0 },',
        replace: 'fence: { confirmed: true, inFlight: 0 },',
      },
    ],
  },
  {
    name: 'cancel not stored',
    breaks: 'The agent answers a fence and does not keep it: what comes down behind it is sent.',
    layer: 'L0',
    promise: 'I7',
    changes: [
      {
        file: 'bot-agent/src/journal/command-rows.ts',
        find: 'ON CONFLICT (contact_id) DO UPDATE SET min_generation = max(min_generation, excluded.min_generation)`,\n      contactId,\n      minGeneration,',
        replace:
          'ON CONFLICT (contact_id) DO UPDATE SET min_generation = max(min_generation, excluded.min_generation)`,\n      contactId,\n      0,',
      },
    ],
  },
  {
    name: 'agent ignores fences',
    breaks: 'The agent keeps fences and sends behind them all the same.',
    layer: 'L0',
    promise: 'I7',
    changes: [
      {
        file: 'bot-agent/src/delivery.ts',
        find: 'isAutomatic(command) && command.generation < minGeneration;',
        replace: 'isAutomatic(command) && command.generation < minGeneration - 1_000;',
      },
    ],
  },
];

/** Messages on their way from a conversation to WhatsApp. */
const down: Mutant[] = [
  {
    name: 'no lease',
    breaks: 'Every agent that says hello gets the same lease, so none ever loses it.',
    layer: 'L0',
    promise: 'I10',
    changes: [
      {
        file: 'src/durable/gateway/session.ts',
        find: 'const lease = known.lease + 1;',
        replace: 'const lease = Math.max(known.lease, 1);',
      },
    ],
  },
  {
    name: 'two agents send',
    breaks: 'An agent that comes back after another one had the lease trusts what it holds, and sends it.',
    layer: 'L0',
    promise: 'I5',
    world: { keepsOurIds: true },
    changes: [
      {
        file: 'bot-agent/src/link/session.ts',
        find: 'const foreign = (welcome.yoursSince ?? welcome.lease) > (session.down.lease ?? 0) + 1;',
        replace: 'const foreign = false;',
      },
    ],
  },
  {
    name: 'no suspects',
    breaks: 'An agent that takes the lease over sends at once what the one before it may have sent.',
    layer: 'L0',
    promise: 'I5',
    world: { keepsOurIds: true },
    changes: [
      {
        file: 'bot-agent/src/delivery.ts',
        find: "command.createdAt < suspectBefore ? 'store_suspect' : 'store'",
        replace: "command.createdAt < suspectBefore ? 'store' : 'store'",
      },
    ],
  },
  {
    name: 'resend on unknown',
    breaks: 'A send whose outcome is unknown is repeated at once, without a look into the history.',
    layer: 'L0',
    promise: 'I5',
    changes: [
      {
        file: 'bot-agent/src/delivery.ts',
        find: `  if (outcome.kind === 'found') {
    const { waId, level } = outcome.sent;`,
        replace: `  if (outcome.kind === 'found' && row.attempts >= MAX_ATTEMPTS) {
    const { waId, level } = outcome.sent;`,
      },
      { file: 'bot-agent/src/delivery.ts', find: "if (row.looks === 0) return { do: 'look_again' };", replace: '' },
    ],
  },
  {
    name: 'blind is absent',
    breaks: 'A history that cannot be read is taken for one in which the message is not.',
    layer: 'L0',
    promise: 'I5',
    changes: [
      {
        file: 'bot-agent/src/delivery.ts',
        find: "  if (outcome.kind === 'blind')\n    return { do: 'end'",
        replace: "  if (outcome.kind === 'never')\n    return { do: 'end'",
      },
    ],
  },
  {
    name: 'no intent',
    breaks:
      'The agent writes its intent only after WhatsApp has been asked: a death in between looks like nothing was begun.',
    layer: 'L0',
    promise: 'I5',
    changes: [
      {
        file: 'bot-agent/src/outgoing.ts',
        find: '    if (!journal.commands.intent(commandId, clock.now(), again)) return;\n',
        replace:
          '    const early = await channel.send({ to, content, waOutId: row.waOutId }).catch(() => null);\n    await this.#o.sleep(1_000);\n    if (!journal.commands.intent(commandId, clock.now(), again) || early === null) return;\n',
      },
      {
        file: 'bot-agent/src/outgoing.ts',
        find: 'const result = await channel.send({ to, content, waOutId: row.waOutId, ...(file && { file }) });',
        replace: 'const result = early;',
      },
    ],
  },
  {
    name: 'accepted without a tick',
    breaks: 'A message counts as accepted when the call to WhatsApp returned or threw, not when WhatsApp ticked it.',
    layer: 'L0',
    promise: 'I6',
    changes: [
      {
        file: 'bot-agent/src/outgoing.ts',
        find: "      log.warn('send_outcome_unknown', { commandId, reason: reasonOf(thrown) });\n      this.#ticks.get(commandId)?.();",
        replace: '      this.#settle({ ...row, state: "intent" }, 1);',
      },
    ],
  },
  {
    name: 'two sends at a time',
    breaks: 'A contact’s next message is handed over while the one before it is still under way.',
    layer: 'L0',
    promise: 'I11',
    changes: [
      {
        file: 'src/durable/conversation/delivery-status.ts',
        find: "if (open.some(([, { status }]) => status === 'dispatched')) return null;",
        replace: '',
      },
      {
        file: 'src/durable/conversation/delivery-status.ts',
        find: 'return open.toSorted(([, a], [, b]) => a.seq - b.seq)[0]?.[0] ?? null;',
        replace:
          "return open.filter(([, { status }]) => status === 'queued').toSorted(([, a], [, b]) => b.seq - a.seq)[0]?.[0] ?? null;",
      },
    ],
  },
  {
    name: 'pacing reset at restart',
    breaks: 'An agent that starts begins its pace anew, as if it had sent nothing.',
    layer: 'L0',
    promise: 'I12',
    world: { profile: production },
    changes: [{ file: 'bot-agent/src/bridge.ts', find: 'journal.pace.sends(serverClock.now())', replace: '[]' }],
  },
  {
    name: 'no pace',
    breaks: 'A backlog goes out as fast as the line takes it.',
    layer: 'L0',
    promise: 'I12',
    world: { profile: production },
    changes: [
      {
        file: 'bot-agent/src/governor.ts',
        find: '  }\n  return at;\n};',
        replace: '  }\n  return at > now ? now : at;\n};',
      },
    ],
  },
  {
    name: 'effects are forgotten when they begin',
    breaks: 'What the outbox owes is struck off before it is performed: a death in between loses it.',
    layer: 'L0',
    promise: 'I22',
    world: { profile: chaos },
    changes: [
      {
        file: 'src/durable/kit/outbox.ts',
        find: '        await handler(effect);\n',
        replace:
          "        this.#sql.run('DELETE FROM outbox WHERE id = ? AND rev = ?', row.id, row.rev);\n        await handler(effect);\n",
      },
    ],
  },
];

/** An error of a timer goes on into the alarm, which is not set again. */
const throwingTimers: Change[] = [
  {
    file: 'src/durable/kit/timers.ts',
    find: '    } catch (error) {\n      onError(timer, error);\n      if (this.get',
    replace:
      '    } catch (error) {\n      if (timer.attempts < 1_000) throw error;\n      onError(timer, error);\n      if (this.get',
  },
  {
    file: 'src/durable/kit/timers.ts',
    find: '      return ran;\n    } finally {\n      this.#running = false;\n      this.arm();\n    }',
    replace:
      '      this.#running = false;\n      this.arm();\n      return ran;\n    } finally {\n      this.#running = false;\n    }',
  },
];

/** What everybody sees, and the clockwork underneath. */
const settled: Mutant[] = [
  {
    name: 'projection without version',
    breaks:
      'A row goes into the projection whatever version is there, so that a slow call puts an old one over a new one.',
    layer: 'L0',
    promise: 'I15',
    changes: [
      {
        file: 'src/db/conversations.ts',
        find: 'where excluded.version ${unless} conversations.version`',
        replace: 'where true`',
      },
    ],
  },
  {
    name: 'alarm throws',
    breaks:
      'D1 is away for some minutes and the error leaves the alarm, which the platform gives up for ever after seven of them.',
    layer: 'L0',
    promise: 'I14',
    changes: [
      ...throwingTimers,
      {
        file: 'src/durable/inbox/project.ts',
        find: '    memory.projectionFailures++;\n',
        replace: '    memory.projectionFailures++;\n    throw error;\n',
      },
    ],
  },
  {
    name: 'no watchdog',
    breaks: 'An alarm that the platform has lost is not set again when the object wakes.',
    layer: 'L0',
    promise: 'I14',
    changes: [
      {
        file: 'src/durable/kit/timers.ts',
        find: 'this.#armedAt = await this.#alarm.get();\n    this.arm();',
        replace: 'this.#armedAt = 0;',
      },
    ],
  },
];

/** What only the storage of a real object shows: `node:sqlite` has neither `rowsWritten` nor `transactionSync`. */
const storage: Mutant[] = [
  {
    name: 'rowsWritten dedupe',
    breaks:
      'Whether a message was new is read from `rowsWritten`, which counts the row that was left out where a key is AUTOINCREMENT.',
    layer: 'L1',
    promise: 'I2',
    changes: [
      { file: 'src/durable/conversation/ingest.ts', find: 'if (known === null) return null;', replace: 'return null;' },
      {
        file: 'src/durable/conversation/migrations.ts',
        find: `CREATE TABLE messages (
        seq INTEGER PRIMARY KEY,`,
        replace: `CREATE TABLE messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,`,
      },
      {
        file: 'src/durable/kit/sql.ts',
        find: 'all<Row>(query, ...bindings)[0] ?? null,',
        replace: `{
      if (!query.startsWith('INSERT INTO messages')) return all<Row>(query, ...bindings)[0] ?? null;
      const cursor = storage.sql.exec(query.replace(' RETURNING seq', ''), ...bindings);
      cursor.toArray();
      return cursor.rowsWritten > 0 ? ({ seq: 0 } as unknown as Row) : null;
    },`,
      },
    ],
  },
  {
    name: 'a throw rolls nothing back',
    breaks: 'A change is no transaction: what was written before an error stays.',
    layer: 'L1',
    promise: 'I3',
    changes: [
      {
        file: 'src/durable/kit/sql.ts',
        find: 'transaction: (body) => storage.transactionSync(body),',
        replace: 'transaction: (body) => body(),',
      },
    ],
  },
  {
    name: 'alarm throws, in real time',
    breaks:
      'As "alarm throws", with the alarms of workerd and a Gateway that does not go round, which would find the conversation: a turn that cannot begin for minutes takes the alarm with it.',
    layer: 'L1',
    promise: 'I14',
    slow: true,
    changes: [
      ...throwingTimers,
      {
        file: 'src/durable/gateway/checkups.ts',
        find: '  if (due.length > 0) context.background(askAll(context, due, again));\n',
        replace: '',
      },
    ],
  },
];

export const mutants: readonly Mutant[] = [...up, ...control, ...down, ...settled, ...storage];
