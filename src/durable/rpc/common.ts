import type { ObjectDetail, ObjectEvent } from '@oconnector/protocol/model/inspector.ts';

/** Who acts, as the audit and the thread name it. */
export type Actor = { userId: string; name: string };

/** What every object offers the inspector. */
export interface Inspectable {
  /** State, timers and outbox as they are now; secrets masked. */
  inspect(): Promise<ObjectDetail>;
  /** The event log, newest first; `before` is exclusive. */
  events(query: {
    before: number | null;
    correlation: string | null;
    limit: number;
  }): Promise<{ events: ObjectEvent[]; hasMore: boolean }>;
}

/** What an object with timers offers to whoever goes round. */
export interface Watched {
  /** Sets the alarm again when the platform has lost it. Answers when the next timer is due; null: nothing is waited for. */
  checkup(): Promise<number | null>;
}

/** An expected refusal, returned instead of thrown: throwing across RPC is for bugs. */
export type Refused<Code extends string> = { ok: false; code: Code; message: string };
