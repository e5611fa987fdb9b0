import { env } from 'cloudflare:workers';
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { installFailpoints } from '../../lib/failpoint.ts';
import {
  ANA,
  answer,
  batchOf,
  eventually,
  latch,
  received,
  reportOf,
  scene,
  storedAndFolded,
} from './conversation.fixture.ts';

const QUIET = 4_000;
const MAX = 15_000;

const setUp = () => {
  const around = scene(env);
  const ring = () => runDurableObjectAlarm(around.stub());
  /** Lets the debounce pass and the turn begin. */
  const due = async (ms = QUIET) => {
    around.clock.advance(ms);
    await ring();
  };
  const thought = (times: number) => eventually(() => expect(around.assistant.inputs).toHaveLength(times));
  const said = (times: number) => eventually(async () => expect(await around.outs()).toHaveLength(times));
  const happened = (kind: string, times = 1) =>
    eventually(async () => expect((await around.kinds()).filter((one) => one === kind)).toHaveLength(times));
  /** A crash: the instance is gone with everything it was doing. */
  const crash = () => runInDurableObject(around.stub(), (_, state) => state.abort('crash')).catch(() => {});
  return { ...around, ring, due, thought, said, happened, crash };
};

afterEach(() => installFailpoints(null));

describe('debounce', () => {
  it('T1 answers a burst once, when the contact has been quiet', async () => {
    const { write, clock, ring, due, said, outs, assistant } = setUp();
    await write('oi');
    clock.advance(3_000);
    await write('vocês entregam', 'hoje?');
    clock.advance(3_000);
    await ring();
    expect(assistant.inputs).toHaveLength(0);
    await due(1_000);
    await said(1);
    expect(assistant.inputs.map(({ burst }) => burst.map(({ text }) => text))).toEqual([
      ['oi', 'vocês entregam', 'hoje?'],
    ]);
    expect((await outs())[0]).toMatchObject({ author: { kind: 'bot' }, status: 'dispatched' });
  });

  it('does not wait for ever for a contact who never stops', async () => {
    const { write, clock, ring, said, assistant } = setUp();
    for (let i = 0; i < 5; i++) {
      await write(`linha ${i}`);
      clock.advance(MAX / 5);
    }
    await ring();
    await said(1);
    expect(assistant.inputs[0]?.burst).toHaveLength(5);
  });

  it('says what it waits for', async () => {
    const { write, clock, conversation } = setUp();
    await write('oi', 'tem?');
    expect(await conversation().why()).toEqual({ because: 'debounce', until: clock.now() + QUIET, messages: 2 });
  });

  it('keeps waiting when the alarm rings too early, also for a longer wait than before', async () => {
    const { write, clock, ring, due, said } = setUp();
    await write('oi');
    clock.advance(1);
    await ring();
    await ring();
    await due();
    await said(1);
  });
});

