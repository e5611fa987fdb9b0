import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../ai/assistant.ts';
import {
  ANA,
  answer,
  batchOf,
  BIA,
  eventually,
  latch,
  received,
  scene,
  storedAndFolded,
} from './conversation.fixture.ts';

const DAY_MS = 86_400_000;
type Signal = Analysis['signals'][number];

const open = (more: Partial<Playbook> = {}) => {
  const around = scene(env);
  const { conversation, clock, write, stub, assistant } = around;
  const shop = { playbook: { ...DEFAULT_PLAYBOOK, ...more } };
  const knowledge = around.ports.knowledge();
  around.ports.knowledge = () => ({ ...knowledge, playbook: async () => shop.playbook });
  const ring = async (ms: number) => {
    clock.advance(ms);
    await runDurableObjectAlarm(stub());
    await eventually(async () => expect((await conversation().inspect()).state['turn']).toBeNull());
  };
  const view = async () => {
    const found = await conversation().score();
    if (found === null) throw new Error('nothing was stored');
    return found;
  };
  return {
    ...around,
    shop,
    ring,
    view,
    lines: async () => (await view()).ledger.map(({ reason, delta, quote }) => ({ reason, delta, quote })),
    facts: async () => (await conversation().detail())?.facts ?? [],
    /** Writes, and has the turn hear and learn that. */
    say: async (text: string, signals: Omit<Signal, 'messageSeq'>[], facts: Record<string, string> = {}) => {
      const stored = await write(text);
      const messageSeq = stored[0]?.seq ?? 0;
      assistant.signals = signals.map((signal) => ({ messageSeq, ...signal }));
      assistant.facts = Object.entries(facts).map(([key, value]) => ({ key, value, quote: text, messageSeq }));
      await ring(20_000);
      assistant.signals = [];
      assistant.facts = [];
      return messageSeq;
    },
  };
};

const price = { kind: 'asked_price', quote: 'quanto custa' } as const;
const buys = { kind: 'wants_to_buy', quote: 'fechado' } as const;

