import type { InboxView } from '../api/conversations.ts';
import { awaitsPerson } from './awaits-person.ts';
import type { ConversationRow } from './conversation.ts';

/**
 * Which views of the inbox a conversation stands in for this user: none, when its contact turned out to be another one.
 * `all` is every other conversation; `unowned` is an open one
 * that neither the bot nor a signed-in user holds; `waiting` is one where the bot gave up and nobody has taken over.
 * The Inbox filters by it, and a dashboard keeps its lists and counts by it between two answers.
 */
export const viewsOf = (
  row: Pick<ConversationRow, 'status' | 'control' | 'mergedInto'>,
  userId: string,
): InboxView[] => {
  if (row.mergedInto !== undefined) return [];
  if (row.status === 'resolved') return ['all', 'resolved'];
  const { holder } = row.control;
  switch (holder.kind) {
    case 'bot':
      return ['all', 'bot'];
    case 'human':
      return holder.userId === null ? ['all', 'unowned'] : holder.userId === userId ? ['all', 'mine'] : ['all'];
    case 'paused':
      // Nobody owes a group an answer.
      if (holder.reason === 'group') return ['all'];
      return awaitsPerson(holder) ? ['all', 'unowned', 'waiting'] : ['all', 'unowned'];
  }
};
