import { describe, expect, it } from 'vitest';
import type { Alias } from '@oconnector/protocol/model/alias.ts';
import { ANA, answer, eventually, reportOf } from './conversation.fixture.ts';
import { expectFolded, from, setUp } from './merge.fixture.ts';

type World = ReturnType<typeof setUp>;
type Name = Awaited<ReturnType<World['both']>>['mine'];

const MINUTE = 60_000;

/** One person under two names, as what they say is answered, learnt, forgotten and told again. */
const world = async () => {
  const around = setUp();
  const { assistant, clock, commands } = around;
  const { mine, theirs } = await around.both();
  const aliases = new Map<string, Alias>([
    [mine.contact.contactId, around.phone],
    [theirs.contact.contactId, around.lid],
  ]);
  const aliasOf = ({ contact }: Name) => aliases.get(contact.contactId) ?? around.phone;
  const answered = async (name: Name) => {
    const before = commands(name.contact).length;
    await name.ring();
    await eventually(() => expect(commands(name.contact).length).toBeGreaterThan(before));
    await name.conversation().report(commands(name.contact).map((command) => reportOf(command, 'accepted')));
  };
  /** Says something, and is answered; with `value`, that is learnt of the words; with `heard`, these are heard as a signal. */
  const say = async (name: Name, text: string, value?: string, heard?: string) => {
    clock.advance(MINUTE);
    const [stored] = await name.take(from(aliasOf(name), text));
    const messageSeq = stored?.seq ?? 0;
    assistant.facts = value === undefined ? [] : [{ key: 'budget', value, quote: text, messageSeq }];
    assistant.signals = heard === undefined ? [] : [{ kind: 'gave_budget', quote: heard, messageSeq }];
    assistant.next(() => answer('Certo.'));
    await answered(name);
    assistant.facts = [];
    assistant.signals = [];
  };
  const quotesOf = async (name: Name) =>
    ((await name.conversation().score())?.ledger ?? [])
      .filter(({ reason }) => reason === 'gave_budget')
      .map(({ quote }) => quote);
  const factsOf = async (name: Name) => (await name.conversation().detail())?.facts ?? [];
  const forget = async (name: Name) => {
    clock.advance(MINUTE);
    const [fact] = await factsOf(name);
    expect(await name.conversation().forgetFact({ actor: ANA, factId: fact?.id ?? 0 })).toEqual({ ok: true });
  };
  /** All that the assistant is told of at a turn, and finds when it looks for the words. */
  const toldOf = async (name: Name, words = '30 mil', ask = 'e aí?') => {
    clock.advance(MINUTE);
    await name.take(from(aliasOf(name), ask));
    const found = Promise.withResolvers<unknown>();
    assistant.next(async (input, tools) => {
      found.resolve({ memory: input.memory, recalled: await tools.recall(words, 20) });
      return answer('Certo.');
    });
    await answered(name);
    return JSON.stringify(await found.promise);
  };
  return { ...around, mine, theirs, aliases, say, answered, forget, factsOf, quotesOf, toldOf };
};

