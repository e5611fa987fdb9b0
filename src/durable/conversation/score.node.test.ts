import type { SignalKind } from '@oconnector/protocol/model/analysis.ts';
import { DEFAULT_PLAYBOOK } from '@oconnector/protocol/model/playbook.ts';
import { describe, expect, it } from 'vitest';
import {
  bantOf,
  DAY_MS,
  fadedTo,
  fadesAt,
  gradeOf,
  newStanding,
  readScore,
  temperatureOf,
  totalOf,
  type Standing,
} from './score.ts';
import type { ScoreEvent } from './score-fold.ts';
import { countFact, countSignal, moved } from './score-move.ts';
import { replayScore } from './score-replay.ts';

const hear = (standing: Standing, kind: SignalKind, at: number, weights = {}): Standing => {
  const move = countSignal(standing, kind, weights, at);
  return move === null ? standing : moved(standing, move, at);
};
const after = (...heard: [SignalKind, number][]): Standing =>
  heard.reduce((standing, [kind, day]) => hear(standing, kind, day * DAY_MS), newStanding(0));
const told = (standing: Standing, keys: string[] = []) => readScore(standing, keys, DEFAULT_PLAYBOOK, standing.at);

describe('two axes', () => {
  it('begin where nothing is known, which is neither good nor bad', () => {
    expect(told(newStanding(0))).toMatchObject({ fit: 40, intent: 0, grade: 'C4', total: 16, temperature: 'cold' });
  });

  it.each([
    [75, 70, 'A1'],
    [74.9, 69.9, 'B2'],
    [50, 40, 'B2'],
    [25, 15, 'C3'],
    [24, 14, 'D4'],
  ])('fit %d and intent %d are %s', (fit, intent, grade) => {
    expect(gradeOf({ fit, intent })).toBe(grade);
  });

  it('L4 lose half of intent in a half-life, and nothing of fit', () => {
    const standing = { ...newStanding(0), fit: 80, intent: 64 };
    expect(fadedTo(standing, 7 * DAY_MS)).toMatchObject({ fit: 80, intent: 32 });
    expect(fadedTo(standing, 21 * DAY_MS).intent).toBe(8);
  });
});

describe('what counts', () => {
  it('L3 is all that is said about fit, beyond what can be read of it too', () => {
    const seller = after(['seeks_job', 0], ['sells_something', 0]);
    expect(seller.fit).toBe(-80);
    expect(told(seller)).toMatchObject({ fit: 0, grade: 'D4' });
    const boss = after(['sells_something', 0], ['decides', 0], ['gave_company', 0]);
    expect(boss.fit).toBe(after(['gave_company', 0], ['sells_something', 0], ['decides', 0]).fit);
  });

  it('makes who says that they buy ready, however much was counted before, and not for ever', () => {
    const full = { ...newStanding(0), intent: 100 };
    const buyer = hear(full, 'wants_to_buy', 0);
    expect(told(buyer).stage).toBe('ready');
    expect(told(fadedTo(buyer, 15 * DAY_MS)).stage).not.toBe('ready');
  });

  it('L3 is a reason once a day', () => {
    const once = hear(newStanding(0), 'asked_price', 0);
    expect(countSignal(once, 'asked_price', {}, DAY_MS - 1)).toBeNull();
    expect(countSignal(once, 'asked_price', {}, DAY_MS)).toMatchObject({ delta: 12 });
  });

  it('L3 is no reason for more than twice its points that are left', () => {
    const farmed = after(
      ['asked_price', 0],
      ['asked_price', 1],
      ['asked_price', 2],
      ['asked_price', 3],
      ['asked_price', 4],
    );
    expect(farmed.intent).toBeLessThanOrEqual(24);
    expect(farmed.intent).toBeGreaterThan(23);
  });

  it('L3 is no day for more than sixty points', () => {
    const eager = after(
      ['asked_price', 0],
      ['wants_to_buy', 0],
      ['wants_now', 0],
      ['gave_need', 0],
      ['gave_budget', 0],
    );
    expect(eager.intent).toBe(60);
    expect(hear(eager, 'gave_deadline', 1.1 * DAY_MS).intent).toBeGreaterThan(60);
  });

  it('L3 is a reason of fit once for ever, and the later of two facts about the same', () => {
    const boss = after(['decides', 0], ['decides', 30]);
    expect(boss.fit).toBe(55);
    const served = countFact(boss, 'city', 'city_served', {});
    expect(served).toMatchObject({ delta: 20 });
    const there = moved(boss, served ?? { axis: 'fit', delta: 0, reason: 'corrected', counts: null }, boss.at);
    expect(countFact(there, 'city', 'city_served', {})).toBeNull();
    expect(countFact(there, 'city', 'city_not_served', {})).toMatchObject({ delta: -50, reason: 'city_not_served' });
    expect(countFact(there, 'city', null, {})).toMatchObject({ delta: -20, reason: 'corrected', counts: 'city' });
  });

  it('is weighed by the playbook where it says so', () => {
    const weights = { asked_price: { axis: 'intent', points: 40 } } as const;
    expect(countSignal(newStanding(0), 'asked_price', weights, 0)).toMatchObject({ delta: 40 });
    expect(countSignal(newStanding(0), 'asked_address', weights, 0)).toMatchObject({ delta: 12 });
  });

  it('L5 is nothing that a job seeker asks, until they buy', () => {
    const seeker = after(['seeks_job', 0], ['asked_price', 1], ['wants_now', 2]);
    expect(told(seeker)).toMatchObject({ fit: 0, intent: 0, grade: 'D4', stage: 'not_a_lead', capped: 'seeks_job' });
    const buyer = hear(seeker, 'wants_to_buy', 3 * DAY_MS);
    expect(told(buyer)).toMatchObject({ intent: 30, capped: null, stage: 'ready' });
  });

  it('L5 leaves who said no cold, however warm they were, until they say otherwise or a person does', () => {
    const warm = after(['wants_to_buy', 0], ['gave_need', 0], ['wants_now', 1], ['gave_budget', 1]);
    expect(totalOf(warm)).toBeGreaterThan(40);
    const refused = hear({ ...warm, fit: 100 }, 'abusive', 1.2 * DAY_MS);
    expect(temperatureOf(refused)).toBe('cold');
    expect(totalOf(refused)).toBeLessThanOrEqual(20);
    expect(hear(refused, 'wants_to_buy', 2 * DAY_MS).capped).toBeNull();
    const human = { axis: 'intent', delta: 5, reason: 'corrected', counts: null } as const;
    expect(moved(refused, human, refused.at).capped).toBeNull();
    expect(moved(refused, { ...human, delta: -5 }, refused.at).capped).toBe('abusive');
  });

  it('L6 is nothing while it is frozen, and nothing while it is locked, though that is remembered', () => {
    const standing = { ...after(['asked_price', 0]), fit: 100, intent: 90 };
    const frozen = { ...standing, frozen: true };
    expect(countSignal(frozen, 'wants_to_buy', {}, 1)).toBeNull();
    expect(countFact(frozen, 'city', 'city_served', {})).toBeNull();
    expect(fadedTo(frozen, 30 * DAY_MS).intent).toBe(90);
    expect([temperatureOf(standing), temperatureOf(frozen)]).toEqual(['hot', 'cold']);
    const locked = { ...standing, locked: true };
    expect(countSignal(locked, 'gave_budget', {}, 1)).toMatchObject({ delta: 0 });
    expect(fadedTo(locked, 30 * DAY_MS).intent).toBe(90);
    expect(told(hear(locked, 'gave_budget', 1)).known).toEqual(['budget']);
  });
});

