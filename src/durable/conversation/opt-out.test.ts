import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { decideRelease, handOver } from './control.ts';
import {
  ANA,
  batchOf,
  eventually,
  latch,
  answer,
  received,
  reportOf,
  scene,
  storedAndFolded,
} from './conversation.fixture.ts';
import { OPTED_IN_NOTICE, OPTED_OUT_NOTICE } from './wording.ts';

const OPTED_OUT = { kind: 'paused', reason: 'opted_out' };

const setUp = () => {
  const around = scene(env);
  const due = async (ms = 4_000) => {
    around.clock.advance(ms);
    await runDurableObjectAlarm(around.stub());
  };
  const holder = async () => (await around.row()).control.holder;
  const enqueued = (times: number) => eventually(() => expect(around.gateway.enqueued).toHaveLength(times));
  const release = async () =>
    around.conversation().release({ actor: ANA, generation: await around.generation(), note: null, resolve: false });
  const take = async () =>
    around.conversation().takeover({ actor: ANA, generation: await around.generation(), releaseAfterMs: 60_000 });
  return { ...around, due, holder, enqueued, release, take };
};

describe('a contact who asks to stop', () => {
  it('C9 gets one confirmation and nothing automatic afterwards, whatever they write', async () => {
    const { write, texts, outs, due, holder, enqueued, gateway, kinds, assistant, contact } = setUp();
    await write('SAIR');
    expect(await holder()).toEqual(OPTED_OUT);
    await enqueued(1);
    expect(gateway.enqueued[0]).toMatchObject({
      class: 'notice',
      generation: 2,
      content: { text: OPTED_OUT_NOTICE.pt },
    });
    expect(gateway.cancels).toContainEqual({ contactId: contact.contactId, minGeneration: 2 });
    await write('e quanto custa?');
    await write('sair');
    await due(60_000);
    expect(assistant.inputs).toEqual([]);
    expect(await outs()).toHaveLength(1);
    expect(await texts()).toEqual(['SAIR', '(opted_out)', OPTED_OUT_NOTICE.pt, 'e quanto custa?', 'sair']);
    expect((await kinds()).filter((kind) => kind === 'optout.recorded')).toHaveLength(1);
  });

  it('C9 is recorded with the number of the message, never with its words', async () => {
    const { write, conversation } = setUp();
    await write('oi', 'não quero mais receber mensagens');
    const { events } = await conversation().events({ before: null, correlation: null, limit: 100 });
    expect(events.find(({ kind }) => kind === 'optout.recorded')).toMatchObject({ data: { seq: 2 } });
    expect(JSON.stringify(events)).not.toContain('receber');
  });

  it('C9 in a burst: the burst is not answered', async () => {
    const { write, due, outs, assistant, row } = setUp();
    await write('quanto custa a caneca?', 'parar', 'tem azul?');
    await due(60_000);
    expect(assistant.inputs).toEqual([]);
    expect((await outs()).map(({ content }) => content)).toEqual([{ type: 'text', text: OPTED_OUT_NOTICE.pt }]);
    expect((await row()).waitingSince).toBeNull();
  });

  it('C9 while the bot thinks: the thought is never said', async () => {
    const { write, due, outs, assistant, kinds } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('tarde demais')));
    await write('oi');
    await due();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await write('stop');
    gate.open();
    await eventually(async () => expect(await kinds()).toContain('turn.stale'));
    expect((await outs()).map(({ content }) => content)).toEqual([{ type: 'text', text: OPTED_OUT_NOTICE.en }]);
  });

  it('C9 cancels what waits, and what expires unsaid is not said later either', async () => {
    const { write, due, outs, assistant, conversation, enqueued, gateway, clock } = setUp();
    assistant.next(() => answer('um', { bubbles: ['um', 'dois'] }));
    await write('oi');
    await due();
    await enqueued(1);
    await write('sair');
    expect((await outs()).map(({ status }) => status)).toEqual(['dispatched', 'cancelled', 'queued']);
    const [first] = gateway.enqueued;
    if (first === undefined) throw new Error('nothing was handed over');
    await conversation().report([reportOf(first, 'cancelled')]);
    await enqueued(2);
    clock.advance(1);
    await due(60_000);
    expect(await outs()).toHaveLength(3);
  });

  it.each([
    ['en', 'unsubscribe'],
    ['es', 'quiero darme de baja'],
    ['pt', 'descadastrar'],
  ] as const)('C9 hears the confirmation in their language: %s', async (language, text) => {
    const { write, outs } = setUp();
    await write(text);
    expect((await outs())[0]?.content).toEqual({ type: 'text', text: OPTED_OUT_NOTICE[language] });
  });

  it('C9 keeps control with the person who has it; giving it back lets the bot rest', async () => {
    const { write, take, holder, outs, release, texts, due } = setUp();
    await write('oi');
    await take();
    await write('pare de me mandar mensagens');
    expect(await holder()).toMatchObject({ kind: 'human', name: 'Ana' });
    expect(await outs()).toEqual([]);
    expect((await texts()).at(-1)).toBe('(opted_out)');
    expect((await release()).ok).toBe(true);
    expect(await holder()).toEqual(OPTED_OUT);
    await write('oi?');
    await due(60_000);
    expect(await outs()).toEqual([]);
  });

  it('C9 is not answered by the bot either when a silent person loses control, or when it was resolved', async () => {
    const { write, take, holder, due, conversation, generation } = setUp();
    await write('oi');
    await take();
    await write('sair');
    await due(61_000);
    expect(await holder()).toEqual(OPTED_OUT);
    await conversation().release({ actor: ANA, generation: await generation(), note: null, resolve: true });
    await write('oi de novo');
    expect(await holder()).toEqual(OPTED_OUT);
  });

  it('C9 may still hear from a person', async () => {
    const { write, conversation, generation, holder, outs } = setUp();
    await write('sair');
    const sent = await conversation().send({
      actor: ANA,
      clientId: crypto.randomUUID(),
      text: 'Sinto muito!',
      generation: await generation(),
    });
    expect(sent.ok).toBe(true);
    expect(await holder()).toMatchObject({ kind: 'human' });
    expect((await outs()).at(-1)?.author).toMatchObject({ kind: 'human' });
  });

  it('C9 counts when a scan of the history finds it, without a confirmation', async () => {
    const { conversation, contact, holder, outs } = setUp();
    await conversation().ingest(batchOf(contact, [received('sair', { old: true }), received('oi', { old: true })]));
    expect(await holder()).toEqual(OPTED_OUT);
    expect(await outs()).toEqual([]);
  });

  it('C9 is understood from the words under a picture, not from the owner', async () => {
    const { conversation, contact, holder } = setUp();
    await conversation().ingest(batchOf(contact, [received('sair', { fromMe: true })]));
    expect(await holder()).toMatchObject({ kind: 'human', via: 'phone' });
    const other = setUp();
    await other
      .conversation()
      .ingest(
        batchOf(other.contact, [received('', { content: { type: 'unsupported', what: 'image', caption: 'SAIR' } })]),
      );
    expect(await other.holder()).toEqual(OPTED_OUT);
  });
});