describe('the fence', () => {
  it('lets nothing out that was thought before a takeover', async () => {
    const { write, due, thought, assistant, conversation, generation, outs, happened, gateway } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('tarde demais')));
    await write('oi');
    await due();
    await thought(1);
    expect(
      (await conversation().takeover({ actor: ANA, generation: await generation(), releaseAfterMs: null })).ok,
    ).toBe(true);
    gate.open();
    await happened('turn.stale');
    expect(await outs()).toEqual([]);
    expect(gateway.enqueued).toEqual([]);
    expect(await conversation().why()).toMatchObject({ because: 'human', name: 'Ana' });
  });

  it('does not revive a thought when control has gone to a person and back', async () => {
    const { write, due, thought, assistant, conversation, generation, happened, outs } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('velha')));
    await write('oi');
    await due();
    await thought(1);
    await conversation().takeover({ actor: ANA, generation: await generation(), releaseAfterMs: null });
    await conversation().release({ actor: ANA, generation: await generation(), note: null, resolve: false });
    gate.open();
    await happened('turn.stale');
    expect(await outs()).toEqual([]);
  });

  it('T3 thinks again when the contact went on writing, and answers everything once', async () => {
    const { write, due, thought, assistant, said, happened, texts, outs } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('só a primeira')));
    await write('um');
    await due();
    await thought(1);
    await write('dois');
    gate.open();
    await happened('turn.stale');
    await due();
    await said(1);
    expect(await texts()).toEqual(['um', 'dois', 're: um + dois']);
    expect((await outs())[0]?.turnId).toMatch(/:2:1:2$/);
  });

  it('T3 at the third attempt answers what was asked, and what came later in a turn of its own', async () => {
    const { write, due, thought, assistant, said, happened, texts } = setUp();
    const gates = [latch(), latch(), latch()];
    gates.forEach((gate, i) =>
      assistant.next(
        async (input) => (await gate.opened, answer(`${i}: ${input.burst.map(({ text }) => text).join('+')}`)),
      ),
    );
    await write('a');
    await due();
    for (const [i, later] of ['b', 'c', 'd'].entries()) {
      await thought(i + 1);
      await write(later);
      gates[i]?.open();
      if (i < 2) {
        await happened('turn.stale', i + 1);
        await due();
      }
    }
    await said(1);
    expect((await texts()).at(-1)).toBe('2: a+b+c');
    await due();
    await said(2);
    expect((await texts()).at(-1)).toBe('re: d');
    expect(await eventually(() => assistant.inputs.at(-1)?.memory.window.map(({ text }) => text))).toEqual([
      'a',
      'b',
      'c',
      '2: a+b+c',
    ]);
  });
});

describe('crashes', () => {
  it('T2 T4 plans a turn again that was thinking when its object died, and answers exactly once', async () => {
    const { write, due, thought, assistant, said, crash, conversation, kinds, outs } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('do morto')));
    await write('oi');
    await due();
    await thought(1);
    await crash();
    await conversation().why();
    await said(1);
    gate.open();
    await conversation().why();
    expect((await outs()).map(({ content, turnId }) => [content, turnId?.split(':').at(-1)])).toEqual([
      [{ type: 'text', text: 're: oi' }, '2'],
    ]);
    expect(await kinds()).toContain('turn.lost');
  });

  it('T20 T4 found again after an outage, has time of its own: one failure then is tried once more', async () => {
    const { write, due, thought, assistant, said, crash, conversation, happened, clock, texts, stub } = setUp();
    assistant.next(() => new Promise(() => {}));
    assistant.next(() => Promise.reject(new Error('not warm yet')));
    await write('oi');
    await due();
    await thought(1);
    await crash();
    clock.advance(10 * 60_000);
    await conversation().why();
    await happened('turn.failed');
    const begun = await runInDurableObject(stub(), (_, { storage }) =>
      storage.sql.exec<{ data: string }>(`SELECT data FROM events WHERE kind = 'turn.started' ORDER BY seq`).toArray(),
    );
    expect(JSON.parse(begun.at(-1)?.data ?? '{}')).toMatchObject({ endsAt: clock.now() + 40_000 });
    await due();
    await said(1);
    expect(await texts()).toEqual(['oi', 're: oi']);
    const { stored, folded } = await storedAndFolded(stub());
    expect(stored).toEqual(folded);
  });

  it('survives eviction between the burst and its deadline', async () => {
    const { write, due, said, stub } = setUp();
    await write('oi');
    await evictDurableObject(stub());
    await due();
    await said(1);
  });

  it.each([
    'ingest.before_commit',
    'ingest.committed',
    'turn.before_start',
    'turn.started',
    'turn.before_think',
    'turn.thought',
    'turn.before_commit',
    'turn.committed',
  ])('answers once when it dies at %s', async (point) => {
    const { contact, conversation, clock, crash, outs, texts } = setUp();
    let armed = true;
    installFailpoints((name) => {
      if (name !== point || !armed) return;
      armed = false;
      throw new Error(`died at ${point}`);
    });
    const message = received('oi');
    const ingest = () => conversation().ingest(batchOf(contact, [message]));
    await ingest().catch(() => {});
    await eventually(async () => {
      await crash();
      await ingest();
      clock.advance(QUIET);
      await runDurableObjectAlarm(env.CONVERSATION.getByName(`v1:cli_test:${contact.contactId}`));
      expect(await outs()).toHaveLength(1);
    });
    expect(armed).toBe(false);
    await crash();
    await conversation().why();
    expect(await texts()).toEqual(['oi', 're: oi']);
  });

  it('keeps a timer whose handler throws', async () => {
    const { write, due, said, conversation } = setUp();
    await write('oi');
    await runBroken('turn.before_start', due);
    expect((await conversation().inspect()).timers.map(({ kind }) => kind)).not.toEqual([]);
    await due(60_000);
    await said(1);
  });

  const runBroken = async (point: string, body: () => Promise<unknown>): Promise<void> => {
    installFailpoints((name) => {
      if (name === point) throw new Error(`broken at ${point}`);
    });
    await body();
    installFailpoints(null);
  };
});

