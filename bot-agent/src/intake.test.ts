import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { PHONE, commandOf, events, tempDir } from '../test/agent.ts';
import type { Channel } from './channel/port.ts';
import { systemSleep } from './clock.ts';
import { Intake } from './intake.ts';
import { Journal } from './journal/journal.ts';
import { waOutIdOf } from './identity.ts';

let dir: ReturnType<typeof tempDir>;
let journal: Journal;
const HOUR = 3_600_000;
const NOW = 1_000 * HOUR;
const signal = new AbortController().signal;

beforeEach(() => {
  dir = tempDir();
  journal = Journal.open(join(dir.path, 'journal.db'), NOW).journal;
});
afterEach(() => {
  journal.close();
  dir.remove();
});

const messageOf = (text: string, sentAt: number): ReceivedMessage => ({
  waId: `wa-${text}`,
  fromMe: false,
  contact: [{ kind: 'phone', value: PHONE }],
  pushName: null,
  content: { type: 'text', text },
  sentAt,
  old: false,
});

/** An intake over a history that the test writes, and that fails where the test says. */
const open = ({ keepsOurIds = true } = {}) => {
  const echoes: string[] = [];
  const chats: Record<string, ReceivedMessage[]> = {};
  const faults = { list: false, chats: new Set<string>() };
  const reads: string[] = [];
  const owners: string[] = [];
  const channel = {
    keepsOurIds,
    chats: async () => {
      if (faults.list) throw new Error('the list is not loaded');
      return Object.entries(chats).flatMap(([chat, messages]) => {
        const last = messages.at(-1);
        return last ? [{ chat, lastAt: last.sentAt, lastWaId: last.waId, lastFromMe: last.fromMe }] : [];
      });
    },
    history: async ({ chat, since }: { chat: string; since: number }) => {
      reads.push(chat);
      if (faults.chats.has(chat)) throw new Error('the chat is not loaded');
      return (chats[chat] ?? []).filter(({ sentAt }) => sentAt >= since);
    },
  } as unknown as Channel;
  const intake = new Intake({
    journal,
    channel,
    clock: { now: () => NOW },
    sleep: systemSleep,
    soon: (work) => work(),
    hit: () => {},
    log: events().log,
    onGrown: () => {},
    onEcho: ({ command }) => void echoes.push(command.commandId),
    onOwner: (contact) => void owners.push(contact[0]?.value ?? ''),
    onFault: (thrown) => {
      throw thrown;
    },
  });
  /** A message arrives: in the history always, and live unless the agent is away. */
  const arrive = (chat: string, text: string, sentAt: number, live = true, fromMe = false) => {
    const message = { ...messageOf(text, sentAt), fromMe };
    (chats[chat] ??= []).push(message);
    if (live) intake.onMessage({ chat, message });
  };
  const texts = () =>
    journal.up
      .after(0, 100, 1e9)
      .map(({ item }) => (item.message.content.type === 'text' ? item.message.content.text : ''));
  return { intake, faults, reads, echoes, owners, arrive, texts };
};

describe('a scan that fails', () => {
  it.each(['list', 'chat'] as const)(
    'finds what was missed when the %s can be read again, whatever came live meanwhile',
    async (what) => {
      const { intake, faults, arrive, texts } = open();
      arrive('a', 'known', NOW - 30 * 60_000, false);
      expect(await intake.scan(signal)).toBe(true);
      intake.holdBack();
      arrive('a', 'missed', NOW - 20 * 60_000, false);
      if (what === 'list') faults.list = true;
      else faults.chats.add('a');
      arrive('a', 'live', NOW - 1_000);
      expect(await intake.scan(signal)).toBe(false);
      expect(texts()).toEqual(['known', 'live']);
      arrive('a', 'live too', NOW);
      faults.list = false;
      faults.chats.clear();
      expect(await intake.scan(signal)).toBe(true);
      expect(texts()).toEqual(['known', 'live', 'live too', 'missed']);
    },
  );

  it('also across a restart, and in a chat that was never read', async () => {
    const before = open();
    before.faults.chats.add('a');
    before.arrive('a', 'missed', NOW - 2 * HOUR, false);
    before.arrive('a', 'live', NOW);
    await before.intake.scan(signal);
    const after = open();
    after.arrive('a', 'missed', NOW - 2 * HOUR, false);
    after.arrive('a', 'live', NOW, false);
    expect(await after.intake.scan(signal)).toBe(true);
    expect(after.texts()).toEqual(['live', 'missed']);
  });

  it('in one chat reads the others', async () => {
    const { intake, faults, arrive, texts } = open();
    faults.chats.add('a');
    arrive('a', 'unreadable', NOW, false);
    arrive('b', 'readable', NOW, false);
    expect(await intake.scan(signal)).toBe(false);
    expect(texts()).toEqual(['readable']);
  });
});

it('reads no chat again that it has read and followed since', async () => {
  const { intake, reads, arrive, texts } = open();
  arrive('a', 'found', NOW - HOUR, false);
  await intake.scan(signal);
  arrive('a', 'live', NOW - 1_000);
  arrive('new', 'first of a new chat', NOW - 1_000);
  await intake.scan(signal);
  expect(reads).toEqual(['a']);
  arrive('a', 'missed', NOW, false);
  await intake.scan(signal);
  expect(reads).toEqual(['a', 'a']);
  expect(texts()).toEqual(['found', 'live', 'first of a new chat', 'missed']);
});

