import type { Why } from '@oconnector/protocol/model/inspector.ts';
import type { ConversationState } from './state.ts';
import { turnDueAt, type DebounceSettings } from './turn.ts';

/** What is known of the number that the replies go out on; null when it could not be asked. */
export type LinkKnowledge = { link: 'online' | 'offline' | 'never'; since: number | null } | null;

/** One reason why the bot is silent, or what it waits for: the first that holds, from who may speak down to what was said. */
export const whyOf = (state: ConversationState | null, settings: DebounceSettings, link: LinkKnowledge): Why => {
  if (state === null) return { because: 'nothing_to_answer' };
  const { holder, releaseAt } = state.control;
  if (holder.kind === 'human') return { because: 'human', name: holder.name, via: holder.via, until: releaseAt };
  if (holder.kind === 'paused') return { because: 'paused', reason: holder.reason };
  if (state.turn !== null) return { because: 'thinking', since: state.turn.startedAt, attempt: state.turn.attempt };
  if (state.retry !== null) return { because: 'retry', until: state.retry.at, error: state.retry.error };
  const open = Object.values(state.open);
  const due = turnDueAt(state, settings);
  if (due !== null && state.pending !== null) return { because: 'debounce', until: due, messages: state.pending.count };
  if (open.length > 0) {
    if (link !== null && link.link !== 'online')
      return { because: 'number_offline', since: link.since, commands: open.length };
    return {
      because: 'delivering',
      since: Math.min(...open.map(({ askedAt }) => askedAt ?? Infinity), state.lastAt),
      commands: open.length,
    };
  }
  if (state.unknown > 0) return { because: 'unknown_outcome', commands: state.unknown };
  return state.answeredAt === null ? { because: 'nothing_to_answer' } : { because: 'answered', at: state.answeredAt };
};

/** Whether the answer depends on the link, which is another object's knowledge. */
export const needsLink = (state: ConversationState | null): boolean =>
  state !== null && Object.keys(state.open).length > 0;