describe('an assistant that fails', () => {
  const broken = () => {
    throw new Error('no capacity');
  };

  it('is asked once more after a pause', async () => {
    const { write, due, assistant, happened, said, conversation, texts } = setUp();
    assistant.next(broken);
    await write('oi');
    await due();
    await happened('turn.failed');
    expect(await conversation().why()).toMatchObject({ because: 'retry', error: 'assistant_error' });
    await due();
    await said(1);
    expect(await texts()).toEqual(['oi', 're: oi']);
  });

  it('T5 makes way for a person when it fails again, and the contact is told', async () => {
    const { write, due, assistant, happened, said, row, outs, gateway, conversation } = setUp();
    assistant.next(broken, broken);
    await write('oi');
    await due();
    await happened('turn.failed');
    await due();
    await said(1);
    const { control, waitingSince } = await row();
    expect(control.holder).toEqual({ kind: 'paused', reason: 'bot_failed' });
    expect(waitingSince).not.toBeNull();
    expect((await outs())[0]?.content).toMatchObject({ text: expect.stringContaining('Uma pessoa vai responder') });
    await eventually(() =>
      expect(gateway.enqueued).toMatchObject([{ class: 'notice', generation: control.generation }]),
    );
    expect(await conversation().why()).toEqual({ because: 'paused', reason: 'bot_failed' });
  });

  it('is not waited for beyond its time', async () => {
    const { write, due, thought, assistant, outOfTime, stub, happened, said } = setUp();
    assistant.next(() => new Promise(() => {}));
    await write('oi');
    await due();
    await thought(1);
    await runInDurableObject(stub(), () => outOfTime());
    await happened('turn.failed');
    await due();
    await said(1);
  });

  it('T20 is given up by the backstop when even its time does not end, for a person, and its late answer is not said', async () => {
    const { write, due, thought, assistant, happened, said, texts } = setUp();
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('muito tarde')));
    await write('oi');
    await due();
    await thought(1);
    await due(45_000);
    await happened('turn.failed');
    await said(1);
    gate.open();
    await happened('turn.stale');
    expect(await texts()).toEqual(['oi', '(handoff)', expect.stringContaining('Uma pessoa vai responder')]);
  });

  it.each([
    ['no bubbles', { bubbles: [] }],
    ['an empty bubble', { bubbles: ['ok', ''] }],
    ['an invisible bubble', { bubbles: ['\u200B\u2060\u{E0041} \u202E'] }],
    ['an endless bubble', { bubbles: ['x'.repeat(50_000)] }],
    ['too many bubbles', { bubbles: Array.from({ length: 40 }, () => 'x') }],
  ])('is not believed when it says %s', async (_name, more) => {
    const { write, due, assistant, happened, outs } = setUp();
    assistant.next(() => answer('x', more));
    await write('oi');
    await due();
    await happened('turn.failed');
    expect(await outs()).toEqual([]);
  });

  it('may fail to analyse: the answer goes out all the same', async () => {
    const { write, due, assistant, said } = setUp();
    assistant.analyse = async () => broken();
    await write('oi');
    await due();
    await said(1);
  });

  it('may never end its analysis: the answer goes out all the same', async () => {
    const { write, due, thought, assistant, outOfTime, stub, said } = setUp();
    const gate = latch();
    assistant.analyse = () => (gate.open(), new Promise(() => {}));
    await write('oi');
    await due();
    await thought(1);
    await gate.opened;
    await runInDurableObject(stub(), () => outOfTime());
    await said(1);
  });
});

