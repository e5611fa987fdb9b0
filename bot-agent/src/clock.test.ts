import { expect, it } from 'vitest';
import { ServerClock } from './clock.ts';

it('D34: the server’s time goes on by itself, whatever is done to the clock of this machine', () => {
  const machine = { wall: 1_000_000, sinceBoot: 50 };
  const clock = new ServerClock({ now: () => machine.wall }, () => machine.sinceBoot);
  expect(clock.now()).toBe(1_000_000);
  expect(clock.set(2_000_000, 100)).toBe(1_000_050);
  machine.wall += 3_600_000;
  machine.sinceBoot += 10;
  expect(clock.now()).toBe(2_000_060);
  machine.wall -= 86_400_000;
  expect(clock.now()).toBe(2_000_060);
});

it('D34: the offset is that of this moment, so that a clock which was set shows', () => {
  const machine = { wall: 1_000_000, sinceBoot: 50 };
  const clock = new ServerClock({ now: () => machine.wall }, () => machine.sinceBoot);
  expect(clock.offset).toBe(0);
  expect(clock.set(1_000_500, 0)).toBe(500);
  expect(clock.timeOf(20)).toBe(1_000_470);
  machine.sinceBoot += 10_000;
  machine.wall += 10_000;
  expect(clock.offset).toBe(500);
  machine.wall += 3_600_000;
  expect(clock.offset).toBe(500 - 3_600_000);
});
