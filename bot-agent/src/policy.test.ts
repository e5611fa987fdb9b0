import { describe, expect, it } from 'vitest';
import { CLOSED, trip } from './circuit.ts';
import { holdsText } from './holds.ts';
import { DAY_MS, POLICIES, UNGOVERNED, decide, warmUpCap, type Ask, type Policy, type Standing } from './policy.ts';
import { PROFILES } from './profile.ts';

const { production } = POLICIES;
if (!production.circuit) throw new Error('production has a circuit');
const limits = production.circuit;
const NOW = Date.parse('2026-03-11T12:00:00Z');
const old: Standing = { sends: [], pairedAt: NOW - 100 * DAY_MS, circuit: CLOSED };
const asking = (over: Partial<Ask> = {}): Ask => ({ contactId: 'c', human: false, wrote: true, since: NOW, ...over });
const sends = (count: number, from: number, first = false) =>
  Array.from({ length: count }, (_, i) => ({ at: from + i, contactId: `c${i}`, first }));
/** Everything against it at once. */
const strict: Policy = { ...production, quiet: { from: 0, to: 1_439, zone: 'UTC' } };
const worst: Standing = {
  sends: sends(500, NOW - 1_000, true),
  pairedAt: NOW,
  circuit: trip(CLOSED, 'restricted', NOW, limits),
};

describe('what a rule lets go', () => {
  it('D51: waits a minute for the history to show that somebody wrote, and then leaves it to a person', () => {
    const stranger = asking({ wrote: false });
    expect(decide(production, stranger, old, NOW)).toEqual({ do: 'hold', reason: 'never_wrote', until: NOW + 60_000 });
    expect(decide(production, stranger, old, NOW + 60_000)).toEqual({ do: 'refuse', reason: 'never_wrote' });
    expect(decide(production, asking(), old, NOW)).toEqual({ do: 'go' });
  });

  it('D52: lets so many go within any 24 h to people who never wrote, where that is allowed at all', () => {
    const five: Policy = { ...production, firstContacts: { perDay: 5, graceMs: 0 } };
    const stranger = asking({ wrote: false });
    const four = { ...old, sends: sends(4, NOW - 1_000, true) };
    const full = { ...old, sends: sends(5, NOW - 1_000, true) };
    expect(decide(five, stranger, four, NOW)).toEqual({ do: 'go' });
    expect(decide(five, stranger, full, NOW)).toEqual({
      do: 'hold',
      reason: 'first_contacts',
      until: NOW - 1_000 + DAY_MS,
    });
    expect(decide(five, asking(), full, NOW)).toEqual({ do: 'go' });
    expect(decide(five, stranger, { ...old, sends: sends(50, NOW - 1_000) }, NOW)).toEqual({ do: 'go' });
  });

  it('D53: lets a number that was just linked send a hundred in 24 h, and a quarter more each day for two weeks', () => {
    const { warmUp } = production;
    if (!warmUp) throw new Error('production warms up');
    const caps = Array.from({ length: 16 }, (_, day) => warmUpCap(warmUp, NOW, NOW + day * DAY_MS).cap);
    expect(caps.slice(0, 4)).toEqual([100, 125, 156, 195]);
    expect(caps.toSorted((a, b) => a - b)).toEqual(caps);
    expect(caps.slice(13)).toEqual([1_819, Infinity, Infinity]);

    const young = { ...old, pairedAt: NOW - 3_600_000, sends: sends(100, NOW - 1_000) };
    expect(decide(production, asking(), young, NOW)).toEqual({
      do: 'hold',
      reason: 'warm_up',
      until: NOW + DAY_MS - 3_600_000,
    });
    expect(decide(production, asking(), { ...young, sends: young.sends.slice(1) }, NOW)).toEqual({ do: 'go' });
    expect(decide(production, asking(), { ...young, pairedAt: null }, NOW)).toMatchObject({ do: 'hold' });
    expect(decide(production, asking(), { ...young, pairedAt: old.pairedAt }, NOW)).toEqual({ do: 'go' });
  });

  it('D54, D55: tells the rule that holds longest', () => {
    const circuit = trip(CLOSED, 'failed_acks', NOW, limits);
    expect(decide(strict, asking(), { ...old, circuit }, NOW)).toMatchObject({ do: 'hold', reason: 'quiet_hours' });
    expect(decide(production, asking(), { ...old, circuit }, NOW)).toEqual({
      do: 'hold',
      reason: 'circuit',
      until: circuit.until,
    });
  });

  it('D56: never holds what a person typed', () => {
    expect(decide(strict, asking(), worst, NOW)).toMatchObject({ do: 'hold' });
    expect(decide(strict, asking({ human: true, wrote: false }), worst, NOW)).toEqual({ do: 'go' });
  });

  it.each(['demo', 'chaos'] as const)('holds nothing in profile %s', (name) => {
    expect(POLICIES[name]).toEqual(UNGOVERNED);
    expect(PROFILES[name].paceJitterMs).toBe(0);
    expect(decide(POLICIES[name], asking({ wrote: false }), worst, NOW)).toEqual({ do: 'go' });
  });
});

it('D57: says in words what is held, why and until when', () => {
  const until = Date.parse('2026-03-11T10:00:00Z');
  const hold = (reason: 'quiet_hours' | 'warm_up') => ({ commandId: 'x', reason, until });
  const zone = 'America/Sao_Paulo';
  expect(holdsText([], CLOSED, zone, NOW)).toBe(null);
  expect(holdsText([hold('quiet_hours'), hold('quiet_hours'), hold('warm_up')], CLOSED, zone, NOW)).toBe(
    '1 held until 07:00 (America/Sao_Paulo): the number is new, and its daily cap is reached. ' +
      '2 held until 07:00 (America/Sao_Paulo): quiet hours.',
  );
  expect(holdsText([], worst.circuit, 'UTC', NOW)).toBe(
    'No automatic message leaves before 16:00 (UTC): WhatsApp restricted the number.',
  );
  expect(holdsText([], worst.circuit, 'UTC', worst.circuit.until)).toBe(
    'Automatic messages go one by one: WhatsApp restricted the number.',
  );
});
