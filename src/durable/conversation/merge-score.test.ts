import { expect, it } from 'vitest';
import { eventually, reportOf } from './conversation.fixture.ts';
import { expectFolded, from, setUp } from './merge.fixture.ts';

type Name = Awaited<ReturnType<ReturnType<typeof setUp>['both']>>['mine'];

/** What a name wrote is answered and heard. */
const hear = async (
  { assistant, commands }: ReturnType<typeof setUp>,
  name: Name,
  kind: 'asked_price' | 'wants_to_buy' | 'decides',
  quote: string,
): Promise<void> => {
  const messageSeq = (await name.thread()).findLast(({ direction }) => direction === 'in')?.seq ?? 0;
  assistant.signals = [{ kind, quote, messageSeq }];
  await name.ring();
  await eventually(async () => expect((await name.conversation().inspect()).state['turn']).toBeNull());
  assistant.signals = [];
  await eventually(() => expect(commands(name.contact)).not.toHaveLength(0));
  await name.conversation().report(commands(name.contact).map((command) => reportOf(command, 'accepted')));
};

const scoreOf = async (name: Name) => {
  const view = await name.conversation().score();
  if (view === null) throw new Error('nothing was stored');
  return view;
};

it('L8 of what was heard under one name counts under the other what has not faded, until the merge is undone', async () => {
  const world = setUp();
  const { phone, lid, both, merge, directory, clock } = world;
  const { mine, theirs } = await both();
  await mine.take(from(phone, 'quanto custa?'));
  await hear(world, mine, 'asked_price', 'quanto custa');
  await theirs.take(from(lid, 'quem decide sou eu'));
  await hear(world, theirs, 'decides', 'decide');
  await theirs.take(from(lid, 'fechado'));
  await hear(world, theirs, 'wants_to_buy', 'fechado');
  const alone = (await scoreOf(mine)).score;
  expect(alone).toMatchObject({ fit: 40, intent: 12 });

  clock.advance(7 * 86_400_000);
  const { mergeId } = await merge();
  await eventually(async () => expect((await scoreOf(mine)).ledger).toHaveLength(3));
  const joined = await scoreOf(mine);
  expect(joined.score).toMatchObject({ fit: 55, grade: 'B3', stage: 'ready' });
  expect(joined.score.intent).toBeCloseTo(6 + 15, 0);
  const thread = await mine.thread();
  for (const { messageSeq, quote } of joined.ledger) {
    const line = thread.find(({ seq }) => seq === messageSeq);
    expect(JSON.stringify(line)).toContain(quote);
  }
  await expectFolded(mine.stub(), theirs.stub());

  await directory.undoMerge({ mergeId, by: 'usr_ana' });
  const { score, ledger } = await scoreOf(mine);
  expect(ledger.map(({ reason }) => reason)).toEqual(['asked_price']);
  expect(score).toMatchObject({ fit: 40, stage: 'new' });
  expect(score.intent).toBeCloseTo(6, 0);
  expect((await scoreOf(theirs)).score).toMatchObject({ fit: 55, stage: 'ready' });
  await expectFolded(mine.stub(), theirs.stub());

  // The ledger goes on with a number of its own.
  await mine.take(from(phone, 'fechado'));
  await hear(world, mine, 'wants_to_buy', 'fechado');
  expect((await scoreOf(mine)).score.stage).toBe('ready');
  await expectFolded(mine.stub());
});
