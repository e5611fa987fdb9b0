import { describe, expect, it } from 'vitest';
import { noAnalysis } from '../../ai/turn.fixture.ts';
import { emptyRecord, lessonOf, recordAfter, recordAnew, toTurnRecord, type Recorded } from './record.ts';

const SAO_PAULO = 'America/Sao_Paulo';
const AT = Date.parse('2026-03-02T15:00:00Z');
const told = (record: Recorded, now = AT, humanEndedAt: number | null = null) =>
  toTurnRecord(record, { unknown: [], timezone: SAO_PAULO, now, humanEndedAt });
const nothing = { unknown: [], learnt: [], hot: false };
const lesson = lessonOf(emptyRecord, { asks: null }, noAnalysis, nothing);
const after = (outcomes: Recorded['outcomes'], record = emptyRecord) =>
  outcomes.reduce((before, outcome) => recordAfter(before, outcome, lesson, AT), record);

describe('what went unanswered', () => {
  it.each([
    [['unknown', 'unknown'], 2, 2],
    [['unknown', 'social', 'unknown'], 2, 2],
    [['unknown', 'answered', 'unknown'], 1, 2],
    [['unknown', 'unknown', 'clarify'], 0, 2],
    [[], 0, 0],
  ] as const)('T13 of %j is counted in a row and of the last ten', (outcomes, inARow, ofTen) => {
    expect(told(after([...outcomes]))).toMatchObject({ unansweredInARow: inARow, unansweredOfTen: ofTen });
  });

  it('is forgotten after ten more turns, and when a person has had the word', () => {
    expect(told(after(['unknown', ...Array.from({ length: 10 }, () => 'answered' as const)])).unansweredOfTen).toBe(0);
    expect(told(recordAnew(after(['unknown', 'unknown'])))).toMatchObject({ unansweredInARow: 0, unansweredOfTen: 0 });
  });
});

describe('how it was said', () => {
  const says = (record: Recorded, more: Partial<typeof noAnalysis>) =>
    recordAfter(record, 'answered', lessonOf(record, { asks: null }, { ...noAnalysis, ...more }, nothing), AT);

  it('anger and orders count in a row', () => {
    const twice = says(says(emptyRecord, { sentiment: 'neg', injection: 0.9 }), { sentiment: 'neg', injection: 0.9 });
    expect(told(twice)).toMatchObject({ negativeInARow: 2, injectionsInARow: 2 });
    expect(told(says(twice, { sentiment: 'neu' }))).toMatchObject({ negativeInARow: 0, injectionsInARow: 0 });
  });

  it('a turn without an analysis breaks no row of anger', () => {
    const angry = says(emptyRecord, { sentiment: 'neg' });
    const next = recordAfter(angry, 'answered', lessonOf(angry, { asks: null }, null, nothing), AT);
    expect(next.negativeInARow).toBe(1);
  });
});

describe('what was asked for', () => {
  const asking = recordAfter(emptyRecord, 'answered', { ...lesson, asks: 'budget' }, AT);
  it.each([
    ['refused in so many words', { ...noAnalysis, refused: 'budget' as const }, [], ['budget']],
    ['passed over', noAnalysis, [], ['budget']],
    ['answered', noAnalysis, ['budget' as const], []],
    ['of an analysis that failed, which tells nothing', null, [], []],
  ])('and %s', (_name, analysis, learnt, refused) => {
    const known = { unknown: ['budget', 'need'] as const, learnt, hot: false };
    expect(lessonOf(asking, { asks: null }, analysis, known).refused).toEqual(refused);
  });

  it('is not asked again once refused, not even after a person had the word', () => {
    const next = recordAfter(asking, 'answered', { ...lesson, refused: ['budget'] }, AT);
    expect(told(recordAnew(next))).toMatchObject({ asked: null, refused: ['budget'] });
  });
});

describe('parts of the day', () => {
  it.each([
    ['morning and noon', '2026-03-02T14:59:00Z', '2026-03-02T15:01:00Z', false],
    ['one afternoon', '2026-03-02T15:01:00Z', '2026-03-02T20:59:00Z', true],
    ['one evening', '2026-03-03T00:00:00Z', '2026-03-03T02:00:00Z', true],
    ['midnight between them', '2026-03-03T02:59:00Z', '2026-03-03T03:01:00Z', false],
    ['the afternoon of another day', '2026-03-02T16:00:00Z', '2026-03-03T16:00:00Z', false],
  ])('%s', (_name, a, b, same) => {
    const greeted = recordAfter(emptyRecord, 'social', { ...lesson, greeted: true }, Date.parse(a));
    expect(told(greeted, Date.parse(b)).greeted).toBe(same);
    expect(told(emptyRecord, Date.parse(b), Date.parse(a)).greeted).toBe(same);
  });
});
