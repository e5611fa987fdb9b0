import { DEFAULT_PLAYBOOK, type Playbook } from '@oconnector/protocol/model/playbook.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Draft, toDraft } from './draft.ts';
import { parseDraft, problemAt } from './problems.ts';
import { nextSpan } from './span.ts';
import { weighingOf } from './weighing.ts';

const line = fc.stringMatching(/^[a-zç]{2,20}(?: [a-z]{1,10})?$/u);
const host = fc.stringMatching(/^[a-vx-z][a-z]{1,8}\.(?:com|com\.br|net)$/u);
const points = fc.integer({ min: -100, max: 100 });

/** Playbooks that an owner may have. */
const playbooks: fc.Arbitrary<Playbook> = fc.record({
  version: fc.nat(1_000),
  persona: fc.record({
    name: fc.option(line),
    tone: fc.constantFrom('informal', 'neutral', 'formal'),
    instructions: fc.oneof(line, fc.constant('')),
  }),
  timezone: fc.constantFrom('America/Sao_Paulo', 'America/Manaus', 'Europe/Lisbon'),
  hours: fc.option(
    fc.constant({
      mon: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '24:00' },
      ],
      tue: [],
      wed: [],
      thu: [{ from: '00:00', to: '24:00' }],
      fri: [],
      sat: [],
      sun: [],
    }),
  ),
  holidays: fc.record({
    national: fc.boolean(),
    extra: fc.uniqueArray(fc.record({ date: fc.constantFrom('2026-12-24', '2028-02-29'), name: line }), {
      selector: ({ date }) => date,
    }),
  }),
  handoffKeywords: fc.array(line, { maxLength: 5 }),
  links: fc.array(host, { maxLength: 5 }),
  confidence: fc.option(
    fc
      .tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000 }))
      .map(([answer, ask]) => ({ answer: answer / 1_000, ask: ask / 1_000 })),
  ),
  qualify: fc.boolean(),
  audience: fc.record({
    cities: fc.array(line, { maxLength: 5 }),
    minBudget: fc.option(fc.integer({ min: 0, max: 10_000_000 }).map((cents) => cents / 100)),
  }),
  weights: fc.record({ asked_price: fc.record({ axis: fc.constant('fit' as const), points }) }, { requiredKeys: [] }),
  halfLifeDays: fc.integer({ min: 1, max: 730 }).map((halves) => halves / 2),
  temperature: fc.record({ warm: fc.integer({ min: 0, max: 50 }), hot: fc.integer({ min: 51, max: 100 }) }),
  handOverHot: fc.boolean(),
  followUp: fc.record({ enabled: fc.boolean(), afterHours: fc.integer({ min: 1, max: 23 }) }),
  tokensPerDay: fc.option(fc.nat()),
});

const typed = (change: Partial<Draft>): Draft => ({ ...toDraft(DEFAULT_PLAYBOOK), ...change });
const wrongWith = (change: Partial<Draft>): [string, string][] =>
  parseDraft(typed(change), 0).problems.map(({ path, word }) => [path, word]);

describe('a playbook in fields', () => {
  it('is the same playbook again, whatever it holds', () => {
    fc.assert(
      fc.property(playbooks, (playbook) => {
        expect(parseDraft(toDraft(playbook), playbook.version)).toEqual({ playbook, problems: [] });
      }),
    );
  });

  it('takes the host of an address that was pasted whole, and no empty lines', () => {
    const draft = typed({
      links: ' https://www.Loja.com.br/ofertas?a=1 \n\nmapa.example/x',
      keywords: '\n nota fiscal \n',
    });
    const { playbook } = parseDraft(draft, 0);
    expect([playbook?.links, playbook?.handoffKeywords]).toEqual([['loja.com.br', 'mapa.example'], ['nota fiscal']]);
  });

  it('holds only the weights that differ from the built-in ones', () => {
    const { weights } = typed({});
    const draft = typed({ weights: { ...weights, abusive: { axis: 'intent', points: '-41' } } });
    expect(parseDraft(draft, 0).playbook?.weights).toEqual({ abusive: { axis: 'intent', points: -41 } });
  });
});

