import { evictDurableObject } from 'cloudflare:test';
import { expect, it } from 'vitest';
import type { Speech, Transcript } from '../../ai/speech.ts';
import { eventually, latch, reportOf, storedAndFolded } from './conversation.fixture.ts';
import { expectFolded, from, setUp as setUpMerge } from './merge.fixture.ts';
import { installReplacements } from './ports.ts';
import { fileOf, voiceNote } from './voice.fixture.ts';

const OPTED_OUT = { kind: 'paused', reason: 'opted_out' };
const BOT = { kind: 'bot' };

type Side = Awaited<ReturnType<ReturnType<typeof setUpMerge>['both']>>['mine'];

const hearingOf = async ({ stub }: Side) => (await storedAndFolded(stub())).stored as { hearing: object };
const holderOf = async ({ row }: Side) => (await row()).control.holder;

/** Two names of one person; the one that will go has a voice note that says what is heard. */
const setUp = async (hears: () => Promise<Transcript | null>) => {
  const around = setUpMerge();
  const speech: Speech = { transcribe: hears };
  const hear = (by: Speech | null) =>
    installReplacements({ ports: { ...around.ports, speech: by }, clock: around.clock, settings: { publishMs: 0 } });
  hear(speech);
  const { mine, theirs } = await around.both();
  const mediaId = `med_${crypto.randomUUID()}`;
  await mine.take(from(around.phone, 'histórico', { old: true, sentAt: 1 }));
  await theirs.take(from(around.lid, '', { content: voiceNote(mediaId) }));
  /** The bot says that it could not hear it, and that has left. */
  const answered = async () => {
    await theirs.ring();
    await eventually(() => expect(around.commands(theirs.contact)).not.toHaveLength(0));
    await theirs.conversation().report(around.commands(theirs.contact).map((reply) => reportOf(reply, 'accepted')));
  };
  const arrives = () => theirs.conversation().settleFile(fileOf(mediaId, 'ready'));
  const undo = async ({ mergeId }: { mergeId: string }) =>
    expect(await around.directory.undoMerge({ mergeId, by: 'usr_ana' })).toMatchObject({ ok: true });
  const becomes = (side: Side, holder: object) => eventually(async () => expect(await holderOf(side)).toEqual(holder));
  return { ...around, mine, theirs, hear, answered, arrives, undo, becomes, mediaId };
};

const stop = async (): Promise<Transcript> => ({ text: 'parar', language: 'pt' });

it('C13 a voice note that was answered unheard is heard where both go on, whose silence it holds until then', async () => {
  const { answered, merge, arrives, mine, theirs, becomes, mediaId } = await setUp(stop);
  await answered();
  await merge();
  expect(await hearingOf(mine)).toMatchObject({ hearing: { [mediaId]: {} } });
  expect(await holderOf(mine)).toEqual(BOT);
  await arrives();
  await becomes(mine, OPTED_OUT);
  expect((await hearingOf(mine)).hearing).toEqual({});
  expect((await mine.texts()).filter((text) => text === '(opted_out)')).toHaveLength(1);
  await expectFolded(mine.stub(), theirs.stub());
});

it('C13 a voice note that somebody listens to while its contact merges is heard anew there', async () => {
  const gates = [latch(), latch()];
  let heard = 0;
  const { answered, merge, arrives, mine, theirs, becomes } = await setUp(async () => {
    await gates[heard++]?.opened;
    return await stop();
  });
  await arrives();
  await eventually(() => expect(heard).toBe(1));
  await answered();
  await merge();
  await eventually(() => expect(heard).toBe(2));
  gates.forEach(({ open }) => open());
  await becomes(mine, OPTED_OUT);
  expect((await theirs.texts()).filter((text) => text === '(opted_out)')).toEqual([]);
  await expectFolded(mine.stub(), theirs.stub());
});

it.each(['answered', 'still waiting'])(
  'C13 M5 a voice note, %s when its contact merged, is heard where it came when that is undone',
  async (how) => {
    const { answered, merge, arrives, undo, mine, theirs, becomes } = await setUp(stop);
    if (how === 'answered') await answered();
    const merged = await merge();
    await eventually(async () => expect((await mine.texts()).filter((text) => text === '')).toHaveLength(1));
    await undo(merged);
    await arrives();
    await becomes(theirs, OPTED_OUT);
    expect(await holderOf(mine)).toEqual(BOT);
    await expectFolded(mine.stub(), theirs.stub());
  },
);

it.each(['answered', 'still waiting'])(
  'C13 M5 a voice note, %s when its contact merged, and whose bytes came then, is heard when that is undone',
  async (how) => {
    const gate = latch();
    let heard = 0;
    const { answered, merge, arrives, undo, mine, theirs, becomes } = await setUp(async () => {
      if (heard++ === 0) await gate.opened;
      return await stop();
    });
    if (how === 'answered') await answered();
    const merged = await merge();
    await eventually(async () => expect((await mine.texts()).filter((text) => text === '')).toHaveLength(1));
    await arrives();
    await eventually(() => expect(heard).toBe(1));
    await undo(merged);
    gate.open();
    await becomes(theirs, OPTED_OUT);
    expect(await holderOf(mine)).toEqual(BOT);
    await expectFolded(mine.stub(), theirs.stub());
  },
);

it('C16 a voice note that nobody hears any more, because nobody here hears now, is owed no longer', async () => {
  const { answered, arrives, hear, theirs, mediaId } = await setUp(stop);
  await answered();
  expect(await hearingOf(theirs)).toMatchObject({ hearing: { [mediaId]: {} } });
  hear(null);
  await evictDurableObject(theirs.stub());
  await arrives();
  await eventually(async () => expect((await hearingOf(theirs)).hearing).toEqual({}));
  await expectFolded(theirs.stub());
});
