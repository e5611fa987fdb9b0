import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { contentText } from '@oconnector/protocol/model/content.ts';
import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { Speech, Transcript, Voice } from '../../ai/speech.ts';
import { knowledgeStub } from '../stubs.ts';
import type { Ports } from './context.ts';
import {
  answer,
  batchOf,
  CLIENTE,
  eventually,
  latch,
  received,
  reportOf,
  scene,
  storedAndFolded,
} from './conversation.fixture.ts';
import { installReplacements } from './ports.ts';
import { fileOf, voiceNote } from './voice.fixture.ts';
import { FOLLOW_UP, OPTED_OUT_NOTICE } from './wording.ts';

let files = 0;
const nextFile = (): string => `voice_${String(files++).padStart(20, '0')}`;

/** Somebody who hears what the test says that they hear. */
const setUp = (
  hears: ((voice: Voice) => Promise<Transcript | null>) | null,
  knows: Partial<ReturnType<Ports['knowledge']>> = {},
) => {
  const around = scene(env);
  const heard: Voice[] = [];
  const speech: Speech | null = hears && { transcribe: async (voice) => (heard.push(voice), hears(voice)) };
  const knowledge = () => ({ ...around.ports.knowledge(), ...knows });
  installReplacements({
    ports: { ...around.ports, speech, knowledge },
    clock: around.clock,
    settings: { publishMs: 0 },
  });
  const ring = () => runDurableObjectAlarm(around.stub());
  const after = async (ms: number) => {
    around.clock.advance(ms);
    await ring();
  };
  const send = async (...texts: string[]) => {
    const mediaId = nextFile();
    const note = received('', { content: voiceNote(mediaId) });
    await around.conversation().ingest(batchOf(around.contact, [note, ...texts.map((text) => received(text))]));
    return mediaId;
  };
  const arrives = (mediaId: string) => around.conversation().settleFile(fileOf(mediaId, 'ready'));
  const transcripts = async () =>
    (await around.thread()).flatMap((line) =>
      line.direction === 'in' && line.transcript ? [line.transcript.text] : [],
    );
  const bursts = () => around.assistant.inputs.map(({ burst }) => burst.map(({ text }) => text));
  const settled = (times = 1) =>
    eventually(async () =>
      expect((await around.kinds()).filter((kind) => kind === 'voice.settled')).toHaveLength(times),
    );
  return { ...around, heard, after, send, arrives, transcripts, bursts, settled };
};

const HOUR = 3_600_000;
const QUESTION = 'Temos. Qual tamanho você quer?';
const ALWAYS = [{ from: '00:00', to: '24:00' }];

/** The same, after an answer that earned a message after silence. */
const earned = async (
  hears: ((voice: Voice) => Promise<Transcript | null>) | null,
  knows: Partial<ReturnType<Ports['knowledge']>> = {},
) => {
  const playbook: Playbook = {
    ...DEFAULT_PLAYBOOK,
    hours: { mon: ALWAYS, tue: ALWAYS, wed: ALWAYS, thu: ALWAYS, fri: ALWAYS, sat: ALWAYS, sun: ALWAYS },
    holidays: { national: false, extra: [] },
    followUp: { enabled: true, afterHours: 4 },
  };
  const around = setUp(hears, { playbook: async () => playbook, ...knows });
  const { gateway, conversation, assistant, write, after, texts } = around;
  const left = async (n: number) => {
    const command = await eventually(() => gateway.enqueued[n - 1] ?? Promise.reject(new Error('not handed over yet')));
    await conversation().report([reportOf(command, 'accepted', crypto.randomUUID())]);
  };
  const followUps = async () => (await texts()).filter((text) => text === FOLLOW_UP.pt).length;
  assistant.next(() => answer(QUESTION));
  await write('tem vaso?');
  await after(4_000);
  await left(1);
  return { ...around, left, followUps };
};

const said = (text: string) => async (): Promise<Transcript> => ({ text, language: 'pt' });

type Knows = ReturnType<Ports['knowledge']>;
const budget = () => knowledgeStub(env, CLIENTE);
const pay: Knows['spendIfLeft'] = (...spent) => budget().spendIfLeft(...spent);
/** What a note of four seconds costs. */
const NOTE = 120;