describe('what is wrong with a field', () => {
  const closed = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  it.each<[string, Partial<Draft>, [string, string]]>([
    [
      'an hour left empty',
      { hasHours: true, hours: { ...closed, mon: [{ from: '', to: '12:00' }] } },
      ['hours.mon.0.from', 'time'],
    ],
    [
      'a time that ends before it begins',
      { hasHours: true, hours: { ...closed, tue: [{ from: '18:00', to: '09:00' }] } },
      ['hours.tue.0', 'backwards'],
    ],
    ['a day left empty', { extra: [{ date: '', name: 'Balanço' }] }, ['holidays.extra.0.date', 'date']],
    ['a word of one letter', { keywords: 'nota\nx' }, ['handoffKeywords.1', 'keyword']],
    ['no host', { links: 'loja.com\nnossa loja' }, ['links.1', 'host']],
    [
      'points left empty',
      { weights: { ...typed({}).weights, decides: { axis: 'fit', points: '' } } },
      ['weights.decides.points', 'points'],
    ],
    ['more points than there are', { warm: '10', hot: '101' }, ['temperature.hot', 'degrees']],
    ['warm above hot', { warm: '71', hot: '70' }, ['temperature', 'warmBeforeHot']],
    ['no half-life', { halfLifeDays: '0' }, ['halfLifeDays', 'halfLife']],
    ['a day and more of waiting', { followUpHours: '24' }, ['followUp.afterHours', 'afterHours']],
    ['part of a token', { tokensPerDay: '0.5' }, ['tokensPerDay', 'tokens']],
    ['less than nothing', { minBudget: '-1' }, ['audience.minBudget', 'budget']],
    ['a time zone that there is not', { timezone: 'America/Sampa' }, ['timezone', 'timezone']],
    ['a name that goes on', { name: 'x'.repeat(41) }, ['persona.name', 'tooLong']],
  ])('%s is named with its path', (_name, change, problem) => {
    expect(wrongWith(change)).toContainEqual(problem);
  });

  it('is found from the field that holds it, and from no field that is called alike', () => {
    const { problems } = parseDraft(typed({ keywords: 'a', links: 'b' }), 0);
    expect(problemAt(problems, 'links')?.word).toBe('host');
    expect(problemAt(problems, 'link')).toBeNull();
  });
});

describe('a further time of a day', () => {
  it('is office hours first, then an hour after the last one, and none where the day is full', () => {
    expect(nextSpan([])).toEqual({ from: '09:00', to: '18:00' });
    expect(
      nextSpan([
        { from: '13:00', to: '17:30' },
        { from: '08:00', to: '12:00' },
      ]),
    ).toEqual({ from: '18:30', to: '22:30' });
    expect(nextSpan([{ from: '09:00', to: '22:00' }])).toEqual({ from: '23:00', to: '24:00' });
    expect(nextSpan([{ from: '09:00', to: '22:30' }])).toBeNull();
    expect(nextSpan([{ from: '09:00', to: '' }])).toEqual({ from: '01:00', to: '05:00' });
  });
});

describe('what leads are weighed by', () => {
  it('L10 names every signal, so that one that is built-in again is not counted as it is saved', () => {
    const weighing = weighingOf(typed({}));
    expect(weighing?.weights.asked_price).toEqual({ axis: 'intent', points: 12 });
    expect(Object.keys(weighing?.weights ?? {})).toHaveLength(23);
  });

  it('is nothing while a number is missing or warm is not below hot', () => {
    expect(weighingOf(typed({ hot: '' }))).toBeNull();
    expect(weighingOf(typed({ warm: '70' }))).toBeNull();
    expect(weighingOf(typed({ halfLifeDays: '900' }))).toBeNull();
  });
});
