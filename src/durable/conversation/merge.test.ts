import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import type { ReceivedMessage } from '@oconnector/protocol/model/received.ts';
import { installFailpoints } from '../../lib/failpoint.ts';
import { conversationStub } from '../stubs.ts';
import { ANA, answer, batchOf, CLIENTE, eventually, latch, reportOf } from './conversation.fixture.ts';
import { expectFolded, from, setUp } from './merge.fixture.ts';

const OPTED_OUT = { kind: 'paused', reason: 'opted_out' };

afterEach(() => installFailpoints(null));

describe('two contacts that turn out to be one', () => {
  it('M1 go on as the older one, with the thread of both; the other one is closed and in no list', async () => {
    const { both, merge, lid, phone, resolve, assistant } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi'));
    await mine.ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    const lines = Array.from({ length: 60 }, (_, i) => from(lid, `n${i}`, { old: true, sentAt: 2_000 + i }));
    await theirs.take(...lines);
    const before = (await mine.thread()).length;
    await merge();
    expect((await mine.texts()).slice(before)).toEqual([
      '(merged)',
      ...lines.map(({ content }) => contentText(content)),
    ]);
    expect((await mine.thread()).map(({ seq }) => seq)).toEqual((await mine.thread()).map((_, i) => i + 1));
    expect((await theirs.row()).mergedInto).toBe(mine.contact.contactId);
    expect((await mine.row()).contact.aliases).toEqual(expect.arrayContaining([phone, lid]));
    expect((await resolve(lid)).contactId).toBe(mine.contact.contactId);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M2 store what either had under the same key once, and nothing more in the closed one', async () => {
    const { both, merge, lid, resolve } = setUp();
    const { mine, theirs } = await both();
    const [answered, waiting] = [from(lid, 'ontem', { old: true }), from(lid, 'agora')];
    await theirs.take(answered, waiting);
    await merge();
    await eventually(async () => expect(await mine.texts()).toContain('agora'));
    const closed = await theirs.take(answered, waiting, from(lid, 'mais'));
    expect(closed.map(({ outcome }) => outcome)).toEqual(['moved', 'moved', 'moved']);
    const again = await conversationStub(env, CLIENTE, mine.contact.contactId).ingest(
      batchOf(await resolve(lid), [answered, waiting]),
    );
    expect(again.map(({ outcome }) => outcome)).toEqual(['duplicate', 'duplicate']);
    expect((await mine.texts()).filter((text) => text === 'agora' || text === 'ontem')).toHaveLength(2);
  });

  it('M3 are answered once, in the conversation that goes on, what waits in the other one', async () => {
    const { both, merge, lid, phone, assistant, commands } = setUp();
    const { mine, theirs } = await both();
    const gate = latch();
    assistant.next(async () => {
      await gate.opened;
      return answer('pensado antes');
    });
    await mine.take(from(phone, 'histórico', { old: true, sentAt: 1 }));
    await theirs.take(from(lid, 'entregam?'));
    await theirs.ring();
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await merge();
    gate.open();
    await eventually(async () => expect(await mine.texts()).toContain('entregam?'));
    await mine.ring();
    await eventually(() =>
      expect(commands(mine.contact).map(({ content }) => contentText(content))).toEqual(['re: entregam?']),
    );
    expect(commands(mine.contact)[0]?.to).toEqual(lid);
    expect(commands(theirs.contact)).toEqual([]);
    await eventually(async () => expect((await theirs.row()).waitingSince).toBeNull());
    await expectFolded(mine.stub(), theirs.stub());
  });

  it.each([
    ['accepted', false],
    ['cancelled', true],
  ] as const)('M3 a reply on its way that ends as %s: answered anew is %s', async (end, again) => {
    const { both, merge, lid, assistant, gateway, commands, clock } = setUp();
    const { mine, theirs } = await both();
    await theirs.take(from(lid, 'entregam?'));
    await theirs.ring();
    await eventually(() => expect(commands(theirs.contact)).toHaveLength(1));
    const [reply] = commands(theirs.contact);
    if (reply === undefined) throw new Error('no reply');
    await merge();
    expect(gateway.cancels.some(({ contactId }) => contactId === theirs.contact.contactId)).toBe(true);
    clock.advance(20_000);
    await runDurableObjectAlarm(mine.stub());
    expect(assistant.inputs).toHaveLength(1);
    await theirs.conversation().report([reportOf(reply, end, end === 'accepted' ? 'WA1' : null)]);
    await eventually(async () => expect(await mine.texts()).toContain('entregam?'));
    await mine.ring();
    if (again) await eventually(() => expect(commands(mine.contact)).toHaveLength(1));
    else expect(commands(mine.contact)).toEqual([]);
    expect(assistant.inputs).toHaveLength(again ? 2 : 1);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('C11 a person who has the other one has this one, and the fence of both stands', async () => {
    const { both, merge, lid, phone, gateway, assistant, commands } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi'));
    await theirs.take(from(lid, 'oi de novo'));
    await theirs.conversation().takeover({ actor: ANA, generation: 1, releaseAfterMs: null });
    await merge();
    const { control } = await mine.row();
    expect(control.holder).toMatchObject({ kind: 'human', userId: ANA.userId });
    await eventually(() =>
      expect(gateway.cancels).toContainEqual({ contactId: mine.contact.contactId, minGeneration: control.generation }),
    );
    await eventually(async () => expect(await mine.texts()).toContain('oi de novo'));
    await mine.ring();
    expect(assistant.inputs).toEqual([]);
    expect(commands(mine.contact)).toEqual([]);
    const { generation } = (await theirs.row()).control;
    expect(await theirs.conversation().takeover({ actor: ANA, generation, releaseAfterMs: null })).toMatchObject({
      code: 'stale',
    });
    const say = { actor: ANA, clientId: crypto.randomUUID(), text: 'aqui não', generation };
    expect(await theirs.conversation().send(say)).toMatchObject({ code: 'stale' });
  });

  it('C11 who asked for no more messages under one name gets none under the other', async () => {
    const { both, merge, lid, phone, assistant } = setUp();
    const { mine, theirs } = await both();
    await theirs.take(from(lid, 'PARAR'));
    await mine.take(from(phone, 'oi'));
    await merge();
    expect((await mine.row()).control.holder).toEqual({ kind: 'paused', reason: 'opted_out' });
    await mine.ring();
    expect(assistant.inputs).toEqual([]);
  });

  it('M4 a step that is done twice changes nothing, and one cut short is done again', async () => {
    const { both, merge, lid, directory } = setUp();
    const { mine, theirs } = await both();
    await theirs.take(from(lid, 'um', { old: true }), from(lid, 'dois'));
    const { mergeId } = await merge();
    await eventually(async () => expect(await mine.texts()).toContain('dois'));
    const [lines, closed] = [await mine.texts(), await theirs.texts()];
    const input = { mergeId, into: mine.contact.contactId, after: 0 };
    const page = await theirs.conversation().moveOut(input);
    if (page === null) throw new Error('nothing to move');
    await mine.conversation().inherit({ mergeId, from: theirs.contact.contactId, contact: mine.contact, page });
    await theirs.conversation().movedOut(mergeId);
    expect(await mine.texts()).toEqual(lines);
    expect(await theirs.texts()).toEqual(closed);
    expect((await directory.merges(50)).find((one) => one.mergeId === mergeId)?.state).toBe('done');
  });

  it.each([
    'directory.resolve.after_commit',
    'merge.before_close',
    'merge.closed',
    'directory.merge.moved_out',
    'merge.before_inherit',
    'merge.inherited',
    'directory.merge.inherited',
    'directory.merge.before_done',
    'merge.before_carry',
    'merge.carried',
  ])('M4 cut short at %s, it comes to the same: every line once, in order, answered once', async (point) => {
    const { both, merge, lid, phone, resolve, commands, clock } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'início', { old: true, sentAt: 1 }));
    const lines = Array.from({ length: 30 }, (_, i) => from(lid, `n${i}`, { old: true, sentAt: 2_000 + i }));
    await theirs.take(...lines, from(lid, 'entregam?'));
    let cut = 0;
    installFailpoints((name) => {
      if (name === point && cut++ === 0) throw new Error(`cut short at ${name}`);
    });
    await resolve(lid, phone).catch(() => {});
    await merge();
    for (let i = 0; i < 2; i++) {
      clock.advance(20_000);
      await runDurableObjectAlarm(theirs.stub());
    }
    await eventually(async () => expect(await mine.texts()).toContain('entregam?'));
    expect(cut).toBeGreaterThan(0);
    expect((await mine.texts()).slice(1, 33)).toEqual([
      '(merged)',
      ...lines.map(({ content }) => contentText(content)),
      'entregam?',
    ]);
    await mine.ring();
    await eventually(() => expect(commands(mine.contact)).toHaveLength(1));
    expect((await mine.texts()).filter((text) => text === 'entregam?')).toHaveLength(1);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M1 a contact of whom nothing is stored is joined too, and takes nothing any more', async () => {
    const { both, merge, lid, phone } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi'));
    await merge();
    expect((await theirs.take(from(lid, 'tarde')))[0]?.outcome).toBe('moved');
    expect(await mine.texts()).toEqual(['oi']);
  });

  it('edits and deletions come along, also of what waits', async () => {
    const { both, merge, lid, assistant } = setUp();
    const { mine, theirs } = await both();
    const [order, secret] = [from(lid, '2 pizzas'), from(lid, 'senha', { old: true })];
    const about = (of: ReceivedMessage, kind: 'edited' | 'revoked') =>
      ({ kind, waId: of.waId, fromMe: false }) as const;
    await theirs.take(order, secret);
    await theirs.take(
      from(lid, '3 pizzas', { old: true, about: about(order, 'edited') }),
      from(lid, '.', { old: true, about: about(secret, 'revoked') }),
    );
    await merge();
    await eventually(async () => expect(await mine.texts()).toContain('3 pizzas'));
    await mine.ring();
    await eventually(() => expect(assistant.inputs.at(-1)?.burst.map(({ text }) => text)).toEqual(['3 pizzas']));
    const deleted = (await mine.thread()).find((line) => line.direction === 'in' && line.waId === secret.waId);
    expect(deleted).toMatchObject({ revokedAt: secret.sentAt });
  });
});

