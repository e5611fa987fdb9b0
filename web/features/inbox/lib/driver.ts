import { awaitsPerson } from '@oconnector/protocol/model/awaits-person.ts';
import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';

/** Who drives a conversation, as marks and banners tell it apart. `waiting`: a person was asked for or the bot failed. */
export type Driver = 'resolved' | 'bot' | 'waiting' | 'paused' | 'phone' | 'person';

export const driverOf = ({ control: { holder }, status }: Pick<ConversationRow, 'control' | 'status'>): Driver => {
  if (status === 'resolved') return 'resolved';
  switch (holder.kind) {
    case 'bot':
      return 'bot';
    case 'paused':
      return awaitsPerson(holder) ? 'waiting' : 'paused';
    case 'human':
      return holder.via === 'phone' ? 'phone' : 'person';
  }
};