describe('the ledger', () => {
  it('L1 takes no signal that was not said, and says of each where it was', async () => {
    const { say, view } = open();
    const seq = await say('oi, quanto custa?', [
      price,
      { kind: 'wants_to_buy', quote: 'quero comprar' },
      { kind: 'gave_budget', quote: ' ' },
    ]);
    const { ledger, score } = await view();
    expect(ledger).toMatchObject([
      { id: 1, axis: 'intent', delta: 12, reason: 'asked_price', messageSeq: seq, quote: 'quanto custa', source: 'ai' },
    ]);
    expect(score).toMatchObject({ intent: 12, grade: 'C4', stage: 'new' });
  });

  it('counts behaviour: who comes back after a day, answers a question at once, sends a file', async () => {
    const { write, ring, lines, assistant, clock, conversation, contact } = open();
    await write('oi');
    assistant.next(() => answer('Oi! Para quando você precisa?'));
    await ring(20_000);
    clock.advance(60_000);
    await write('para sexta');
    await ring(20_000);
    clock.advance(2 * DAY_MS);
    const media = {
      mediaId: 'med_foto',
      kind: 'image' as const,
      mime: 'image/jpeg',
      bytes: 10,
      fileName: null,
      durationMs: null,
    };
    await conversation().ingest(batchOf(contact, [received('', { content: { type: 'media', media } })]));
    expect(await lines()).toEqual([
      { reason: 'answered_fast', delta: 3, quote: null },
      { reason: 'came_back', delta: 8, quote: null },
      { reason: 'sent_file', delta: 5, quote: null },
    ]);
  });

  it('L2 keeps no words in events, and hides those of a message that was deleted', async () => {
    const { say, lines, conversation, contact, stub, thread } = open();
    await say('oi, quanto custa?', [price]);
    const events = await conversation().events({ before: null, correlation: null, limit: 1_000 });
    expect(JSON.stringify(events)).not.toContain('quanto custa');
    const [line] = await thread();
    const waId = line?.direction === 'in' ? line.waId : '';
    const about = { kind: 'revoked' as const, waId, fromMe: false };
    await conversation().ingest(batchOf(contact, [received('', { about })]));
    expect(await lines()).toEqual([{ reason: 'asked_price', delta: 12, quote: null }]);
    const { stored, folded } = await storedAndFolded(stub());
    expect(folded).toEqual(stored);
  });

  it('L4 tells the lists when fading alone changes the grade', async () => {
    const { say, row, ring, clock, inbox } = open();
    await say('quanto custa? fechado!', [price, buys]);
    expect(await row()).toMatchObject({ grade: 'C2', total: 41, temperature: 'warm' });
    clock.advance(7 * DAY_MS);
    await ring(0);
    expect(await row()).toMatchObject({ grade: 'C3', temperature: 'cold' });
    await eventually(() => expect(inbox.updates.at(-1)?.row).toMatchObject({ grade: 'C3', temperature: 'cold' }));
  });

  it('L6 stands still for who opts out, and is cold; and goes on when they come back', async () => {
    const { say, view, clock } = open({ version: 1, temperature: { warm: 10, hot: 30 } });
    await say('quanto custa? fechado!', [price, buys]);
    expect((await view()).score).toMatchObject({ temperature: 'hot', frozen: false, intent: 42 });
    clock.advance(600_000);
    const seq = await say('sair', [{ kind: 'gave_budget', quote: 'sair' }]);
    clock.advance(30 * DAY_MS);
    const { score, ledger } = await view();
    expect(score).toMatchObject({ temperature: 'cold', frozen: true, intent: 42, grade: 'C2' });
    expect(ledger.at(-1)).toMatchObject({ reason: 'opted_out', delta: 0, messageSeq: seq });
    await say('voltar', []);
    expect((await view()).score).toMatchObject({ frozen: false, temperature: 'hot' });
  });

  it('weighs by the playbook of the cliente, and says by which version of it', async () => {
    const { say, view, shop } = open({ version: 3, weights: { asked_price: { axis: 'intent', points: 50 } } });
    await say('quanto custa?', [price]);
    expect((await view()).ledger).toMatchObject([{ delta: 50, weightsVersion: 3 }]);
    shop.playbook = { ...shop.playbook, version: 4, temperature: { warm: 45, hot: 46 } };
    expect((await view()).score).toMatchObject({ total: 46, temperature: 'hot', weightsVersion: 4 });
  });
});

