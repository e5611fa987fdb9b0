import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isZone, parseHours, quietUntil, type QuietHours } from './quiet-hours.ts';

const HOUR = 3_600_000;
const night: QuietHours = { from: 22 * 60, to: 7 * 60, zone: 'America/Sao_Paulo' };
/** Brazil has had no summer time since 2019: three hours behind UTC all year. */
const sp = (text: string) => Date.parse(`${text}-03:00`);

describe('quiet hours', () => {
  it('are read as they are written', () => {
    expect(parseHours('22:00-07:30')).toEqual({ from: 1_320, to: 450 });
    for (const wrong of ['', '22-7', '24:00-07:00', '22:00-22:00', '22:60-07:00']) expect(parseHours(wrong)).toBe(null);
    expect([isZone('America/Sao_Paulo'), isZone('Mars/Olympus')]).toEqual([true, false]);
  });

  it('D54: go over midnight by the clock on the wall of their zone', () => {
    const morning = sp('2026-03-11T07:00:00');
    expect(quietUntil(night, sp('2026-03-10T21:59:59'))).toBe(null);
    expect(quietUntil(night, sp('2026-03-10T22:00:00'))).toBe(morning);
    expect(quietUntil(night, sp('2026-03-11T00:30:30'))).toBe(morning);
    expect(quietUntil(night, sp('2026-03-11T06:59:59.999'))).toBe(morning);
    expect(quietUntil(night, morning)).toBe(null);
    expect(quietUntil({ ...night, from: 720, to: 780 }, sp('2026-03-11T12:10:00'))).toBe(sp('2026-03-11T13:00:00'));
  });

  it('D54: end at their hour on the nights in which the clocks change', () => {
    const lisbon = { ...night, zone: 'Europe/Lisbon' };
    // Forward on 2026-03-29 at 1:00 UTC, back on 2026-10-25 at 1:00 UTC.
    expect(quietUntil(lisbon, Date.parse('2026-03-28T23:00:00Z'))).toBe(Date.parse('2026-03-29T06:00:00Z'));
    expect(quietUntil(lisbon, Date.parse('2026-10-24T22:30:00Z'))).toBe(Date.parse('2026-10-25T07:00:00Z'));
  });

  it('D54: are over with the change where it leaves out the hour at which they end', () => {
    const york = { from: 22 * 60, to: 2 * 60 + 30, zone: 'America/New_York' };
    // Forward on 2026-03-08 at 2:00, which is 7:00 UTC: 2:30 is never shown.
    const end = Date.parse('2026-03-08T07:00:00Z');
    expect(quietUntil(york, Date.parse('2026-03-08T03:00:00Z'))).toBe(end);
    expect(quietUntil(york, Date.parse('2026-03-08T06:59:00Z'))).toBe(end);
    expect(quietUntil(york, end)).toBe(null);
    // Quiet that begins a minute after it ends goes on, and is asked for once more, not every minute.
    const almostAlways = { ...york, from: 121, to: 120 };
    expect(quietUntil(almostAlways, Date.parse('2026-03-07T07:01:00Z'))).toBe(Date.parse('2026-03-08T07:00:00Z'));
    expect(quietUntil(almostAlways, Date.parse('2026-03-08T07:00:00Z'))).toBe(Date.parse('2026-03-09T06:00:00Z'));
  });

  it('D54: are over when they say, whatever the hours, the zone and the day', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const zone = fc.constantFrom('America/Sao_Paulo', 'UTC', 'Europe/Lisbon', 'Asia/Kolkata', 'America/New_York');
    const at = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') });
    fc.assert(
      fc.property(minute, minute, zone, at, (from, to, where, now) => {
        fc.pre(from !== to);
        const hours = { from, to, zone: where };
        let until = quietUntil(hours, now);
        if (until === null) return;
        expect(until).toBeGreaterThan(now);
        expect(until - now).toBeLessThanOrEqual(26 * HOUR);
        // An hour that a change of clocks left out or told twice may need asking again, and not for ever.
        for (let asked = 0; until !== null; asked++) {
          expect(asked).toBeLessThan(3);
          until = quietUntil(hours, until);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