describe('a merge that a person undoes', () => {
  it('M5 gives back what it brought, and both go on as they stood', async () => {
    const { both, merge, lid, phone, directory, resolve, assistant } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'sou a Maria', { old: true }));
    await theirs.take(from(lid, 'meu CPF é segredo', { old: true }), from(lid, 'e aí?'));
    const { mergeId } = await merge();
    await eventually(async () => expect(await mine.texts()).toContain('e aí?'));
    const undone = await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(undone).toMatchObject({ ok: true, merge: { state: 'undone', undone: { by: 'usr_ana' } } });
    expect(JSON.stringify(await mine.thread())).not.toContain('segredo');
    expect(await mine.texts()).toEqual(['sou a Maria', '(merged)', '(moved_back)', '(moved_back)', '(unmerged)']);
    expect((await theirs.row()).mergedInto).toBeUndefined();
    expect((await theirs.row()).control.holder.kind).toBe('bot');
    await mine.ring();
    expect(assistant.inputs).toEqual([]);
    expect((await resolve(lid)).contactId).toBe(theirs.contact.contactId);
    expect((await resolve(phone)).contactId).toBe(mine.contact.contactId);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M5 is not joined again by the same evidence, and takes nothing by the names of the other', async () => {
    const { both, merge, lid, phone, directory, resolve } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi'));
    await theirs.take(from(lid, 'olá'));
    const { mergeId } = await merge();
    const cached = await resolve(lid);
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect((await resolve(lid, phone)).contactId).toBe(theirs.contact.contactId);
    expect((await resolve(phone, lid)).contactId).toBe(mine.contact.contactId);
    expect((await directory.merges(200)).filter(({ kept }) => kept === mine.contact.contactId)).toHaveLength(1);
    const [stray] = await mine.conversation().ingest(batchOf(cached, [from(lid, 'de quem?')]));
    expect(stray?.outcome).toBe('moved');
    expect((await theirs.take(from(lid, 'de quem?')))[0]?.outcome).toBe('stored');
  });

  it('M7 takes the opt-out of the other back with it, and what waited here waits again', async () => {
    const { both, merge, lid, phone, directory, assistant } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'quanto custa?'));
    const { waitingSince } = await mine.row();
    await theirs.take(from(lid, 'PARAR'));
    const { mergeId } = await merge();
    expect(await mine.row()).toMatchObject({ control: { holder: OPTED_OUT }, waitingSince: null });
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(await mine.row()).toMatchObject({ control: { holder: { kind: 'bot' } }, status: 'open', waitingSince });
    expect((await theirs.row()).control.holder).toEqual(OPTED_OUT);
    await mine.take(from(phone, 'tem azul?'));
    await mine.ring();
    await eventually(() => expect(assistant.inputs.map(({ burst }) => burst.at(-1)?.text)).toEqual(['tem azul?']));
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M5 takes nothing of what the other still carries once it has given back, as long as the Directory is away', async () => {
    const { both, merge, lid, phone, directory, commands } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'sou a Maria', { old: true }));
    await theirs.take(from(lid, 'meu CPF é segredo'));
    await theirs.ring();
    await eventually(() => expect(commands(theirs.contact)).toHaveLength(1));
    const { mergeId } = await merge();
    installFailpoints((name) => {
      if (name === 'directory.merge.disowned') throw new Error('the Directory is gone');
    });
    await directory.undoMerge({ mergeId, by: 'usr_ana' }).catch(() => {});
    const given = await mine.texts();
    expect(given.at(-1)).toBe('(unmerged)');
    await theirs
      .conversation()
      .report(commands(theirs.contact).map((command) => reportOf(command, 'accepted', command.commandId)));
    await theirs.carried();
    installFailpoints(null);
    expect(await directory.undoMerge({ mergeId, by: 'usr_ana' })).toMatchObject({ merge: { state: 'undone' } });
    expect(await mine.texts()).toEqual(given);
    expect((await mine.row()).contact.aliases).toEqual([phone]);
    expect(await theirs.texts()).toContain('meu CPF é segredo');
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M5 M7 takes neither lines nor opt-out of a call that comes when it has given back', async () => {
    const { both, merge, lid, phone, directory } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi', { old: true }));
    await theirs.take(from(lid, 'meu CPF é segredo', { old: true }), from(lid, 'PARAR'));
    const { mergeId } = await merge();
    const page = await theirs.conversation().moveOut({ mergeId, into: mine.contact.contactId, after: 0 });
    if (page === null) throw new Error('nothing to move');
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    const given = await mine.texts();
    for (const contact of [null, mine.contact])
      await mine.conversation().inherit({ mergeId, from: theirs.contact.contactId, contact, page });
    expect(await mine.texts()).toEqual(given);
    expect((await mine.row()).control.holder).toEqual({ kind: 'bot' });
    expect((await theirs.row()).control.holder).toEqual(OPTED_OUT);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('M7 answers nothing by itself of what came while the opt-out stood: it may be of the other, and old', async () => {
    const { both, merge, lid, phone, directory, assistant } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi', { old: true, sentAt: 1 }));
    await theirs.take(from(lid, 'PARAR'));
    const { mergeId } = await merge();
    await mine.take(from(lid, 'cadê meu pedido?'));
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    await mine.ring();
    expect(await mine.row()).toMatchObject({ control: { holder: { kind: 'bot' } }, activity: 'idle' });
    expect(assistant.inputs).toEqual([]);
    await expectFolded(mine.stub());
  });

  it('M7 does not say that somebody waits whom a person answered meanwhile', async () => {
    const { both, merge, lid, phone, directory } = setUp();
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'quanto custa?'));
    await theirs.take(from(lid, 'PARAR'));
    const { mergeId } = await merge();
    await mine.take(from(phone, 'custa 10', { fromMe: true }));
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(await mine.row()).toMatchObject({ waitingSince: null });
    await expectFolded(mine.stub());
  });

  it('M7 leaves closed what was closed, and a person what they took meanwhile', async () => {
    for (const taken of [false, true]) {
      const { both, merge, lid, phone, directory } = setUp();
      const { mine, theirs } = await both();
      await mine.take(from(phone, 'oi', { old: true, sentAt: 1 }));
      await mine.conversation().release({ actor: ANA, generation: 1, note: null, resolve: true });
      await theirs.take(from(lid, 'PARAR'));
      const { mergeId } = await merge();
      const { generation } = (await mine.row()).control;
      if (taken) await mine.conversation().takeover({ actor: ANA, generation, releaseAfterMs: null });
      await directory.undoMerge({ mergeId, by: 'usr_ana' });
      const { control, status } = await mine.row();
      expect([control.holder.kind, status]).toEqual(taken ? ['human', 'open'] : ['paused', 'resolved']);
      await expectFolded(mine.stub());
      if (!taken) continue;
      await mine.conversation().release({ actor: ANA, generation: control.generation, note: null, resolve: false });
      expect((await mine.row()).control.holder).toEqual({ kind: 'bot' });
    }
  });

  it.each(['before', 'after'] as const)('M7 leaves an opt-out that the one who stays gave itself, %s', async (when) => {
    const { both, merge, lid, phone, directory, commands } = setUp();
    const { mine, theirs } = await both();
    if (when === 'before') await mine.take(from(phone, 'sair'));
    await theirs.take(from(lid, 'PARAR'));
    const { mergeId } = await merge();
    if (when === 'after') await mine.take(from(phone, 'sair'));
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect((await mine.row()).control.holder).toEqual(OPTED_OUT);
    expect(commands(mine.contact)).toHaveLength(when === 'before' ? 1 : 0);
    await expectFolded(mine.stub());
  });

  it('M7 keeps an opt-out while another merge that brought one stands', async () => {
    const { both, merge, lid, phone, directory, resolve } = setUp();
    const third = { kind: 'lid', value: `77${lid.value}` } as const;
    const { mine, theirs } = await both();
    await mine.take(from(phone, 'oi', { old: true }));
    await theirs.take(from(lid, 'PARAR'));
    const { mergeId } = await merge();
    const other = await resolve(third);
    await conversationStub(env, CLIENTE, other.contactId).ingest(batchOf(other, [from(third, 'PARAR')]));
    await resolve(third, phone);
    const later = (await directory.merges(50)).find(({ other: gone }) => gone === other.contactId);
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect((await mine.row()).control.holder).toEqual(OPTED_OUT);
    await directory.undoMerge({ mergeId: later?.mergeId ?? '', by: 'usr_ana' });
    expect((await mine.row()).control.holder).toEqual({ kind: 'bot' });
    await expectFolded(mine.stub());
  });

  it('M5 may be asked twice, and not while a later one rests on it', async () => {
    const { both, merge, lid, phone, directory, resolve } = setUp();
    const older = await resolve({ kind: 'lid', value: `99${lid.value}` });
    const { mine, theirs } = await both();
    await theirs.take(from(lid, 'olá'));
    const { mergeId } = await merge();
    await resolve(phone, { kind: 'lid', value: `99${lid.value}` });
    expect((await resolve(lid)).contactId).toBe(older.contactId);
    expect(await directory.undoMerge({ mergeId, by: 'usr_ana' })).toMatchObject({ ok: false, code: 'conflict' });
    const later = (await directory.merges(50)).find(({ kept }) => kept === older.contactId);
    for (const repeated of [false, true])
      expect(await directory.undoMerge({ mergeId: later?.mergeId ?? '', by: 'usr_ana' })).toMatchObject({
        ok: true,
        repeated,
      });
    expect((await resolve(lid)).contactId).toBe(mine.contact.contactId);
    expect(await directory.undoMerge({ mergeId, by: 'usr_ana' })).toMatchObject({ ok: true });
    expect(await directory.undoMerge({ mergeId: 'mrg_nobody', by: 'usr_ana' })).toMatchObject({ code: 'not_found' });
  });
});
