import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Control } from '@oconnector/protocol/model/control.ts';
import type { Actor } from '../rpc/common.ts';
import { decidePhone, decideRelease, decideTakeover, handOver } from './control.ts';
import { ANA, answer, batchOf, BIA, eventually, NUMBER, received, reportOf, scene } from './conversation.fixture.ts';

const setUp = () => {
  const around = scene(env);
  const due = async (ms = 4_000) => {
    around.clock.advance(ms);
    await runDurableObjectAlarm(around.stub());
  };
  const said = (times: number) => eventually(async () => expect(await around.outs()).toHaveLength(times));
  const take = async (actor = ANA, releaseAfterMs: number | null = null) =>
    around.conversation().takeover({ actor, generation: await around.generation(), releaseAfterMs });
  const giveBack = async (note: string | null = null, resolve = false) =>
    around.conversation().release({ actor: ANA, generation: await around.generation(), note, resolve });
  const send = async (
    text: string,
    {
      actor = ANA,
      clientId = crypto.randomUUID(),
      generation,
    }: { actor?: Actor; clientId?: string; generation?: number } = {},
  ) => around.conversation().send({ actor, clientId, text, generation: generation ?? (await around.generation()) });
  return { ...around, due, said, take, giveBack, send };
};

const control = (more: Partial<Control> = {}): Control => ({
  holder: { kind: 'bot' },
  generation: 3,
  since: 0,
  releaseAt: null,
  fence: { confirmed: true, inFlight: 0 },
  ...more,
});
const held = (userId: string | null): Control['holder'] => ({
  kind: 'human',
  userId,
  name: 'x',
  via: userId === null ? 'phone' : 'dashboard',
});

describe('decisions about control', () => {
  it.each([
    ['the bot, current', control(), 3, 'change'],
    ['the bot, stale', control(), 2, 'stale'],
    ['a colleague, current', control({ holder: held('usr_bia') }), 3, 'change'],
    ['a colleague, stale', control({ holder: held('usr_bia') }), 2, 'stale'],
    ['herself, stale', control({ holder: held('usr_ana') }), 1, 'same'],
    ['the phone, current', control({ holder: held(null) }), 3, 'change'],
    ['nobody, current', control({ holder: { kind: 'paused', reason: 'bot_failed' } }), 3, 'change'],
  ])('a takeover from %s', (_name, before, generation, kind) => {
    expect(decideTakeover(before, ANA, generation, 10, 5).kind).toBe(kind);
  });

  it.each([
    ['from a person', control({ holder: held('usr_ana') }), 3, false, 'change'],
    ['from a person, stale', control({ holder: held('usr_ana') }), 2, false, 'stale'],
    ['when the bot has it already', control(), 1, false, 'same'],
    ['from a pause', control({ holder: { kind: 'paused', reason: 'asked_for_human' } }), 3, false, 'change'],
    ['from resolved', control({ holder: { kind: 'paused', reason: 'resolved' } }), 3, false, 'change'],
    ['resolving what is resolved', control({ holder: { kind: 'paused', reason: 'resolved' } }), 1, true, 'same'],
    ['resolving the bot', control(), 3, true, 'change'],
    ['resolving a pause', control({ holder: { kind: 'paused', reason: 'bot_failed' } }), 3, true, 'change'],
  ])('a release %s', (_name, before, generation, resolve, kind) => {
    expect(decideRelease(before, generation, resolve, 10).kind).toBe(kind);
  });

  it('the phone wins over the bot and over a pause, not over a colleague', () => {
    expect(decidePhone(control(), 10, 5).kind).toBe('change');
    expect(decidePhone(control({ holder: { kind: 'paused', reason: 'resolved' } }), 10, 5).kind).toBe('change');
    expect(decidePhone(control({ holder: held('usr_bia') }), 10, 5).kind).toBe('same');
  });

  it('C1 every change raises the generation, opens the fence and times only people', () => {
    expect(handOver(control(), held('usr_ana'), 10, 5)).toEqual({
      holder: held('usr_ana'),
      generation: 4,
      since: 10,
      releaseAt: 15,
      fence: { confirmed: false, inFlight: 0 },
    });
    expect(handOver(control(), { kind: 'bot' }, 10, 5).releaseAt).toBeNull();
    expect(handOver(control(), held('usr_ana'), 10, null).releaseAt).toBeNull();
  });
});

