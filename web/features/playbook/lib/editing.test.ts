import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDraft } from './draft.ts';
import { acknowledge, begin, edit, isChanged, receive, settle, takeTheirs } from './editing.ts';
import { merge, withValue } from './merge.ts';

const WEEK = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
const NINE = [{ from: '09:00', to: '18:00' }];
const TEN = [{ from: '10:00', to: '16:00' }];
const first: Playbook = { ...DEFAULT_PLAYBOOK, version: 3, hours: { ...WEEK, mon: NINE, tue: NINE } };
const saved = (change: Partial<Playbook>, version = 4): Playbook => ({ ...first, ...change, version });

describe('a playbook that is being changed', () => {
  it('is changed only as long as it differs from what is saved', () => {
    const changed = edit(begin(first), { qualify: true });
    expect(isChanged(changed)).toBe(true);
    expect(isChanged(edit(changed, { qualify: false }))).toBe(false);
  });

  it('P7 keeps mine and takes what only the other changed, day by day and signal by signal', () => {
    const mine = edit(begin(first), {
      keywords: 'convênio',
      hours: { ...WEEK, mon: TEN, tue: NINE },
      weights: { ...toDraft(first).weights, abusive: { axis: 'intent', points: '-50' } },
    });
    const theirs = saved({
      qualify: true,
      hours: { ...WEEK, mon: NINE, tue: TEN },
      weights: { asked_price: { axis: 'intent', points: 20 } },
    });
    const { draft, overtaken, clashes, saved: now } = receive(mine, theirs);
    expect([overtaken, clashes, now.version]).toEqual([true, [], 4]);
    expect(draft).toMatchObject({ keywords: 'convênio', qualify: true, hours: { mon: TEN, tue: TEN } });
    expect([draft.weights.abusive.points, draft.weights.asked_price.points]).toEqual(['-50', '20']);
  });

  it('P7 names what both changed, keeps mine, and gives theirs where it is asked for', () => {
    const mine = edit(begin(first), { hours: { ...WEEK, mon: TEN, tue: NINE }, warm: '30' });
    const held = receive(mine, saved({ hours: { ...WEEK, mon: [], tue: NINE }, temperature: { warm: 35, hot: 70 } }));
    expect(held.clashes).toEqual([
      { path: ['hours', 'mon'], theirs: [] },
      { path: ['warm'], theirs: '35' },
    ]);
    expect([held.draft.hours.mon, held.draft.warm]).toEqual([TEN, '30']);
    const [day] = held.clashes;
    const given = day === undefined ? held : takeTheirs(held, day);
    expect(given.draft.hours).toEqual({ ...WEEK, tue: NINE });
    expect(given.clashes.map(({ path }) => path)).toEqual([['warm']]);
    expect(acknowledge(given)).toMatchObject({ overtaken: false, clashes: [], draft: given.draft });
  });

  it('P7 says nothing where both came to the same, or I had changed nothing', () => {
    const both = receive(edit(begin(first), { qualify: true }), saved({ qualify: true }));
    expect([both.clashes, isChanged(both)]).toEqual([[], false]);
    expect(receive(begin(first), saved({ qualify: true }))).toEqual(begin(saved({ qualify: true })));
  });

  it('is not thrown back by an older answer that comes late', () => {
    const held = edit(begin(saved({})), { qualify: true });
    expect(receive(held, first)).toBe(held);
  });

  it('P7 keeps what was typed while the saving was on its way', () => {
    const sent = edit(begin(first), { keywords: 'nota', links: 'https://loja.com/' });
    const typing = edit(sent, { qualify: true });
    const settled = settle(typing, sent.draft, saved({ handoffKeywords: ['nota'], links: ['loja.com'] }));
    expect(settled.draft).toMatchObject({ keywords: 'nota', links: 'loja.com', qualify: true });
    expect([isChanged(settled), settled.saved.version]).toEqual([true, 4]);
    expect(isChanged(settle(sent, sent.draft, saved({ handoffKeywords: ['nota'], links: ['loja.com'] })))).toBe(false);
  });
});

describe('merging', () => {
  const leaf = fc.constantFrom(1, 2, 3);
  const tree = fc.record({ a: leaf, list: fc.array(leaf, { maxLength: 2 }), in: fc.record({ b: leaf, c: leaf }) });

  it('loses nothing of mine, and nothing of theirs where I changed nothing', () => {
    fc.assert(
      fc.property(tree, tree, tree, (base, mine, theirs) => {
        const { merged, clashes } = merge(base, mine, theirs);
        expect(merge(base, base, theirs).merged).toEqual(theirs);
        expect(merge(base, mine, base)).toEqual({ merged: mine, clashes: [] });
        expect(merged.a).toBe(mine.a === base.a ? theirs.a : mine.a);
        expect(merged.in.b).toBe(mine.in.b === base.in.b ? theirs.in.b : mine.in.b);
        const given = clashes.reduce((held, clash) => withValue(held, clash.path, clash.theirs), merged);
        expect(merge(base, mine, given).clashes.length).toBe(clashes.length);
        for (const { path } of clashes) expect(['a', 'list', 'in.b', 'in.c']).toContain(path.join('.'));
      }),
    );
  });
});