describe('a person', () => {
  it('corrects, with a line of their own', async () => {
    const { say, view, conversation } = open();
    await say('quanto custa?', [price]);
    const request = { action: 'correct', axis: 'fit', delta: 90, note: 'cliente antigo' } as const;
    expect(await conversation().correctScore({ actor: ANA, request })).toMatchObject({ ok: true });
    const { score, ledger } = await view();
    expect(score).toMatchObject({ fit: 100, grade: 'A4' });
    expect(ledger.at(-1)).toMatchObject({
      reason: 'corrected',
      delta: 60,
      source: 'human',
      by: 'Ana',
      note: 'cliente antigo',
    });
  });

  it('L6 locks it where they want it, and lets it go', async () => {
    const { say, view, conversation, clock } = open();
    await say('oi', []);
    await conversation().correctScore({ actor: ANA, request: { action: 'lock', fit: 80, intent: 70 } });
    await say('fechado', [buys]);
    clock.advance(20 * DAY_MS);
    expect((await view()).score).toMatchObject({ fit: 80, intent: 70, grade: 'A1', locked: true });
    await conversation().correctScore({ actor: ANA, request: { action: 'unlock' } });
    clock.advance(7 * DAY_MS);
    expect((await view()).score).toMatchObject({ fit: 80, intent: 35, locked: false });
  });

  it('records how it ended, with the grade of then, and the lists show it', async () => {
    const { say, view, conversation, row } = open();
    await say('fechado', [buys]);
    const ended = await conversation().recordOutcome({ actor: BIA, result: 'won', reason: 'veio à loja' });
    expect(ended).toMatchObject({
      ok: true,
      outcome: { result: 'won', reason: 'veio à loja', by: 'Bia', grade: 'C3' },
    });
    expect((await view()).score.stage).toBe('won');
    expect((await row()).outcome).toEqual({ result: 'won', grade: 'C3' });
    await conversation().recordOutcome({ actor: BIA, result: 'lost', reason: null });
    expect((await view()).outcome).toMatchObject({ result: 'lost', reason: null });
  });

  it('L10 sees what other weights would say, and changes nothing by looking', async () => {
    const { say, view, conversation, stub } = open();
    await say('quanto custa?', [price]);
    await conversation().correctScore({ actor: ANA, request: { action: 'correct', axis: 'intent', delta: 8 } });
    const before = await view();
    const answered = await conversation().whatIf({ weights: { asked_price: { axis: 'fit', points: 30 } } });
    expect(answered?.current).toEqual(before.score);
    expect(answered?.replayed).toMatchObject({ fit: 70, intent: 8, grade: 'B4' });
    expect(answered?.ledger).toMatchObject([
      { id: 1, axis: 'fit', delta: 30, quote: 'quanto custa' },
      { id: 2, axis: 'intent', delta: 8, source: 'human' },
    ]);
    expect(await view()).toEqual(before);
    const same = await conversation().whatIf({ weights: {} });
    expect(same?.replayed).toEqual(before.score);
    const { stored, folded } = await storedAndFolded(stub());
    expect(folded).toEqual(stored);
  });

  it('is told of no conversation where there is none', async () => {
    const { conversation } = open();
    expect(await conversation().score()).toBeNull();
    expect(await conversation().whatIf({ weights: {} })).toBeNull();
    const nothing = { ok: false, code: 'not_found' };
    expect(await conversation().correctScore({ actor: ANA, request: { action: 'unlock' } })).toMatchObject(nothing);
    expect(await conversation().recordOutcome({ actor: ANA, result: 'won', reason: null })).toMatchObject(nothing);
    expect(await conversation().forgetFact({ actor: ANA, factId: 1 })).toMatchObject(nothing);
  });
});

