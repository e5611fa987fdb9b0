import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import type { HistoryEvent } from './history.ts';

type Written = HistoryEvent extends infer E
  ? E extends { n: number; at: number }
    ? Omit<E, 'n' | 'at'> & { at?: number }
    : never
  : never;

const numbered = (events: readonly Written[]): HistoryEvent[] =>
  events.map((event, n) => ({ at: n * 1000, ...event, n }));

const ana = 'con_ana';

type Ordered = Extract<Written, { f: 'conv.command' }>;
const command = (commandId: string, order: number, body: string, more: Partial<Ordered> = {}): Ordered => ({
  f: 'conv.command',
  contact: ana,
  commandId,
  class: 'reply',
  generation: 2,
  order,
  body,
  turnId: null,
  ...more,
});

/** One question, one answer, one takeover with a human reply: everything as it should be. */
const sound: Written[] = [
  { f: 'gw.lease', number: 'num_1', lease: 1 },
  { f: 'conv.control', contact: ana, generation: 0, holder: 'bot' },
  { f: 'wa.in', contact: ana, key: 'K1', body: 'oi' },
  { f: 'wa.in', contact: ana, key: 'K2', body: 'entregam hoje?' },
  { f: 'conv.stored', contact: ana, seq: 1, key: 'K1', from: 'contact', late: false, old: false },
  { f: 'conv.stored', contact: ana, seq: 2, key: 'K2', from: 'contact', late: false, old: false },
  { f: 'gw.held', number: 'num_1', epoch: 'e', h: 2 },
  { f: 'bot.acked', epoch: 'e', h: 2, sent: 2 },
  { f: 'bot.covered', contact: ana, key: 'K1' },
  { f: 'bot.covered', contact: ana, key: 'K2' },
  { f: 'conv.turn', contact: ana, turnId: 'T1', covers: [1, 2] },
  {
    f: 'conv.reply',
    contact: ana,
    turnId: 'T1',
    snapshot: { generation: 0, lastInSeq: 2 },
    now: { generation: 0, lastInSeq: 2, holder: 'bot' },
    coveredSeq: null,
  },
  command('C1', 1, 'sim', { generation: 0, turnId: 'T1' }),
  { f: 'conv.state', contact: ana, commandId: 'C1', state: 'dispatched' },
  { f: 'bot.intent', agent: 'one', contact: ana, commandId: 'C1', class: 'reply', generation: 0 },
  { f: 'wa.out', contact: ana, commandId: 'C1', body: 'sim' },
  { f: 'person.takeover', contact: ana, generation: 0 },
  { f: 'conv.control', contact: ana, generation: 1, holder: 'human' },
  { f: 'bot.fence', agent: 'one', contact: ana, minGeneration: 1 },
  { f: 'person.confirmed', contact: ana, generation: 1, inFlight: [] },
  command('C2', 2, 'aqui é a Bia', { class: 'human', generation: 1 }),
  { f: 'bot.intent', agent: 'one', contact: ana, commandId: 'C2', class: 'human', generation: 1 },
  { f: 'wa.out', contact: ana, commandId: 'C2', body: 'aqui é a Bia' },
  {
    f: 'final.thread',
    contact: ana,
    received: [
      { seq: 1, key: 'K1', from: 'contact', body: 'oi', late: false, old: false },
      { seq: 2, key: 'K2', from: 'contact', body: 'entregam hoje?', late: false, old: false },
    ],
    commands: [
      { seq: 3, commandId: 'C1', state: 'read' },
      { seq: 4, commandId: 'C2', state: 'accepted' },
    ],
  },
  { f: 'final.timers', object: 'conversation', dueMs: null, alarmMs: null, nowMs: 0 },
  { f: 'final.row', contact: ana, version: 9, checksum: 'x' },
  { f: 'final.projected', contact: ana, version: 9, checksum: 'x' },
  { f: 'final.feed', client: 'bia', checksum: 'y', server: 'y' },
  { f: 'final.queues', journal: 0, outbox: 0, pending: 0, ready: true },
];

type Change = (events: Written[]) => Written[];
const without =
  (f: string, nth = 0): Change =>
  (events) => {
    const index = events.map((event, i) => (event.f === f ? i : -1)).filter((i) => i >= 0)[nth];
    return events.filter((_, i) => i !== index);
  };
const with_ =
  (...extra: Written[]): Change =>
  (events) => {
    const end = events.findIndex(({ f }) => f.startsWith('final.'));
    return [...events.slice(0, end), ...extra, ...events.slice(end)];
  };