describe('a reply that never left', () => {
  it('T7 is thought again, for what it answered alone: a later burst that was answered meanwhile stays answered', async () => {
    const { write, due, assistant, said, conversation, gateway, outs } = setUp();
    const report = async (n: number, state: 'expired' | 'accepted') => {
      await eventually(() => expect(gateway.enqueued).toHaveLength(n));
      const command = gateway.enqueued[n - 1];
      if (command === undefined) throw new Error('nothing was handed over');
      await conversation().report([reportOf(command, state)]);
    };
    await write('abrem hoje?', 'e amanhã?');
    await due();
    await said(1);
    await write('aceita pix?', 'e cartão?');
    await due();
    await said(2);
    await report(1, 'expired');
    await report(2, 'accepted');
    await write('obrigada');
    await due(60_000);
    await said(3);
    expect(assistant.inputs.map(({ burst }) => burst.map(({ text }) => text))).toEqual([
      ['abrem hoje?', 'e amanhã?'],
      ['aceita pix?', 'e cartão?'],
      ['abrem hoje?', 'e amanhã?', 'obrigada'],
    ]);
    // What was said between is remembered all the same, and what never left is not.
    expect(assistant.inputs[2]?.memory.window.map(({ text }) => text)).toEqual([
      'aceita pix?',
      'e cartão?',
      're: aceita pix? + e cartão?',
    ]);
    expect((await outs()).map(({ status }) => status)).toEqual(['expired', 'accepted', 'dispatched']);
  });
});