describe('facts', () => {
  const audience = { cities: ['São Paulo', 'Campinas'], minBudget: 1_000 };

  it('L7 are superseded, and count for whom the business sells to; the later one counts', async () => {
    const { say, lines, facts, stub } = open({ audience, version: 1 });
    await say('moro em sao paulo', [], { city: 'sao paulo', budget: '5000' });
    await say('mudei para Manaus', [], { city: 'Manaus' });
    expect(await facts()).toMatchObject([{ key: 'budget' }, { key: 'city', value: 'Manaus' }]);
    expect(await lines()).toEqual([
      { reason: 'city_served', delta: 20, quote: 'moro em sao paulo' },
      { reason: 'budget_enough', delta: 25, quote: 'moro em sao paulo' },
      { reason: 'city_not_served', delta: -50, quote: 'mudei para Manaus' },
    ]);
    const values = await runInDurableObject(stub(), (_, { storage }) =>
      storage.sql.exec('SELECT value FROM facts ORDER BY id').toArray(),
    );
    expect(values).toEqual([{ value: '"sao paulo"' }, { value: '"5000"' }, { value: '"Manaus"' }]);
  });

  it("L7 are a person's where a person says so, and a pinned one is not superseded by the assistant", async () => {
    const { say, facts, conversation, lines } = open({ audience, version: 1 });
    await say('moro em Manaus', [], { city: 'Manaus' });
    const [city] = await facts();
    const changed = await conversation().changeFact({
      actor: ANA,
      factId: city?.id ?? 0,
      value: 'Campinas',
      pinned: true,
    });
    expect(changed).toMatchObject({
      ok: true,
      fact: { value: 'Campinas', by: 'Ana', quote: null, messageSeq: null, pinned: { by: 'Ana' } },
    });
    await say('moro em Recife', [], { city: 'Recife' });
    expect(await facts()).toMatchObject([{ key: 'city', value: 'Campinas' }]);
    expect((await lines()).at(-1)).toMatchObject({ reason: 'city_served', delta: 50 });
    const held = (await facts())[0]?.id ?? 0;
    await conversation().changeFact({ actor: BIA, factId: held, value: null, pinned: false });
    await say('moro em Olinda', [], { city: 'Olinda' });
    expect(await facts()).toMatchObject([{ key: 'city', value: 'Olinda', quote: 'moro em Olinda' }]);
    expect(await conversation().writeFact({ actor: BIA, key: 'role', value: 'sócia', pinned: true })).toMatchObject({
      ok: true,
      fact: { key: 'role', value: 'sócia', by: 'Bia' },
    });
  });

  it('L7 are erased when a person forgets them, with what they superseded and their words in the ledger', async () => {
    const { say, facts, conversation, view, stub } = open({ audience, version: 1 });
    await say('moro em Santos', [], { city: 'Santos' });
    await say('moro em Campinas', [{ kind: 'gave_need', quote: 'em Campinas' }], { city: 'Campinas' });
    const [city] = await facts();
    expect(await conversation().forgetFact({ actor: ANA, factId: city?.id ?? 0 })).toEqual({ ok: true });
    expect(await facts()).toEqual([]);
    const { ledger, score } = await view();
    expect(ledger.map(({ quote }) => quote)).toEqual([null, null, null, null]);
    expect(ledger.at(-1)).toMatchObject({ reason: 'corrected', source: 'human', by: 'Ana' });
    expect(score.fit).toBe(40);
    const tables = await runInDurableObject(stub(), (_, { storage }) =>
      ['facts', 'score_lines', 'events'].flatMap((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray()),
    );
    expect(JSON.stringify(tables)).not.toMatch(/Santos|Campinas/);
    expect(tables.slice(0, 2)).toMatchObject([{ id: 1, forgotten: expect.stringContaining('Ana') }, { id: 2 }]);
    expect(await conversation().forgetFact({ actor: ANA, factId: city?.id ?? 0 })).toMatchObject({ code: 'not_found' });
  });

  it('L7 are quoted by the ledger of no line that repeats them, and not again by a turn that was thinking meanwhile', async () => {
    const { say, write, facts, conversation, lines, clock, stub, assistant } = open();
    await say('meu orçamento é 30 mil', [], { budget: '30 mil' });
    await say('fechado, os 30 mil', [{ kind: 'wants_to_buy', quote: 'fechado, os 30' }]);
    const gate = latch();
    assistant.next(async () => {
      await gate.opened;
      return answer('Custa.');
    });
    const [stored] = await write('quanto custa com 30 mil?');
    assistant.signals = [{ kind: 'asked_price', quote: 'com 30 mil', messageSeq: stored?.seq ?? 0 }];
    clock.advance(20_000);
    const thought = assistant.inputs.length;
    await runDurableObjectAlarm(stub());
    await eventually(() => expect(assistant.inputs.length).toBeGreaterThan(thought));
    const [budget] = await facts();
    expect(await conversation().forgetFact({ actor: ANA, factId: budget?.id ?? 0 })).toEqual({ ok: true });
    gate.open();
    await eventually(async () => expect((await conversation().inspect()).state['turn']).toBeNull());
    expect(await lines()).toMatchObject([
      { reason: 'wants_to_buy', quote: null },
      { reason: 'asked_price', quote: null },
    ]);
    const kept = await runInDurableObject(stub(), (_, { storage }) =>
      storage.sql.exec('SELECT quote FROM score_lines WHERE quote IS NOT NULL').toArray(),
    );
    expect(kept).toEqual([]);
  });
});