const instead =
  <F extends Written['f']>(f: F, change: Partial<Extract<Written, { f: F }>>): Change =>
  (events) => {
    const index = events.findIndex((event) => event.f === f);
    return events.map((event, i) => (i === index ? { ...event, ...change } : event));
  };

describe('the checker', () => {
  it('has nothing to say of a sound run, and counts it', () => {
    const { violations, tally } = check(numbered(sound));
    expect(violations).toEqual([]);
    expect(tally).toMatchObject({
      received: 2,
      stored: 2,
      turns: 1,
      replies: 1,
      takeovers: 1,
      commands: { read: 1, accepted: 1 },
    });
  });

  const received = (sound.find(({ f }) => f === 'final.thread') as Extract<Written, { f: 'final.thread' }>).received;
  const [k1, k2] = received;
  if (!k1 || !k2) throw new Error('the sound history has two messages');

  const broken: [invariant: string, what: string, change: Change][] = [
    ['I1', 'an acknowledged message is gone', instead('final.thread', { received: [k1] })],
    ['I2', 'a message stands twice', instead('final.thread', { received: [k1, k2, { ...k2, seq: 5 }] })],
    [
      'I2',
      'a message is counted that is no new one',
      with_({ f: 'conv.stored', contact: ana, seq: 9, key: '?', from: 'contact', late: false, old: false }),
    ],
    [
      'I3',
      'two messages changed places',
      instead('final.thread', {
        received: [
          { ...k1, seq: 2 },
          { ...k2, seq: 1 },
        ],
      }),
    ],
    [
      'I3',
      'two messages that the journal had in order',
      with_(
        { f: 'wa.unreadable', contact: ana, key: 'K1' },
        { f: 'bot.taken', epoch: 'e', contact: ana, key: 'K2' },
        { f: 'bot.taken', epoch: 'e', contact: ana, key: 'K1' },
      ),
    ],
    [
      'I3',
      'two messages that the journal had in order, though the product calls one late',
      (events) =>
        with_(
          { f: 'bot.taken', epoch: 'e', contact: ana, key: 'K1' },
          { f: 'bot.taken', epoch: 'e', contact: ana, key: 'K2' },
        )(
          instead('final.thread', {
            received: [
              { ...k1, seq: 2, late: true },
              { ...k2, seq: 1 },
            ],
          })(events),
        ),
    ],
    [
      'I3',
      'a message never came, though it was never acknowledged',
      (events) => instead('final.thread', { received: [k1] })(without('bot.covered', 1)(events)),
    ],
    ['I4', 'a message nobody wrote', instead('final.thread', { received: [k1, k2, { ...k2, seq: 5, key: 'K9' }] })],
    [
      'I4',
      'other words than were written',
      instead('final.thread', { received: [k1, { ...k2, body: 'entregam amanhã?' }] }),
    ],
    ['I5', 'the same answer twice', with_({ f: 'wa.out', contact: ana, commandId: 'C2', body: 'aqui é a Bia' })],
    ['I5', 'an answer nobody decided', with_({ f: 'wa.out', contact: ana, commandId: 'C9', body: 'grátis!' })],
    [
      'I6',
      'a command that never ends',
      instead('final.thread', { commands: [{ seq: 3, commandId: 'C1', state: 'dispatched' }] }),
    ],
    ['I6', 'called accepted, never seen by WhatsApp', without('wa.out', 1)],
    [
      'I7',
      'an intent behind the fence',
      with_({ f: 'bot.intent', agent: 'one', contact: ana, commandId: 'C1', class: 'reply', generation: 0 }),
    ],
    [
      'I7',
      'an arrival after the confirmation',
      (events) => with_({ f: 'wa.out', contact: ana, commandId: 'C1', body: 'sim' })(without('wa.out')(events)),
    ],
    [
      'I7',
      'a dispatch after the takeover',
      with_({ f: 'conv.state', contact: ana, commandId: 'C1', state: 'dispatched' }),
    ],
    [
      'I8',
      'a reply of another generation',
      instead('conv.reply', { now: { generation: 1, lastInSeq: 2, holder: 'bot' } }),
    ],
    [
      'I8',
      'a reply that missed a message',
      instead('conv.reply', { now: { generation: 0, lastInSeq: 3, holder: 'bot' } }),
    ],
    [
      'I8',
      'a reply into a person’s conversation',
      instead('conv.reply', { now: { generation: 0, lastInSeq: 2, holder: 'human' } }),
    ],
    [
      'I9',
      'a message answered by two turns',
      with_(
        { f: 'conv.turn', contact: ana, turnId: 'T2', covers: [2] },
        {
          f: 'conv.reply',
          contact: ana,
          turnId: 'T2',
          snapshot: { generation: 1, lastInSeq: 2 },
          now: { generation: 1, lastInSeq: 2, holder: 'bot' },
          coveredSeq: null,
        },
      ),
    ],
    [
      'I9',
      'an answer that never left and was never given again',
      (events) =>
        instead('final.thread', { commands: [{ seq: 3, commandId: 'C1', state: 'expired' }] })(
          without('wa.out')(events.filter((event) => event.f !== 'conv.control' || event.holder === 'bot')),
        ),
    ],
    ['I9', 'one turn id for two turns', with_({ f: 'conv.turn', contact: ana, turnId: 'T1', covers: [7] })],
    [
      'I9',
      'a message nobody answered',
      (events) => without('conv.reply')(events.filter((event) => event.f !== 'conv.control' || event.holder === 'bot')),
    ],
    ['I10', 'a lease given twice', with_({ f: 'gw.lease', number: 'num_1', lease: 1 })],
    ['I10', 'a counter that went back', with_({ f: 'gw.held', number: 'num_1', epoch: 'e', h: 1 })],
    ['I10', 'more acknowledged than was sent', with_({ f: 'bot.acked', epoch: 'e', h: 9, sent: 2 })],
    ['I11', 'a later command overtook an earlier one', instead('conv.command', { order: 3 })],
    [
      'I13',
      'an answer decided after the opt-out',
      with_({ f: 'conv.optout', contact: ana, generation: 1 }, command('C3', 9, 'leve dois!', { turnId: 'T3' })),
    ],
    [
      'I13',
      'a second confirmation',
      with_(
        { f: 'conv.optout', contact: ana, generation: 1 },
        command('C3', 9, 'certo', { class: 'notice' }),
        command('C4', 10, 'certo!', { class: 'notice' }),
      ),
    ],
    [
      'I13',
      'an old answer handed over after the opt-out',
      with_(
        { f: 'conv.optout', contact: ana, generation: 1 },
        { f: 'conv.state', contact: ana, commandId: 'C1', state: 'dispatched' },
      ),
    ],
    [
      'I13',
      'a contact who asks for no more and is not heard',
      with_(
        { f: 'wa.in', contact: ana, key: 'K3', body: 'Parar ' },
        { f: 'conv.stored', contact: ana, seq: 9, key: 'K3', from: 'contact', late: false, old: false },
      ),
    ],
    [
      'I23',
      'a message after silence where the contact had written since',
      with_(
        { f: 'conv.control', contact: ana, generation: 2, holder: 'bot' },
        command('C8', 9, 'sim', { turnId: 'T8' }),
        { f: 'conv.stored', contact: ana, seq: 10, key: 'K3', from: 'contact', late: false, old: false },
        command('C9', 11, 'oi!'),
      ),
    ],
    [
      'I23',
      'two messages after one silence',
      with_(
        { f: 'conv.control', contact: ana, generation: 2, holder: 'bot' },
        command('C8', 9, 'sim', { turnId: 'T8' }),
        command('C9', 10, 'oi!'),
        command('C10', 11, 'oi?'),
      ),
    ],
    ['I14', 'a timer without an alarm', instead('final.timers', { dueMs: 5, alarmMs: null })],
    ['I14', 'a timer long overdue', instead('final.timers', { dueMs: 5, alarmMs: 100_000, nowMs: 100_000 })],
    ['I15', 'a projection that lags', instead('final.projected', { version: 8 })],
    ['I15', 'a conversation the projection does not have', without('final.projected')],
    ['I20', 'something left in a queue', instead('final.queues', { outbox: 1 })],
    ['I21', 'an agent that did not come back', instead('final.queues', { ready: false })],
    ['I22', 'a dashboard that shows something else', instead('final.feed', { checksum: 'z' })],
  ];

  it.each(broken)('%s: sees %s', (invariant, _, change) => {
    const found = check(numbered(change(sound))).violations.map((violation) => violation.invariant);
    expect(found).toContain(invariant);
  });

  it('I7: forgives the reply that the agent admitted to', () => {
    const late = with_({ f: 'wa.out', contact: ana, commandId: 'C1', body: 'sim' })(without('wa.out')(sound));
    const admitted = instead('person.confirmed', { inFlight: ['C1'] })(late);
    expect(check(numbered(admitted)).violations.filter(({ invariant }) => invariant === 'I7')).toEqual([]);
  });

  it('I13: forgives the one confirmation, what a person says, and all that comes after the opt-in', () => {
    const history = with_(
      { f: 'conv.optout', contact: ana, generation: 1 },
      command('C3', 9, 'certo', { class: 'notice' }),
      command('C4', 10, 'entendido', { class: 'human' }),
      { f: 'conv.optin', contact: ana },
      command('C5', 11, 'de volta', { class: 'notice', generation: 3 }),
      command('C6', 12, 'sim', { generation: 3, turnId: 'T9' }),
    )(sound);
    expect(check(numbered(history)).violations.filter(({ invariant }) => invariant === 'I13')).toEqual([]);
  });

  it('I3: forgives what the agent asked for and could not read in time', () => {
    const history = with_({ f: 'wa.unreadable', contact: ana, key: 'K1' })(
      instead('final.thread', {
        received: [
          { ...k1, seq: 2 },
          { ...k2, seq: 1 },
        ],
      })(sound),
    );
    expect(check(numbered(history)).violations).toEqual([]);
  });

  it('I11: forgives a message that WhatsApp sent by itself after its outcome had become unknown', () => {
    const late = (events: Written[]): Written[] =>
      with_(
        { f: 'conv.state', contact: ana, commandId: 'C1', state: 'unknown' },
        { f: 'wa.out', contact: ana, commandId: 'C1', body: 'sim' },
      )(without('wa.out')(events)).map((event) =>
        event.f === 'person.confirmed' ? { ...event, inFlight: ['C1'] } : event,
      );
    expect(check(numbered(late(sound))).violations).toEqual([]);
  });

  it('I9: takes what the owner wrote afterwards on the phone for an answer, and what he wrote before for none', () => {
    const unanswered = without('conv.reply')(
      sound.filter((event) => event.f !== 'conv.control' || event.holder === 'bot'),
    );
    const owner = [
      { f: 'wa.owner', contact: ana, key: 'O1', body: 'sim, entregamos' },
      { f: 'conv.stored', contact: ana, seq: 9, key: 'O1', from: 'owner', late: false, old: true },
    ] as const;
    const found = (events: Parameters<typeof numbered>[0]): number =>
      check(numbered(events)).violations.filter(({ what }) => what.endsWith('was never answered')).length;
    expect(found(unanswered)).toBe(2);
    expect(found([...unanswered, ...owner])).toBe(0);
    expect(found([...owner, ...unanswered])).toBe(2);
    expect(found([...unanswered, owner[0]])).toBe(2);
  });

  it('I9: forgives a second answer when nothing of the first one ever left', () => {
    const second = with_(
      { f: 'conv.turn', contact: ana, turnId: 'T2', covers: [1, 2] },
      {
        f: 'conv.reply',
        contact: ana,
        turnId: 'T2',
        snapshot: { generation: 1, lastInSeq: 2 },
        now: { generation: 1, lastInSeq: 2, holder: 'bot' },
        coveredSeq: null,
      },
      command('C3', 3, 'sim', { generation: 1, turnId: 'T2' }),
    )(without('wa.out')(sound));
    const commands = [
      { seq: 3, commandId: 'C1', state: 'expired' },
      { seq: 4, commandId: 'C2', state: 'accepted' },
      { seq: 5, commandId: 'C3', state: 'unknown' },
    ];
    expect(check(numbered(instead('final.thread', { commands })(second))).violations).toEqual([]);
  });

  it('I12: sees a number that writes faster than a person', () => {
    const sends = Array.from({ length: 5 }, (_, i): Written => ({
      f: 'wa.out',
      contact: ana,
      commandId: `P${i}`,
      body: '',
      at: i * 100,
    }));
    const pacing = { perContact: { everyMs: 6000, burst: 2 }, perNumber: { windowMs: 60_000, max: 20 } };
    expect(check(numbered(sends), { pacing }).violations.map(({ invariant }) => invariant)).toContain('I12');
    const slow = sends.map((send, i) => ({ ...send, at: i * 6001 }));
    expect(check(numbered(slow), { pacing }).violations.map(({ invariant }) => invariant)).not.toContain('I12');
  });
});
