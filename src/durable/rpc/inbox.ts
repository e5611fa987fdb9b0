import type { ConversationRow } from '@oconnector/protocol/model/conversation.ts';
import type { Message } from '@oconnector/protocol/model/message.ts';
import type { NumberStatus } from '@oconnector/protocol/model/number.ts';
import type { InboxView } from '@oconnector/protocol/api/conversations.ts';
import type { Inspectable, Watched } from './common.ts';

/** What changed in one conversation since it last told. */
export type InboxUpdate = { row: ConversationRow; messages: Message[] };

/** The header in which the Worker hands the authenticated session to `Inbox.fetch`; anything a client sent under it is dropped. */
export const LIVE_SESSION_HEADER = 'x-oc-live-session';

/** The read model of a cliente: list rows, live feed, projection. Opened by `v1:<cliente>`. The feed comes in as `fetch` with Upgrade. */
export interface InboxRpc extends Inspectable, Watched {
  /** Takes rows in by version (an older one is ignored), numbers the changes and feeds them. */
  publish(updates: InboxUpdate[]): Promise<void>;
  /**
   * Puts rows back that this read model lost or has wrong, as their conversations have them; a newer one stays. Answers with
   * all rows it now has of contacts above `after`, up to `upTo` (null: to the end).
   */
  rebuild(input: { rows: ConversationRow[]; after: string; upTo: string | null }): Promise<ConversationRow[]>;
  /** `telling` grows from one to the next; an older one that comes late changes nothing. */
  numberChanged(status: NumberStatus, telling: number): Promise<void>;
  /** Passing; may be lost. */
  typing(contactId: string, on: boolean): Promise<void>;
  list(query: {
    view: InboxView;
    userId: string;
    search: string | null;
    sort: 'recent' | 'waiting';
    cursor: string | null;
    limit: number;
  }): Promise<{
    rows: { row: ConversationRow; readInbound: number }[];
    counts: Record<InboxView, number>;
    nextCursor: string | null;
    live: { epoch: string; head: number };
  }>;
  readInbound(userId: string, contactId: string): Promise<number>;
  markRead(userId: string, contactId: string, inboundCount: number): Promise<void>;
  /** How far the D1 projection is behind. */
  projection(): Promise<{ pending: number; lagMs: number }>;
}