/** An edit as the agent tells it: always `old`, at the time at which it was made. */
const edit = (of: ReceivedMessage, text: string, sentAt: number): ReceivedMessage =>
  received(text, {
    waId: `${of.waId}.e${sentAt}`,
    sentAt,
    old: true,
    fromMe: of.fromMe,
    about: { kind: 'edited', waId: of.waId, fromMe: of.fromMe },
  });

describe('words that were edited', () => {
  const withMessage = async (text: string, more: Partial<ReceivedMessage> = {}) => {
    const around = setUp();
    const take = (...messages: ReceivedMessage[]) => around.conversation().ingest(batchOf(around.contact, messages));
    const message = received(text, more);
    await take(message);
    return { ...around, take, message };
  };

  it('C12 into a wish to stop opt out like new ones: one confirmation, and what waited is not answered', async () => {
    const { take, message, holder, texts, due, assistant, clock, kinds, stub } = await withMessage('quanto custa?');
    await take(edit(message, 'PARAR', clock.now()), edit(message, 'PARAR!', clock.now() + 1));
    expect(await holder()).toEqual(OPTED_OUT);
    await due(60_000);
    expect(assistant.inputs).toEqual([]);
    expect(await texts()).toEqual(['PARAR!', '(opted_out)', OPTED_OUT_NOTICE.pt]);
    expect((await kinds()).filter((kind) => kind === 'optout.recorded')).toHaveLength(1);
    const { stored, folded } = await storedAndFolded(stub());
    expect(stored).toEqual(folded);
  });

  it('C12 count also when the edit is found late, without a confirmation', async () => {
    const { take, message, holder, outs, clock } = await withMessage('oi', { old: true });
    await take(edit(message, 'sair', clock.now() - 3_600_000));
    expect(await holder()).toEqual(OPTED_OUT);
    expect(await outs()).toEqual([]);
  });

  it('C12 before the contact came back count no more, after it they do, however late either is told', async () => {
    const { take, message, holder, clock } = await withMessage('oi', { old: true });
    const at = clock.now() - 3_600_000;
    await take(received('sair', { sentAt: at }), received('voltar', { sentAt: at + 2_000 }));
    expect(await holder()).toEqual({ kind: 'bot' });
    await take(edit(message, 'sair', at + 1_000));
    expect(await holder()).toEqual({ kind: 'bot' });
    await take(edit(message, 'sair', at + 3_000));
    expect(await holder()).toEqual(OPTED_OUT);
  });

  it('C12 before a person decided that the bot may write count no more', async () => {
    const { take, write, release, message, holder, clock } = await withMessage('oi', { old: true });
    await write('sair');
    await release();
    await take(edit(message, 'sair', clock.now() - 1));
    expect(await holder()).toEqual({ kind: 'bot' });
  });

  it.each([
    ['told after it', false],
    ['told before it', true],
  ])('C12 do not take a wish to stop back: edited into something else, %s', async (_when, overtakes) => {
    const { take, holder, clock } = await withMessage('oi');
    const stop = received('PARAR');
    const told = [stop, edit(stop, 'parar na esquina', clock.now())];
    await take(...(overtakes ? told.toReversed() : told));
    expect(await holder()).toEqual(OPTED_OUT);
  });

  it('C12 are heard when the edit overtook its message', async () => {
    const { take, holder, outs, clock } = await withMessage('oi');
    const message = received('para');
    await take(edit(message, 'parar', clock.now()));
    expect(await holder()).toEqual({ kind: 'bot' });
    await take(message);
    expect(await holder()).toEqual(OPTED_OUT);
    expect(await outs()).toHaveLength(1);
  });

  it('C12 are heard when a merge brings the line that was edited here before', async () => {
    const { conversation, contact, take, holder, clock } = await withMessage('oi');
    const message = received('para que horas?');
    await take(edit(message, 'parar', clock.now()));
    await conversation().ingest(batchOf(contact, [message], { mergeId: 'mrg_1' }));
    expect(await holder()).toEqual(OPTED_OUT);
  });

  it('C12 of the number itself ask for nothing', async () => {
    const { take, message, kinds, clock } = await withMessage('bom dia', { fromMe: true, old: true });
    await take(edit(message, 'parar', clock.now()));
    expect(await kinds()).not.toContain('optout.recorded');
  });
});