describe('takeover', () => {
  it('silences the bot, tells every number of the fence, and is confirmed only by the agents of all of them', async () => {
    const { write, contact, conversation, take, due, outs, gateway, row } = setUp();
    await write('oi');
    await conversation().ingest(batchOf(contact, [received('aqui também')], { numberId: 'num_outra' }));
    const taken = await take();
    expect(taken.ok && taken.row.control).toMatchObject({
      holder: { kind: 'human', userId: 'usr_ana', via: 'dashboard' },
      generation: 2,
      fence: { confirmed: false },
    });
    await eventually(() =>
      expect(gateway.cancels).toEqual([2, 2].map((minGeneration) => ({ contactId: contact.contactId, minGeneration }))),
    );
    await due(60_000);
    expect(await outs()).toEqual([]);
    const fence = async () => (await row()).control.fence;
    await conversation().fenced(1, [], NUMBER);
    expect((await fence()).confirmed).toBe(false);
    await conversation().fenced(2, ['one'], NUMBER);
    expect((await fence()).confirmed).toBe(false);
    await conversation().fenced(2, ['two', 'three'], 'num_outra');
    expect(await fence()).toEqual({ confirmed: true, inFlight: 3 });
    await conversation().fenced(2, [], 'num_outra');
    expect(await fence()).toEqual({ confirmed: true, inFlight: 1 });
  });

  it('cancels what has not left, and believes the Gateway about the rest', async () => {
    const { write, due, said, take, assistant, gateway, outs, texts, thread } = setUp();
    assistant.next(() => answer('', { bubbles: ['um', 'dois'] }));
    await write('oi');
    await due();
    await said(2);
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    gateway.drops = () => gateway.enqueued.map(({ commandId }) => commandId);
    await take();
    await eventually(async () =>
      expect((await outs()).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']),
    );
    expect(await texts()).toEqual(['oi', 'um', 'dois', '(takeover)']);
    expect((await thread()).at(-1)).toMatchObject({ notice: { by: 'Ana', via: 'dashboard', cancelled: 1 } });
  });

  it('leaves what may already be gone to the report', async () => {
    const { write, due, said, take, gateway, outs, conversation } = setUp();
    await write('oi');
    await due();
    await said(1);
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    await take();
    expect((await outs())[0]?.status).toBe('dispatched');
    await conversation().report(gateway.enqueued.map((command) => reportOf(command, 'accepted')));
    expect((await outs())[0]?.status).toBe('accepted');
  });

  it('is one when repeated, and refuses the slower of two', async () => {
    const { write, conversation, thread } = setUp();
    await write('oi');
    const both = await Promise.all(
      [ANA, BIA].map((actor) => conversation().takeover({ actor, generation: 1, releaseAfterMs: null })),
    );
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
    expect(both[1]).toMatchObject({ code: 'stale', control: { generation: 2, holder: { name: 'Ana' } } });
    const again = await conversation().takeover({ actor: ANA, generation: 1, releaseAfterMs: null });
    expect(again.ok && again.row.control.generation).toBe(2);
    expect((await thread()).filter(({ direction }) => direction === 'notice')).toHaveLength(1);
    expect(await conversation().takeover({ actor: BIA, generation: 2, releaseAfterMs: null })).toMatchObject({
      ok: true,
      row: { control: { generation: 3, holder: { name: 'Bia' } } },
    });
  });

  it('by typing on the phone: the thread shows it, the bot is silent, its unsent answer is cancelled', async () => {
    const { write, contact, conversation, due, said, gateway, assistant, row, outs } = setUp();
    assistant.next(() => answer('', { bubbles: ['um', 'dois'] }));
    await write('oi');
    await due();
    await said(2);
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    await conversation().ingest(batchOf(contact, [received('já te respondo', { fromMe: true })]));
    const { control, waitingSince } = await row();
    expect(control).toMatchObject({
      holder: { kind: 'human', userId: null, via: 'phone', name: 'Celular' },
      generation: 2,
    });
    expect(control.releaseAt).not.toBeNull();
    expect(waitingSince).toBeNull();
    expect((await outs()).map(({ author, status }) => [author.kind, status])).toEqual([
      ['bot', 'dispatched'],
      ['bot', 'cancelled'],
      ['phone', 'accepted'],
    ]);
    await write('obrigada');
    await due(60_000);
    expect(assistant.inputs).toHaveLength(1);
  });
});

describe('release', () => {
  it('lets the bot answer again, and tells it what the person agreed', async () => {
    const { write, take, giveBack, due, said, assistant, texts } = setUp();
    await write('oi');
    await take();
    await giveBack('combinamos 10% de desconto');
    await due();
    await said(1);
    expect(assistant.inputs[0]?.memory.humanEnded).toMatchObject({ note: 'combinamos 10% de desconto', how: 'person' });
    await write('e aí?');
    await due();
    await said(2);
    expect(assistant.inputs[1]?.memory.humanEnded).toBeNull();
    expect(await texts()).toEqual(['oi', '(takeover)', '(release)', 're: oi', 'e aí?', 're: e aí?']);
  });

  it('does not answer what a person has answered', async () => {
    const { write, send, giveBack, due, assistant, row } = setUp();
    await write('oi');
    await send('oi, sou a Ana');
    await giveBack();
    await due(60_000);
    expect(assistant.inputs).toEqual([]);
    expect((await row()).waitingSince).toBeNull();
  });

  it('C7 happens by itself when the person is silent, and each of their messages puts it off', async () => {
    const { write, conversation, clock, due, send, row, thread, assistant } = setUp();
    await write('oi');
    await send('oi, sou a Ana');
    const first = (await row()).control.releaseAt;
    expect(first).toBe(clock.now() + 30 * 60_000);
    await due(29 * 60_000);
    await send('só um minuto');
    await due(2 * 60_000);
    expect((await row()).control.holder.kind).toBe('human');
    await due(28 * 60_000);
    expect((await row()).control).toMatchObject({ holder: { kind: 'bot' }, releaseAt: null, generation: 3 });
    expect((await thread()).at(-1)).toMatchObject({ notice: { event: 'release', why: 'timer', by: 'Ana' } });
    expect((await conversation().inspect()).timers.map(({ kind }) => kind)).not.toContain('release');
    await write('e aí?');
    await due();
    expect(assistant.inputs.at(-1)?.memory.humanEnded).toMatchObject({ how: 'timer', note: null });
  });

  it('resolves, and a new message of the contact opens again', async () => {
    const { write, due, said, giveBack, row, texts } = setUp();
    await write('oi');
    await due();
    await said(1);
    await giveBack(null, true);
    expect(await row()).toMatchObject({
      status: 'resolved',
      waitingSince: null,
      control: { holder: { kind: 'paused', reason: 'resolved' }, generation: 2 },
    });
    await write('mais uma coisa');
    expect(await row()).toMatchObject({ status: 'open', control: { holder: { kind: 'bot' }, generation: 3 } });
    await due();
    await said(2);
    expect((await texts()).slice(2)).toEqual(['(release)', 'mais uma coisa', '(reopened)', 're: mais uma coisa']);
  });
});

describe('a person who answers', () => {
  it('takes control, is sent once however often the request comes, and never expires', async () => {
    const { write, send, gateway, outs, row } = setUp();
    await write('oi');
    const clientId = crypto.randomUUID();
    const first = await send('oi, sou a Ana', { clientId });
    const again = await send('oi, sou a Ana', { clientId, generation: 1 });
    expect(first.ok && again.ok && first.message.seq === again.message.seq).toBe(true);
    await eventually(() =>
      expect(gateway.enqueued).toMatchObject([{ class: 'human', notAfter: null, content: { text: 'oi, sou a Ana' } }]),
    );
    expect(await outs()).toHaveLength(1);
    expect(await row()).toMatchObject({
      waitingSince: null,
      control: { holder: { userId: 'usr_ana' }, generation: 2 },
    });
  });

  it('has a command of its own in every conversation, whatever id the client gave', async () => {
    const clientId = crypto.randomUUID();
    const sides = [setUp(), setUp()];
    const commands: (string | null)[] = [];
    for (const { write, send } of sides) {
      await write('oi');
      const sent = await send('Obrigada!', { clientId });
      if (!sent.ok || sent.message.direction !== 'out') throw new Error('it was not sent');
      expect(sent.message).toMatchObject({ clientId, status: 'dispatched' });
      commands.push(sent.message.commandId);
    }
    expect(new Set(commands).size).toBe(2);
  });

  it('is refused when the id of an earlier message comes with other words', async () => {
    const { write, send, texts, generation } = setUp();
    await write('oi');
    const clientId = crypto.randomUUID();
    await send('sim', { clientId });
    expect(await send('não', { clientId })).toMatchObject({
      ok: false,
      code: 'conflict',
      control: { generation: await generation() },
    });
    expect(await texts()).toEqual(['oi', '(takeover)', 'sim']);
  });

  it('may write on while the first answer is under way, but not over somebody else', async () => {
    const { write, send, texts } = setUp();
    await write('oi');
    await send('um', { generation: 1 });
    expect((await send('dois', { generation: 1 })).ok).toBe(true);
    expect(await send('eu também', { actor: BIA, generation: 1 })).toMatchObject({
      ok: false,
      code: 'stale',
      control: { holder: { name: 'Ana' } },
    });
    expect((await send('agora eu', { actor: BIA })).ok).toBe(true);
    expect(await texts()).toEqual(['oi', '(takeover)', 'um', 'dois', '(takeover)', 'agora eu']);
  });
});
