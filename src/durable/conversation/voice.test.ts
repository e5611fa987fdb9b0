import { env } from 'cloudflare:workers';
import { runDurableObjectAlarm } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Speech, Transcript, Voice } from '../../ai/speech.ts';
import { answer, batchOf, eventually, latch, received, scene, storedAndFolded } from './conversation.fixture.ts';
import { installReplacements } from './ports.ts';
import { fileOf, voiceNote } from './voice.fixture.ts';

let files = 0;
const nextFile = (): string => `voice_${String(files++).padStart(20, '0')}`;

/** Somebody who hears what the test says that they hear. */
const setUp = (hears: ((voice: Voice) => Promise<Transcript | null>) | null) => {
  const around = scene(env);
  const heard: Voice[] = [];
  const speech: Speech | null = hears && { transcribe: async (voice) => (heard.push(voice), hears(voice)) };
  installReplacements({ ports: { ...around.ports, speech }, clock: around.clock, settings: { publishMs: 0 } });
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

const said = (text: string) => async (): Promise<Transcript> => ({ text, language: 'pt' });

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

  it('leaves no words of it in the log', async () => {
    const { send, arrives, settled, conversation } = setUp(said('meu segredo'));
    await arrives(await send());
    await settled();
    const log = await conversation().events({ before: null, correlation: null, limit: 100 });
    expect(JSON.stringify(log)).not.toContain('segredo');
  });
});