describe('what a turn leaves behind', () => {
  it('C8 hands over when asked: notices under the new generation, then silence', async () => {
    const { write, due, assistant, said, row, gateway, outs, texts, conversation } = setUp();
    assistant.next(() => answer('Vou chamar alguém.', { outcome: 'handoff', handoff: { reason: 'asked_for_human' } }));
    await write('quero falar com uma pessoa');
    await due();
    await said(1);
    const before = await row();
    expect(before.control).toMatchObject({ holder: { kind: 'paused', reason: 'asked_for_human' }, generation: 2 });
    expect(before.waitingSince).not.toBeNull();
    await eventually(() => expect(gateway.enqueued).toMatchObject([{ class: 'notice', generation: 2 }]));
    await write('alô?');
    await due(60_000);
    expect(await outs()).toHaveLength(1);
    expect(await texts()).toEqual(['quero falar com uma pessoa', '(handoff)', 'Vou chamar alguém.', 'alô?']);
    expect(await conversation().why()).toEqual({ because: 'paused', reason: 'asked_for_human' });
  });

  it('sends the bubbles one after another', async () => {
    const { write, due, assistant, said, gateway, conversation, outs } = setUp();
    assistant.next(() => answer('', { bubbles: ['um', 'dois', 'três'] }));
    await write('oi');
    await due();
    await said(3);
    const sent = async (n: number) => {
      await eventually(() => expect(gateway.enqueued).toHaveLength(n));
      const command = gateway.enqueued[n - 1];
      if (command) await conversation().report([reportOf(command, 'accepted', `wa${n}-${command.commandId}`)]);
    };
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    expect((await outs()).map(({ status }) => status)).toEqual(['dispatched', 'queued', 'queued']);
    for (const n of [1, 2, 3]) await sent(n);
    expect(gateway.enqueued.map(({ content }) => content)).toMatchObject([
      { text: 'um' },
      { text: 'dois' },
      { text: 'três' },
    ]);
    expect((await outs()).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  it('keeps facts with their words, supersedes them, and believes no quote that was not said', async () => {
    const { write, due, assistant, said, conversation } = setUp();
    assistant.facts = [
      { key: 'name', value: 'Maria', quote: 'sou a Maria', messageSeq: 1 },
      { key: 'budget', value: '5000', quote: 'tenho cinco mil', messageSeq: 1 },
      { key: 'city', value: 'Recife', quote: 'sou a Maria', messageSeq: 9 },
    ];
    await write('oi, sou a Maria');
    await due();
    await said(1);
    assistant.facts = [{ key: 'name', value: 'Mariana', quote: 'na verdade Mariana', messageSeq: 3 }];
    await write('na verdade Mariana');
    await due();
    await said(2);
    expect((await conversation().detail())?.facts).toMatchObject([
      { key: 'name', value: 'Mariana', quote: 'na verdade Mariana', messageSeq: 3, supersededBy: null },
    ]);
    expect(assistant.inputs[1]?.memory.facts).toMatchObject([{ key: 'name', value: 'Maria' }]);
  });

  it('remembers the last lines and a digest of older ones', async () => {
    const { write, due, assistant, said } = setUp();
    for (let i = 1; i <= 22; i++) {
      await write(`pergunta ${i}`);
      await due();
      await said(i);
    }
    const memory = assistant.inputs.at(-1)?.memory;
    expect(memory?.window.map(({ text }) => text)).toContain('pergunta 21');
    expect(memory?.window).toHaveLength(14);
    expect(memory?.summary).toContain('Contato: pergunta');
    expect(memory?.summary).not.toContain('pergunta 21');
    expect(memory?.summary?.length).toBeLessThanOrEqual(800);
  });

  it('tells the story of one answer under one name, in order', async () => {
    const { write, due, assistant, said, gateway, conversation, outs } = setUp();
    await write('oi', 'entregam hoje?');
    assistant.next(
      async (_input, tools) => (
        await tools.search('entrega', 3),
        answer('Sim.', {
          citations: [
            { passageId: 'pas_entrega', title: 'Entrega', quote: 'Entregamos' },
            { passageId: 'pas_outra', title: 'x', quote: 'y' },
          ],
        })
      ),
    );
    await due();
    await said(1);
    await eventually(() => expect(gateway.enqueued).toHaveLength(1));
    const [reply] = await outs();
    for (const state of ['accepted', 'delivered', 'read'] as const)
      await conversation().report([
        reportOf({ commandId: reply?.commandId ?? '', contactId: gateway.enqueued[0]?.contactId ?? '' }, state),
      ]);
    const { events } = await conversation().events({ before: null, correlation: reply?.turnId ?? '', limit: 100 });
    expect(events.map(({ kind }) => kind).reverse()).toEqual([
      'message.received',
      'debounce.armed',
      'message.received',
      'timer.fired',
      'turn.started',
      'turn.retrieved',
      'turn.replied',
      'command.queued',
      'command.dispatched',
      'command.accepted',
      'command.delivered',
      'command.read',
    ]);
    expect(events.find(({ kind }) => kind === 'turn.started')?.data).toMatchObject({ covers: [1, 2] });
    expect(events.find(({ kind }) => kind === 'turn.retrieved')?.data).toMatchObject({
      passages: ['pas_entrega'],
      scores: [2.5],
    });
    expect(reply?.citations.map(({ passageId }) => passageId)).toEqual(['pas_entrega']);
    expect(JSON.stringify(events)).not.toContain('entregam hoje');
  });
});
