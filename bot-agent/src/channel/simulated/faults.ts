import { readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { ChannelState } from '@oconnector/protocol/model/number.ts';
import { failpoints, parseFailpoint, type Hit } from '../../failpoint.ts';
import { reasonOf, type Log } from '../../log.ts';
import type { SimulatedChannel } from './simulated.ts';
import type { WhatsApp } from './whatsapp.ts';

/**
 * What a test asks of the simulated WhatsApp while it runs: `SIMULATED_FAULTS` names a JSON file, which is read at the
 * start and again whenever it changes. What is not in it is sound. Never read for another channel.
 */
const SimulatedFaults = z.strictObject({
  /** `fail`: the history cannot be read. `jumbled`: it tells everything twice and in the wrong order. */
  history: z.enum(['fail', 'jumbled']).optional(),
  /** `fail`: files cannot be had now. */
  media: z.enum(['fail']).optional(),
  /** Sends stay with the clock tick for ever. */
  stuck: z.boolean().optional(),
  /** Milliseconds that the server tick takes longer. */
  slowMs: z.int().min(0).max(60_000).optional(),
  /** What the channel says of itself instead of `ready`. */
  state: z.optional(ChannelState),
  /** As FAILPOINT, but once: it is taken out of the file before the process dies. */
  failpoint: z
    .string()
    .refine((text) => parseFailpoint(text) !== null)
    .optional(),
});
export type SimulatedFaults = z.infer<typeof SimulatedFaults>;

const FOLLOW_EVERY_MS = 50;

/** Follows the file until `stop`. `hit` is for the agent's failpoints. */
export const followFaults = (
  path: string,
  { whatsapp, channel, log }: { whatsapp: WhatsApp; channel: SimulatedChannel; log: Log },
): { hit: Hit; stop: () => void } => {
  let current: SimulatedFaults = {};
  let hit: Hit = () => {};

  const read = (): SimulatedFaults => {
    try {
      return SimulatedFaults.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {};
      log.warn('faults_refused', { reason: reasonOf(thrown) });
      return current;
    }
  };
  const die = (): void => {
    const { failpoint: _, ...rest } = current;
    writeFileSync(path, JSON.stringify(rest));
    process.kill(process.pid, 'SIGKILL');
  };
  const apply = (next: SimulatedFaults): void => {
    const before = current;
    current = next;
    Object.assign(whatsapp.faults, {
      history: next.history === 'fail',
      jumbled: next.history === 'jumbled',
      media: next.media === 'fail',
      stuck: next.stuck ?? false,
      slowMs: next.slowMs ?? 0,
    });
    if (next.failpoint !== before.failpoint) hit = failpoints(parseFailpoint(next.failpoint ?? ''), die);
    if ((next.state ?? 'ready') !== (before.state ?? 'ready')) channel.become(next.state ?? 'ready');
  };

  apply(read());
  watchFile(path, { interval: FOLLOW_EVERY_MS, persistent: false }, () => apply(read()));
  return { hit: (name) => hit(name), stop: () => unwatchFile(path) };
};
