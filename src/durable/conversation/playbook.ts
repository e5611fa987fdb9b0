import type { Playbook } from '@oconnector/protocol/model/playbook.ts';
import type { ConversationContext } from './context.ts';
import { withTime } from './within-time.ts';

/** A playbook is asked for once a turn at most, and not again within this time. */
const REMEMBERED_MS = 60_000;

/** Asks for the playbook, and remembers it for a minute. Throws when the Knowledge object cannot be reached, or does not answer. */
export const rememberedPlaybook = (
  ports: Pick<ConversationContext['ports'], 'knowledge' | 'deadline'>,
  clock: ConversationContext['clock'],
  askMs: number,
): (() => Promise<Playbook>) => {
  let known: { playbook: Playbook; at: number } | null = null;
  return async () => {
    const now = clock.now();
    if (known !== null && Math.abs(now - known.at) < REMEMBERED_MS) return known.playbook;
    const playbook = await withTime(ports, askMs, () => ports.knowledge().playbook());
    known = { playbook, at: now };
    return playbook;
  };
};