describe('counted again', () => {
  const line = (id: number, at: number, more: object): ScoreEvent =>
    ({ seq: id, at, kind: 'score.moved', correlation: null, data: { id, ...more } }) as ScoreEvent;
  const events: ScoreEvent[] = [
    line(1, 0, { axis: 'intent', delta: 12, reason: 'asked_price', counts: 'asked_price' }),
    line(2, 0, { axis: 'intent', delta: 20, reason: 'wants_now', counts: 'wants_now' }),
    line(3, 0, { axis: 'fit', delta: 40, reason: 'corrected', counts: null }),
    line(4, 0, { axis: 'intent', delta: 38, reason: 'corrected', counts: null }),
    { seq: 5, at: 0, kind: 'score.locked', correlation: null, data: { by: 'usr_ana' } },
  ];
  const tuning = newStanding(0).tuning;

  it('L6 what is locked stays what the person saw: by other weights, and without lines that go back with a merge', () => {
    const weights = { asked_price: { axis: 'fit', points: 90 } } as const;
    expect(replayScore(events, null).standing).toMatchObject({ fit: 80, intent: 70 });
    expect(replayScore(events, { weights, tuning }).standing).toMatchObject({ fit: 80, intent: 70, locked: true });
    expect(replayScore(events, null, new Set([2])).standing).toMatchObject({ fit: 80, intent: 70, locked: true });
  });
});

describe('what is known', () => {
  it('is asked for by what it is worth, and what a fact says need not be asked', () => {
    expect(bantOf({}, [], DEFAULT_PLAYBOOK)).toEqual({
      known: [],
      unknown: ['need', 'timeline', 'authority', 'budget'],
    });
    expect(bantOf({}, ['deadline', 'city'], DEFAULT_PLAYBOOK).known).toEqual(['timeline']);
    const minBudget = { ...DEFAULT_PLAYBOOK, audience: { cities: [], minBudget: 500 } };
    expect(bantOf({}, ['deadline'], minBudget).unknown).toEqual(['need', 'budget', 'authority']);
  });

  it('makes a lead a qualified one when three of four are', () => {
    expect(told(after(['gave_need', 0]), ['budget']).stage).toBe('interested');
    expect(told(after(['gave_need', 0]), ['budget', 'deadline']).stage).toBe('qualified');
  });
});

describe('fading', () => {
  it.each([
    [{ fit: 100, intent: 100 }],
    [{ fit: 40, intent: 55 }],
    [{ fit: 0, intent: 16 }],
    [{ fit: 75, intent: 70 }],
  ])('L4 changes grade or temperature of %o at its time and not before', (axes) => {
    let standing: Standing = { ...newStanding(5), ...axes };
    const shown = (at: number) => `${gradeOf(fadedTo(standing, at))} ${temperatureOf(fadedTo(standing, at))}`;
    const changes = [];
    for (let due = fadesAt(standing); due !== null; due = fadesAt(standing)) {
      expect(shown(due - 2_000)).toBe(shown(standing.at));
      expect(shown(due)).not.toBe(shown(standing.at));
      standing = fadedTo(standing, due);
      changes.push(due);
    }
    expect(changes.length).toBeGreaterThan(0);
    expect(gradeOf(standing)).toMatch(/4$/);
  });

  it('is never due where nothing fades', () => {
    const hot = { ...newStanding(0), fit: 100, intent: 100 };
    expect(fadesAt(newStanding(0))).toBeNull();
    expect(fadesAt({ ...hot, locked: true })).toBeNull();
    expect(fadesAt({ ...hot, frozen: true })).toBeNull();
  });
});