describe('M8 what a person had the assistant forget stays forgotten when two contacts turn out to be one', () => {
  it.each(['mine', 'theirs'] as const)('as it was of the words of one, under %s', async (which) => {
    const around = await world();
    const { mine, say, forget, merge, toldOf, factsOf, theirs } = around;
    const name = around[which];
    await say(name, 'meu orçamento é 30 mil', '30 mil');
    await say(name, 'isso, 30 mil no máximo');
    await say(name, 'gosto de azul');
    await say(which === 'mine' ? theirs : mine, 'prefiro vaso grande');
    await forget(name);
    await merge();
    const told = await toldOf(mine);
    expect(told).toContain('gosto de azul');
    expect(told).toContain('vaso grande');
    expect(told).not.toContain('30 mil');
    expect(await factsOf(mine)).toEqual([]);
    expect(JSON.stringify(await mine.thread())).toContain('isso, 30 mil no máximo');
    await expectFolded(mine.stub(), theirs.stub());
  });

  it.each([
    ['mine', 'theirs'],
    ['theirs', 'mine'],
  ] as const)('when it was forgotten of %s, and had been said and learnt under %s too', async (one, other) => {
    const around = await world();
    const { mine, theirs, say, forget, merge, toldOf, factsOf } = around;
    await say(around[other], 'orçamento: uns 30 mil', '30 mil');
    await say(around[other], 'moro em Niterói');
    await say(around[one], 'meu orçamento é 30 mil', '30 mil');
    await forget(around[one]);
    await merge();
    const told = await toldOf(mine);
    expect(told).toContain('Niterói');
    expect(told).not.toContain('30 mil');
    expect(await factsOf(mine)).toEqual([]);
    await expectFolded(mine.stub(), theirs.stub());
  });

  it.each([
    ['mine', 'theirs'],
    ['theirs', 'mine'],
  ] as const)('but what is said again after it was forgotten counts: of %s, then under %s', async (one, other) => {
    const around = await world();
    const { mine, say, forget, merge, toldOf, factsOf } = around;
    await say(around[one], 'meu orçamento é 30 mil', '30 mil');
    await forget(around[one]);
    await say(around[other], 'agora posso gastar 30 mil', '30 mil');
    await merge();
    const told = await toldOf(mine);
    expect(told).toContain('agora posso gastar 30 mil');
    expect(told).not.toContain('meu orçamento é 30 mil');
    expect(await factsOf(mine)).toMatchObject([{ key: 'budget', value: '30 mil' }]);
  });

  it('also of a line that still waits: it is answered, taught by and told of no more', async () => {
    const { mine, theirs, say, forget, merge, toldOf, factsOf, lid, assistant, answered } = await world();
    await say(theirs, 'meu orçamento é 30 mil', '30 mil');
    await theirs.take(from(lid, 'dá com 30 mil?'));
    await forget(theirs);
    await merge();
    const waiting = await eventually(async () => {
      const line = (await mine.thread()).find((message) => JSON.stringify(message).includes('dá com'));
      if (line === undefined) throw new Error('not carried yet');
      return line;
    });
    assistant.inputs.length = 0;
    assistant.facts = [{ key: 'budget', value: '30 mil', quote: '30 mil', messageSeq: waiting.seq }];
    assistant.next(() => answer('Dá sim.'));
    await answered(mine);
    assistant.facts = [];
    expect(assistant.inputs[0]?.burst.map(({ text }) => text)).toEqual(['dá com 30 mil?']);
    expect(await factsOf(mine)).toEqual([]);
    expect(await toldOf(mine)).not.toContain('30 mil');
  });

  it('and when it was forgotten of both, it does not come back to one when the merge is undone', async () => {
    const { mine, theirs, say, forget, merge, toldOf, factsOf, directory } = await world();
    await say(theirs, 'meu orçamento é 30 mil', '30 mil');
    await say(theirs, 'gosto de azul');
    await say(mine, 'moro em Niterói');
    const { mergeId } = await merge();
    await forget(mine);
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(await factsOf(theirs)).toEqual([]);
    const told = await toldOf(theirs);
    expect(told).toContain('gosto de azul');
    expect(told).not.toContain('30 mil');
    expect(await toldOf(mine)).not.toContain('30 mil');
    await expectFolded(mine.stub(), theirs.stub());
  });

  it('and what was forgotten of one before they were one is held true of the other when the merge is undone', async () => {
    const { mine, theirs, say, forget, merge, toldOf, factsOf, directory } = await world();
    await say(mine, 'meu orçamento é 30 mil', '30 mil');
    await forget(mine);
    await say(theirs, 'o meu é 30 mil', '30 mil');
    const { mergeId } = await merge();
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    expect(await factsOf(theirs)).toMatchObject([{ value: '30 mil' }]);
    expect(await toldOf(theirs)).toContain('o meu é 30 mil');
    await say(mine, 'são 30 mil', '30 mil');
    expect(await factsOf(mine)).toMatchObject([{ value: '30 mil' }]);
  });

  it.each([
    ['mine', 'theirs'],
    ['theirs', 'mine'],
  ] as const)('and the ledger quotes it no more: of %s, and %s learnt nothing of it', async (one, other) => {
    const around = await world();
    const { mine, say, forget, merge, quotesOf } = around;
    await say(around[other], 'tenho um orçamento de 30 mil, no máximo', undefined, 'um orçamento de 30');
    expect(await quotesOf(around[other])).toEqual(['um orçamento de 30']);
    await say(around[one], 'meu orçamento é 30 mil', '30 mil');
    await forget(around[one]);
    await merge();
    await eventually(async () => expect(await quotesOf(mine)).toEqual([null]));
    await expectFolded(mine.stub());
  });

  it('also of a line that waits there and that the other had too, but later than it was forgotten', async () => {
    const { mine, theirs, say, forget, merge, toldOf, lid, phone, clock, assistant, answered } = await world();
    await say(theirs, 'meu orçamento é 30 mil', '30 mil');
    const waiting = from(lid, 'dá com 30 mil?');
    await theirs.take(waiting);
    await forget(theirs);
    clock.advance(MINUTE);
    await mine.take({ ...waiting, contact: [phone] });
    await merge();
    await theirs.carried();
    assistant.next(() => answer('Certo.'));
    await answered(mine);
    const told = await toldOf(mine);
    expect((await mine.texts()).filter((text) => text === 'dá com 30 mil?')).toHaveLength(1);
    expect(told).not.toContain('dá com 30 mil?');
  });

  it('and what was forgotten while two were one is known again when the one who stays turns out to be a third', async () => {
    const { mine, theirs, say, forget, merge, toldOf, factsOf, directory, resolve, open, phone, lid, aliases } =
      await world();
    const other = { kind: 'lid', value: `66${lid.value}` } as const;
    const third = open(await resolve(other));
    aliases.set(third.contact.contactId, other);
    await say(mine, 'moro em Niterói');
    await say(third, 'uns 30 mil', '30 mil');
    await say(theirs, 'meu orçamento é 30 mil', '30 mil');
    const { mergeId } = await merge();
    await forget(mine);
    await directory.undoMerge({ mergeId, by: 'usr_ana' });
    await resolve(other, phone);
    await eventually(async () => expect(await mine.texts()).toContain('uns 30 mil'));
    expect(await factsOf(mine)).toEqual([]);
    expect(await toldOf(mine)).not.toContain('30 mil');
    await expectFolded(mine.stub());
  });
});
