import type { Paced } from '../src/governor.ts';

/** Simulated time: sleepers wake in order as it is moved on. */
export const simulate = (start = 0) => {
  let now = start;
  let sleepers: { at: number; wake: () => void; signal: AbortSignal | undefined }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: now + ms, wake, signal });
        signal?.addEventListener('abort', () => wake(), { once: true });
      }),
    run: async (until: number) => {
      await settle();
      for (;;) {
        sleepers = sleepers.filter((one) => !one.signal?.aborted).sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (!next || next.at > until) break;
        sleepers.shift();
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = until;
    },
  };
};

/** Whether sends break the production pace: two at once per contact then one in six seconds, twenty in any minute. */
export const violations = (sent: readonly Paced[]): string[] => {
  const found: string[] = [];
  sent.forEach(({ at, contactId }, i) => {
    const own = sent.slice(0, i + 1).filter((one) => one.contactId === contactId);
    for (let k = 2; k < own.length; k++) {
      const first = own[own.length - 1 - k];
      if (first && at - first.at < (k - 1) * 6_000) found.push(`${contactId} at ${at}`);
    }
    if (sent.slice(0, i + 1).filter((one) => one.at > at - 60_000).length > 20) found.push(`number at ${at}`);
  });
  return found;
};