it('finds what came in the second up to which a chat is known, while the agent was away', async () => {
  const before = open();
  await before.intake.scan(signal);
  before.arrive('a', 'known', NOW - 1_000);
  const after = open();
  after.arrive('a', 'known', NOW - 1_000, false);
  after.arrive('a', 'missed', NOW - 1_000, false);
  // The newest is one that is known, as our own answer is.
  after.arrive('a', 'known', NOW - 1_000, false);
  await after.intake.scan(signal);
  expect(after.texts()).toEqual(['known', 'missed']);
});

describe('C6: the same words on their way to two contacts, where WhatsApp gives them ids of its own', () => {
  const echo = (...contact: ReceivedMessage['contact']): ReceivedMessage => ({
    ...messageOf('um momento', NOW),
    fromMe: true,
    contact,
  });
  const begun = () => {
    const [byLid, byPhone] = [
      commandOf('um momento', { contactId: 'con_bia', to: { kind: 'lid', value: '900000000000002' } }),
      commandOf('um momento'),
    ];
    [byLid, byPhone].forEach((command, i) => {
      journal.commands.store([{ s: i + 1, command }], i + 1, 1);
      journal.commands.intent(command.commandId, NOW, false);
    });
    return { byLid, byPhone };
  };

  it('an echo is of the one whose chat it stands in, not of the one who cannot be told from it', async () => {
    const { byPhone } = begun();
    const { intake, echoes, texts } = open({ keepsOurIds: false });
    await intake.scan(signal);
    intake.onMessage({ chat: 'ana', message: echo({ kind: 'phone', value: PHONE }) });
    expect([echoes, texts()]).toEqual([[byPhone.commandId], []]);
  });

  it('an echo that may be of either is of nobody, and no words of the owner', async () => {
    begun();
    const { intake, echoes, texts } = open({ keepsOurIds: false });
    await intake.scan(signal);
    intake.onMessage({ chat: 'x', message: echo() });
    expect([echoes, texts()]).toEqual([[], []]);
  });
});

describe('D33: a command of which nobody could find out what became, where WhatsApp gives ids of its own', () => {
  const unknown = () => {
    const command = commandOf('já te mando o orçamento');
    journal.commands.store([{ s: 1, command }], 1, 1);
    journal.commands.intent(command.commandId, NOW - 20_000, false);
    journal.commands.end(command.commandId, { state: 'unknown', reason: 'cannot_look: closed' }, NOW - 10_000);
    return command;
  };
  const own = (sentAt: number): ReceivedMessage => ({ ...messageOf('já te mando o orçamento', sentAt), fromMe: true });

  it('is found by a later scan, and is no message of the owner', async () => {
    const { commandId } = unknown();
    const { intake, echoes, owners, texts, arrive } = open({ keepsOurIds: false });
    arrive('ana', 'já te mando o orçamento', NOW - 15_000, false, true);
    await intake.scan(signal);
    expect([echoes, owners, texts()]).toEqual([[commandId], [], []]);
  });

  it('is found under its own id too, whenever it was sent', async () => {
    const command = unknown();
    const { intake, echoes, owners, texts } = open();
    await intake.scan(signal);
    const sent = { ...own(NOW - 3_600_000), waId: waOutIdOf(command.commandId) };
    intake.onMessage({ chat: 'ana', message: sent });
    expect([echoes, owners, texts()]).toEqual([[command.commandId], [], []]);
  });

  it('the same words after it was given up are the owner’s', async () => {
    unknown();
    const { intake, echoes, texts } = open({ keepsOurIds: false });
    await intake.scan(signal);
    intake.onMessage({ chat: 'ana', message: own(NOW) });
    expect([echoes, texts()]).toEqual([[], ['já te mando o orçamento']]);
  });
});

it('T8 what the owner does to a message is told once, in its place, and is neither an answer of theirs nor an echo of ours', async () => {
  const { intake, owners, echoes, texts } = open();
  await intake.scan(signal);
  const about = { kind: 'reaction', waId: 'wa-oi', fromMe: false, emoji: '👍' } as const;
  const reaction: ReceivedMessage = {
    ...messageOf('oi', NOW),
    waId: 'wa-oi.r1',
    fromMe: true,
    content: { type: 'unsupported', what: 'other' },
    old: true,
    about,
  };
  intake.onMessage({ chat: 'a', message: messageOf('oi', NOW) });
  for (let i = 0; i < 2; i++) intake.onMessage({ chat: 'a', message: reaction });
  intake.onMessage({ chat: 'a', message: messageOf('tchau', NOW) });
  expect(texts()).toEqual(['oi', '', 'tchau']);
  expect(journal.up.after(0, 9, 1e9)[1]?.item.message.about).toEqual(about);
  expect([owners, echoes]).toEqual([[], []]);
});

it('T8 a reaction is not a first message: who only reacted has not written', () => {
  const { intake } = open();
  const reacted = {
    ...messageOf('x', NOW),
    about: { kind: 'reaction', waId: 'w', fromMe: true, emoji: '👍' },
  } as const;
  intake.onMessage({ chat: 'a', message: { ...reacted, old: true } });
  intake.stop();
  expect(journal.pace.hasHeard({ kind: 'phone', value: PHONE })).toBe(false);
});