/** So much may still be spent today. */
const leave = async (tokens: number): Promise<void> => {
  const allow = async (tokensPerDay: number) => {
    const { version } = await budget().playbook();
    await budget().setPlaybook({ ...DEFAULT_PLAYBOOK, version, tokensPerDay });
  };
  await allow(10_000_000);
  await allow(10_000_000 - ((await budget().spend(0)) ?? 0) + tokens);
};

describe('a voice note', () => {
  it('T15 is waited for until it has come and was heard, and then answered like any words', async () => {
    const { send, arrives, after, assistant, transcripts, bursts, heard, settled } = setUp(said('Vocês abrem sábado?'));
    const mediaId = await send('oi');
    await after(10_000);
    expect(assistant.inputs).toEqual([]);
    await arrives(mediaId);
    await settled();
    expect(await transcripts()).toEqual(['Vocês abrem sábado?']);
    expect(heard).toMatchObject([{ mime: 'audio/ogg', durationMs: 4_000 }]);
    await after(1);
    await eventually(() => expect(bursts()).toEqual([['Vocês abrem sábado?', 'oi']]));
    expect(assistant.inputs[0]?.unheard).toEqual([]);
  });

  it('T15 is not waited for longer than twenty seconds; the turn knows what it could not hear', async () => {
    const { send, after, assistant, bursts } = setUp(said('nunca'));
    await send('oi');
    await after(19_999);
    expect(assistant.inputs).toEqual([]);
    await after(1);
    await eventually(() => expect(bursts()).toEqual([['[audio]', 'oi']]));
    expect(assistant.inputs[0]?.unheard).toEqual([{ seq: 1, what: 'voice' }]);
  });

  it('T15 that is heard while the turn thinks is thought about again, and answered once', async () => {
    const { send, arrives, after, assistant, bursts, outs, settled } = setUp(said('queria dois'));
    const gate = latch();
    assistant.next(async () => (await gate.opened, answer('não ouvi')));
    const mediaId = await send();
    await after(20_000);
    await eventually(() => expect(assistant.inputs).toHaveLength(1));
    await arrives(mediaId);
    await settled();
    gate.open();
    await after(1);
    await eventually(() => expect(bursts().at(-1)).toEqual(['queria dois']));
    await eventually(async () => expect(await outs()).toHaveLength(1));
  });

  it.each([
    ['there are no words in it', async () => null],
    ['the provider fails', () => Promise.reject(new Error('3040: out of capacity'))],
    ['it is silence', said('  ')],
  ])('is answered at once when %s', async (_name, hears) => {
    const { send, arrives, after, assistant, transcripts, settled, stub } = setUp(hears);
    await arrives(await send());
    await settled();
    expect(await transcripts()).toEqual([null]);
    await after(4_000);
    await eventually(() => expect(assistant.inputs[0]?.unheard).toEqual([{ seq: 1, what: 'voice' }]));
    const { stored, folded } = await storedAndFolded(stub());
    expect(stored).toEqual(folded);
  });

  it('is not waited for where nobody can hear it, and the turn says which one it was', async () => {
    const { send, arrives, after, assistant, transcripts } = setUp(null);
    await arrives(await send('oi'));
    await after(4_000);
    await eventually(() => expect(assistant.inputs[0]?.unheard).toEqual([{ seq: 1, what: 'voice' }]));
    expect(await transcripts()).toEqual([]);
  });

  it('C13 that asks for no more automatic messages is heard', async () => {
    const { send, arrives, row, texts, settled } = setUp(said('pare de me mandar mensagem'));
    await arrives(await send());
    await settled();
    expect((await row()).control.holder).toEqual({ kind: 'paused', reason: 'opted_out' });
    expect((await texts()).slice(0, 2)).toEqual(['', '(opted_out)']);
  });

  it.each(['a text', 'a voice note'])(
    'C13 C9 asks for no more as %s: one confirmation, and nothing automatic',
    async (how) => {
      const { send, arrives, settled, write, row, outs, conversation, assistant, left, after, stub } = await earned(
        said('Pare de me mandar mensagens, por favor.'),
      );
      if (how === 'a text') await write('Pare de me mandar mensagens, por favor.');
      else
        await send('viu?')
          .then(arrives)
          .then(() => settled());
      expect((await row()).control.holder).toEqual({ kind: 'paused', reason: 'opted_out' });
      await left(2);
      await after(5 * HOUR);
      expect((await outs()).map(({ content }) => contentText(content))).toEqual([QUESTION, OPTED_OUT_NOTICE.pt]);
      expect(assistant.inputs).toHaveLength(1);
      const { score, ledger } = (await conversation().score()) ?? {};
      expect(score).toMatchObject({ frozen: true });
      expect(ledger?.at(-1)).toMatchObject({ reason: 'opted_out' });
      const { stored, folded } = await storedAndFolded(stub());
      expect(stored).toEqual(folded);
    },
  );

  it.each([
    ['heard', 1],
    ['deleted', 1],
    ['lost', 0],
    ['not heard after all', 0],
  ] as const)(
    'C16 holds back the message after silence while it may be heard; once it is %s, so many follow: %i',
    async (how, follow) => {
      const { send, after, left, followUps, assistant, kinds, arrives, conversation, contact, thread, stub } =
        await earned(how === 'heard' ? said('queria um vaso grande') : async () => null);
      assistant.next(() => answer(QUESTION));
      const mediaId = await send();
      await after(20_000);
      await left(2);
      await after(5 * HOUR);
      expect(await followUps()).toBe(0);
      if (how === 'heard' || how === 'not heard after all') await arrives(mediaId);
      if (how === 'lost') await conversation().settleFile(fileOf(mediaId, 'failed'));
      if (how === 'deleted') {
        const note = (await thread()).findLast((line) => line.direction === 'in');
        const about = { kind: 'revoked', waId: note?.waId ?? '', fromMe: false } as const;
        await conversation().ingest(batchOf(contact, [received('', { about })]));
      }
      const ended = { heard: 'voice.settled', lost: 'file.settled', deleted: 'message.revoked' } as const;
      await eventually(async () =>
        expect(await kinds()).toContain(how === 'not heard after all' ? 'voice.settled' : ended[how]),
      );
      await after(1);
      if (follow > 0) await eventually(async () => expect(await followUps()).toBe(follow));
      await after(5 * HOUR);
      expect(await followUps()).toBe(follow);
      const { stored, folded } = await storedAndFolded(stub());
      expect(stored).toEqual(folded);
    },
  );

  it.each<[string, Parameters<typeof earned>[0], Parameters<typeof earned>[1]]>([
    ['there are no words in it', async () => null, {}],
    ['the provider fails', () => Promise.reject(new Error('3040: out of capacity')), {}],
    ['the budget of the day is spent', said('parar'), { spendIfLeft: async () => false }],
    ['nobody here hears', null, {}],
  ])('C16 is followed by its answer and by nothing else when %s', async (_why, hears, knows) => {
    const { send, arrives, after, left, followUps, assistant, kinds, write, stub } = await earned(hears, knows);
    assistant.next(() => answer(QUESTION));
    await arrives(await send());
    if (hears !== null) await eventually(async () => expect(await kinds()).toContain('voice.settled'));
    await after(4_000);
    await left(2);
    expect((await storedAndFolded(stub())).stored).toMatchObject({ followUp: null });
    await after(5 * HOUR);
    expect(await followUps()).toBe(0);
    // What they write then is read, and answered as ever.
    assistant.next(() => answer(QUESTION));
    await write('tem vaso azul?');
    await after(4_000);
    await left(3);
    await after(5 * HOUR);
    await eventually(async () => expect(await followUps()).toBe(1));
  });

  it('C16 C13 that is heard after its answer, and asks for no more, is followed by the confirmation alone', async () => {
    const { send, arrives, after, left, followUps, assistant, settled, texts } = await earned(said('parar'));
    assistant.next(() => answer(QUESTION));
    const mediaId = await send();
    await after(20_000);
    await left(2);
    await after(5 * HOUR);
    await arrives(mediaId);
    await settled();
    await left(3);
    await after(5 * HOUR);
    expect(await followUps()).toBe(0);
    expect((await texts()).slice(-2)).toEqual(['(opted_out)', OPTED_OUT_NOTICE.pt]);
  });

  it('T43 is heard while the budget of the day lasts; then the turn knows that it was not', async () => {
    await leave(200);
    const down = { times: 1 };
    const spendIfLeft: Knows['spendIfLeft'] = async (...spent) => {
      if (down.times-- > 0) throw new Error('the knowledge is away');
      return await pay(...spent);
    };
    const { send, arrives, settled, transcripts, heard, assistant, after } = setUp(said('Vocês abrem sábado?'), {
      spendIfLeft,
    });
    await arrives(await send());
    // Nobody could say what is left: that is asked again, and not taken for a no.
    await eventually(() => expect(down.times).toBe(0));
    expect(await transcripts()).toEqual([]);
    await after(5_000);
    await settled();
    await arrives(await send());
    await settled(2);
    expect(await transcripts()).toEqual(['Vocês abrem sábado?', null]);
    expect(heard).toHaveLength(1);
    await after(20_000);
    await eventually(() => expect(assistant.inputs.at(-1)?.unheard).toMatchObject([{ what: 'voice' }]));
  });

  it('T43 is paid for once, also when several come at once and when the answer to the payment is lost', async () => {
    await leave(2 * NOTE + 100);
    const lost = { times: 1 };
    const spendIfLeft: Knows['spendIfLeft'] = async (...spent) => {
      const answered = await pay(...spent);
      if (lost.times-- > 0) throw new Error('the answer was lost');
      return answered;
    };
    const { send, arrives, settled, heard, after } = setUp(said('oi'), { spendIfLeft });
    const notes = [await send(), await send(), await send(), await send()];
    await Promise.all(notes.map(arrives));
    await settled(3);
    await after(5_000);
    await settled(4);
    expect(heard).toHaveLength(2);
    expect(await budget().spend(0)).toBe(100);
  });

  it('T43 C13 is asked for again when nobody says whether there is budget left, for it may ask for no more', async () => {
    const asked = { times: 0 };
    const spendIfLeft = () => (asked.times++ === 0 ? new Promise<boolean>(() => {}) : Promise.resolve(true));
    const { send, arrives, settled, outOfTime, after, row, stub } = setUp(said('parar'), { spendIfLeft });
    await arrives(await send());
    await eventually(() => expect(asked.times).toBe(1));
    await runInDurableObject(stub(), outOfTime);
    await eventually(async () => {
      await after(5_000);
      expect(asked.times).toBe(2);
    });
    await settled();
    expect((await row()).control.holder).toEqual({ kind: 'paused', reason: 'opted_out' });
  });

  it('T43 costs what its bytes may hold, however long its sender says that it is', async () => {
    await leave(1_000);
    const { conversation, contact, arrives, settled, transcripts } = setUp(said('oi'), { spendIfLeft: pay });
    const mediaId = nextFile();
    const content = voiceNote(mediaId);
    const boast = { ...content, media: { ...content.media, durationMs: 10 * HOUR } };
    await conversation().ingest(batchOf(contact, [received('', { content: boast })]));
    await arrives(mediaId);
    await settled();
    expect(await transcripts()).toEqual(['oi']);
    // 9,000 bytes are at most 18 seconds of speech.
    expect(await budget().spend(0)).toBe(1_000 - 540);
  });

  it('T43 costs nothing when nobody would listen to that much', async () => {
    await leave(1_000_000);
    const { conversation, send, settled, transcripts, heard } = setUp(said('oi'), { spendIfLeft: pay });
    const mediaId = await send();
    await conversation().settleFile({ ...fileOf(mediaId, 'ready'), bytes: 10 * 1024 * 1024 + 1 });
    await settled();
    expect([await transcripts(), heard, await budget().spend(0)]).toEqual([[null], [], 1_000_000]);
  });

  it('leaves no words of it in the log', async () => {
    const { send, arrives, settled, conversation } = setUp(said('meu segredo'));
    await arrives(await send());
    await settled();
    const log = await conversation().events({ before: null, correlation: null, limit: 100 });
    expect(JSON.stringify(log)).not.toContain('segredo');
  });
});
