import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSED, afterGrant, afterOutcome, isHalfOpen, passesAt, trip, type Circuit, type Outcome } from './circuit.ts';
import { POLICIES } from './policy.ts';

const limits = POLICIES.production.circuit;
if (!limits) throw new Error('production has a circuit');
const MINUTE = 60_000;
const never = (): never => {
  throw new Error('unreachable');
};

/** The circuit after these outcomes, one a second from `from` on. */
const after = (outcomes: string, circuit: Circuit = CLOSED, from = 0): { circuit: Circuit; window: Outcome[] } => {
  const window = [...outcomes].map((one, i) => ({
    id: circuit.counted + i + 1,
    at: from + i * 1_000,
    failed: one === 'x',
  }));
  return { circuit: window.reduce((state, one) => afterOutcome(state, one, window, limits), circuit), window };
};

describe('the circuit', () => {
  it('D55: opens when more than one in twenty fails, and not for a few', () => {
    expect(after('xx').circuit.state).toBe('closed');
    expect(after(`${'.'.repeat(57)}xxx`).circuit.state).toBe('closed');
    expect(after(`${'.'.repeat(56)}xxx`).circuit).toMatchObject({ state: 'open', reason: 'failed_acks' });
    expect(after('xxx').circuit).toMatchObject({ state: 'open', until: 2_000 + limits.openMs });
  });

  it('D55: counts each outcome once, and only those of the last hour', () => {
    const { circuit, window } = after('xx');
    const twice = window.reduce((state, one) => afterOutcome(state, one, [...window, ...window], limits), circuit);
    expect(twice).toBe(circuit);
    const late = { id: 3, at: limits.windowMs + 5_000, failed: true };
    expect(afterOutcome(circuit, late, [...window, late], limits).state).toBe('closed');
  });

  it('D55: lets one probe through at a time once its time is over, and closes when they were taken', () => {
    const open = after('xxx').circuit;
    expect(passesAt(open, open.until - 1, limits)).toBe(open.until);
    expect(passesAt(open, open.until, limits)).toBe(open.until);
    const probing = afterGrant(open, open.until);
    expect(passesAt(probing, open.until + 1, limits)).toBe(open.until + limits.probeMs);
    const taken = after('..', probing, open.until + 1).circuit;
    expect(taken).toMatchObject({ state: 'open', passed: 2, probedAt: null });
    const closed = after('.', taken, open.until + 5_000).circuit;
    expect(closed).toMatchObject({ state: 'closed', since: open.until + 5_000 });
    // What opened it does not open it again.
    expect(after('xx', closed, open.until + 6_000).circuit.state).toBe('closed');
  });

  it('D55: stays open twice as long after each probe that fails, and never longer than after a restriction', () => {
    let circuit = after('xxx').circuit;
    const lengths: number[] = [];
    for (let i = 0; i < 8; i++) {
      const at = circuit.until + 1;
      circuit = after('x', afterGrant(circuit, at), at).circuit;
      lengths.push((circuit.until - at) / MINUTE);
    }
    expect(lengths).toEqual([30, 60, 120, 240, 240, 240, 240, 240]);
  });

  it('D55: ignores, while open, what a person sent', () => {
    const open = after('xxx').circuit;
    expect(after('....xx', open, 10_000).circuit).toEqual({ ...open, counted: 9 });
  });

  it('D55: opens at a restriction or a logout, whatever it was before', () => {
    for (const reason of ['restricted', 'logged_out'] as const) {
      const open = trip(CLOSED, reason, 1_000, limits);
      expect(open).toMatchObject({ state: 'open', reason });
      expect(passesAt(open, 2_000, limits)).toBe(
        1_000 + (reason === 'restricted' ? limits.restrictedMs : limits.openMs),
      );
    }
  });

  it('D55: never stays open for ever, whatever happens and however the clock steps', () => {
    const event = fc.record({
      kind: fc.constantFrom('ok', 'fail', 'trip', 'ask'),
      after: fc.integer({ min: -8 * 60 * MINUTE, max: 8 * 60 * MINUTE }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let circuit = CLOSED;
        let now = 1e12;
        const window: Outcome[] = [];
        for (const { kind, after: ms } of events) {
          now += ms;
          if (kind === 'trip') circuit = trip(circuit, 'restricted', now, limits);
          else if (kind === 'ask') circuit = passesAt(circuit, now, limits) <= now ? afterGrant(circuit, now) : circuit;
          else {
            window.push({ id: window.length + 1, at: now, failed: kind === 'fail' });
            circuit = window.reduce((state, one) => afterOutcome(state, one, window, limits), circuit);
          }
        }
        now = Math.max(now, circuit.until, circuit.probedAt ?? 0) + limits.probeMs;
        for (let probe = 0; probe < limits.probes && circuit.state === 'open'; probe++) {
          expect(isHalfOpen(circuit, now)).toBe(true);
          expect(passesAt(circuit, now, limits)).toBe(now);
          window.push({ id: window.length + 1, at: now, failed: false });
          circuit = afterOutcome(afterGrant(circuit, now), window[window.length - 1] ?? never(), window, limits);
        }
        expect(circuit.state).toBe('closed');
      }),
      { numRuns: 300 },
    );
  });
});