it('P5 opting out and in, held and not, is in the log', async () => {
  const { write, take, release, stub } = setUp();
  for (const text of ['oi', 'sair', 'oi', 'voltar', 'stop']) await write(text);
  await take();
  for (const text of ['voltar', 'parar']) await write(text);
  await release();
  const before = await storedAndFolded(stub());
  expect(before.folded).toEqual(before.stored);
  expect(before.stored).toMatchObject({ optedOut: { seq: expect.any(Number) }, control: { holder: OPTED_OUT } });
  await release();
  const after = await storedAndFolded(stub());
  expect(after.folded).toEqual(after.stored);
  expect(after.stored).toMatchObject({ optedOut: null, control: { holder: { kind: 'bot' } } });
});

describe('coming back', () => {
  it('C10 by their own word: the bot has it again, confirms once, and answers the next message', async () => {
    const { write, due, holder, texts, generation, assistant } = setUp();
    await write('sair');
    await write('tem azul?');
    await write('voltar');
    expect(await holder()).toEqual({ kind: 'bot' });
    expect(await generation()).toBe(3);
    await due(60_000);
    expect(assistant.inputs).toEqual([]);
    expect((await texts()).slice(-2)).toEqual(['(opted_in)', OPTED_IN_NOTICE.pt]);
    await write('quanto custa?');
    await due();
    await eventually(() =>
      expect(assistant.inputs.map(({ burst }) => burst.map(({ text }) => text))).toEqual([['quanto custa?']]),
    );
  });

  it('C10 means nothing from someone who never left', async () => {
    const { write, holder, kinds, generation } = setUp();
    await write('voltar');
    expect(await holder()).toEqual({ kind: 'bot' });
    expect(await generation()).toBe(1);
    expect(await kinds()).not.toContain('optin.recorded');
  });

  it('C10 while a person has control: they keep it, and can give it to the bot again', async () => {
    const { write, take, holder, release, outs } = setUp();
    await write('sair');
    await take();
    await write('voltar');
    expect(await holder()).toMatchObject({ kind: 'human' });
    await release();
    expect(await holder()).toEqual({ kind: 'bot' });
    expect((await outs()).map(({ content }) => content)).toEqual([{ type: 'text', text: OPTED_OUT_NOTICE.pt }]);
  });

  it('C10 by a person who decides so, and says it in the thread', async () => {
    const { write, release, holder, texts, conversation } = setUp();
    await write('sair');
    await release();
    expect(await holder()).toEqual({ kind: 'bot' });
    expect((await texts()).slice(-2)).toEqual(['(opted_in)', '(release)']);
    const { events } = await conversation().events({ before: null, correlation: null, limit: 100 });
    expect(events.find(({ kind }) => kind === 'optin.recorded')?.data).toEqual({ seq: null });
  });
});

it.each([
  ['a person, opted out', 'human', true, OPTED_OUT],
  ['a person', 'human', false, { kind: 'bot' }],
  ['the rest after an opt-out', 'opted_out', true, { kind: 'bot' }],
  ['resolved, opted out', 'resolved', true, OPTED_OUT],
] as const)('giving back from %s', (_name, from, optedOut, to) => {
  const holder =
    from === 'human'
      ? ({ kind: 'human', userId: 'usr_ana', name: 'Ana', via: 'dashboard' } as const)
      : ({ kind: 'paused', reason: from } as const);
  const before = handOver(
    { holder: { kind: 'bot' }, generation: 1, since: 0, releaseAt: null, fence: { confirmed: true, inFlight: 0 } },
    holder,
    5,
    null,
  );
  const verdict = decideRelease(before, 2, false, 10, optedOut);
  expect(verdict.kind === 'change' && verdict.control.holder).toEqual(to);
});
