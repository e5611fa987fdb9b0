/** What is under way of one bot journal's stream, while the object is awake. */
export type Flow = {
  /** Items on their way to a conversation. */
  inFlight: Set<number>;
  /** Items refused for now, with their contact where it is known: nothing later of that contact may overtake them. */
  stuck: Map<number, string | null>;
  /** The frames whose contacts are being looked up, in order of arrival. */
  intake: Promise<void>;
  /** When the agent was last asked for patience; frames that were under way then need no second answer. */
  refusedAt: number;
};

/** Journals followed at the same time: the agent's, and one that is just ending. */
const MAX_FLOWS = 4;

export const flowOf = (flows: Map<string, Flow>, journalEpoch: string): Flow => {
  const known = flows.get(journalEpoch);
  if (known) return known;
  for (const [epoch, flow] of flows) {
    if (flows.size < MAX_FLOWS) break;
    if (flow.inFlight.size === 0) flows.delete(epoch);
  }
  const flow: Flow = { inFlight: new Set(), stuck: new Map(), intake: Promise.resolve(), refusedAt: -Infinity };
  flows.set(journalEpoch, flow);
  return flow;
};

/** Whether something earlier of this contact (or of an unknown one) was refused and has not come again. */
export const isBlocked = (flow: Flow, s: number, contactId: string): boolean => {
  for (const [stuck, contact] of flow.stuck) if (stuck < s && (contact === null || contact === contactId)) return true;
  return false;
};

/**
 * Runs `work` after everything that was queued under this key before. Socket handlers interleave at every await; this is
 * what keeps the messages of one contact in order.
 */
export const inTurn = (tails: Map<string, Promise<void>>, key: string, work: () => Promise<void>): Promise<void> => {
  const before = tails.get(key) ?? Promise.resolve();
  const done = before.then(work);
  const tail = done.then(
    () => {},
    () => {},
  );
  tails.set(key, tail);
  void tail.then(() => {
    if (tails.get(key) === tail) tails.delete(key);
  });
  return done;
};

/** Runs work, so much of it at a time; the rest waits in order. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>;

export const limiter = (limit: number): Limiter => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
};
