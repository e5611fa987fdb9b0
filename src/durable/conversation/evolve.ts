import { isOptedOut } from './control.ts';
import type { ConversationEvent, ConversationEvents } from './events.ts';
import { followedUpAfter, HEARD } from './follow-up-fold.ts';
import { scoreAfter } from './score-fold.ts';
import { recordAfter, recordAnew } from './record.ts';
import { extended, includes, united, upTo, without as spansWithout } from './span.ts';
import { newState, type Burst, type ConversationState, type OpenCommand, type OptOut, type Pending } from './state.ts';

type State = ConversationState;
type Data<Kind extends keyof ConversationEvents> = ConversationEvents[Kind];

const extend = (burst: Burst | null, seq: number, newestBefore: number, at: number): Burst => ({
  spans: extended(burst?.spans ?? [], seq, newestBefore),
  firstAt: burst?.firstAt ?? at,
  lastAt: at,
  count: (burst?.count ?? 0) + 1,
});

const untried = { attempts: 0, stale: 0, failures: 0, lost: 0, unsaid: 0 };
const asPending = (burst: Burst | null): Pending | null => burst && { ...untried, ...burst };

/** Nobody owes the contact an answer. */
const answered = { pending: null, newer: null, replies: {}, waitingSince: null } as const;

const added = (state: State, seq: number, at: number): State => ({
  ...state,
  lastSeq: seq,
  lastAt: at,
  previewSeq: seq,
});

/** Whether an old message, written then, is newer than all that was said here. */
const isNews = (state: Pick<State, 'spokenAt'>, writtenAt: number): boolean => writtenAt >= state.spokenAt;

const without = <Value>(record: Record<string, Value>, key: string): Record<string, Value> => {
  const { [key]: _gone, ...rest } = record;
  return rest;
};

const received = (state: State, data: Data<'message.received'>, at: number): State => {
  const numbers = state.numbers.includes(data.numberId) ? state.numbers : [...state.numbers, data.numberId];
  const inboundCount = state.inboundCount + (data.fromMe ? 0 : 1);
  const spokenAt = data.old ? Math.min(data.sentAt ?? 0, at) : at;
  if (data.old && !isNews(state, spokenAt)) {
    // History is stored silently: it moves nothing that a list sorts or shows.
    return { ...state, numbers, inboundCount, lastSeq: data.seq };
  }
  const lastAt = state.lastSeq === 0 ? spokenAt : Math.max(state.lastAt, spokenAt);
  const next = {
    ...state,
    lastSeq: data.seq,
    previewSeq: data.seq,
    lastAt,
    spokenAt,
    numbers,
    inboundCount,
    ...HEARD,
  };
  if (data.fromMe) return { ...next, ...answered, answeredAt: spokenAt };
  if (state.group) return { ...next, numberId: data.numberId };
  const { voice } = data;
  // Too late for the bot; a person must see that somebody waits.
  if (data.old) return { ...next, numberId: data.numberId, waitingSince: state.waitingSince ?? spokenAt };
  return {
    ...next,
    numberId: data.numberId,
    ...(voice !== undefined && { hearing: { ...state.hearing, [voice]: { seq: data.seq, at } } }),
    lastInSeq: data.seq,
    pending: { ...(state.pending ?? untried), ...extend(state.pending, data.seq, state.lastInSeq, at) },
    newer: state.turn && extend(state.newer, data.seq, state.lastInSeq, at),
    waitingSince: state.waitingSince ?? at,
  };
};

/** A burst without a message of it; null when nothing else was in it. */
const burstWithout = <B extends Burst>(burst: B | null, seq: number): B | null => {
  if (burst === null || !includes(burst.spans, seq)) return burst;
  return burst.count <= 1 ? null : { ...burst, spans: spansWithout(burst.spans, seq), count: burst.count - 1 };
};

/** What a turn thinks about is not what is said any more: it thinks again. */
const rethink = (state: State, seq: number): State =>
  state.turn !== null && includes(state.turn.spans, seq) ? { ...state, turn: null, newer: null } : state;

/** A summary that tells of words which are not said any more is made anew. */
const forgetting = (state: State, seq: number): State =>
  seq <= state.summarised ? { ...state, summarised: 0 } : state;

/** A line of another contact's thread that turned out to be this one's: history, which may be the newest there is. */
const inherited = (state: State, { seq, direction, at }: Data<'message.inherited'>): State => ({
  ...state,
  lastSeq: seq,
  inboundCount: state.inboundCount + (direction === 'in' ? 1 : 0),
  ...(isNews(state, at) && { previewSeq: seq, spokenAt: at, lastAt: Math.max(state.lastAt, at) }),
});

const joinedBy = (state: State, { numbers, numberId }: Data<'thread.joined'>): State => ({
  ...state,
  ...HEARD,
  numberId,
  numbers: [...new Set([...state.numbers, ...numbers])],
});

/** Words that were taken back want no answer, and none that is thought now may rest on them. */
const revoked = (before: State, seq: number): State => {
  const state = rethink(before, seq);
  const pending = burstWithout(state.pending, seq);
  const replies = Object.entries(state.replies).flatMap(([turnId, reply]) => {
    const rest = burstWithout(reply, seq);
    return rest === null ? [] : [[turnId, rest] as const];
  });
  return {
    ...state,
    pending,
    newer: burstWithout(state.newer, seq),
    replies: Object.fromEntries(replies),
    retry: pending === null ? null : state.retry,
    waitingSince: state.pending !== null && pending === null ? null : state.waitingSince,
  };
};

const started = (state: State, data: Data<'turn.started'>, at: number): State => {
  const { turnId, generation, lastInSeq, attempt, loose } = data;
  const spans = state.pending?.spans ?? [];
  return {
    ...state,
    turn: { turnId, generation, spans, lastInSeq, attempt, loose, startedAt: at },
    pending: state.pending && { ...state.pending, attempts: attempt },
    newer: null,
    retry: null,
  };
};

/** What was answered by turns of which something may still leave or end. */
export const openReplies = ({ replies, open }: State): State['replies'] => {
  const turns = new Set(Object.values(open).map(({ turnId }) => turnId));
  return Object.fromEntries(Object.entries(replies).filter(([turnId]) => turns.has(turnId)));
};

const replied = (state: State, data: Data<'turn.replied'>, at: number): State => {
  const { pending, newer } = state;
  const covered = pending && {
    ...pending,
    spans: upTo(pending.spans, data.coveredSeq),
    count: pending.count - (newer?.count ?? 0),
  };
  return {
    ...state,
    turn: null,
    newer: null,
    pending: asPending(newer),
    replies: { ...openReplies(state), ...(covered && { [data.turnId]: covered }) },
    waitingSince: data.handoff ? state.waitingSince : (newer?.firstAt ?? null),
    answeredAt: at,
    humanEnded: null,
    record: recordAfter(state.record, data.outcome, data.lesson, at),
    followUp: data.followUp ?? null,
  };
};

/** Ends the running turn if it is this one, and notes in `pending` what became of it. */
const gaveUp = (state: State, turnId: string, count: 'stale' | 'failures' | 'lost' | null): State => ({
  ...state,
  ...(state.turn?.turnId === turnId ? { turn: null, newer: null } : {}),
  pending: state.pending && (count === null ? state.pending : { ...state.pending, [count]: state.pending[count] + 1 }),
});

/** Both wait again, as one, without what was answered between them. No attempt's number comes twice: turns are named by it. */
const joined = (a: Pending, b: Pending | null): Pending => ({
  spans: united(a.spans, b?.spans ?? []),
  firstAt: Math.min(a.firstAt, b?.firstAt ?? a.firstAt),
  lastAt: Math.max(a.lastAt, b?.lastAt ?? 0),
  count: a.count + (b?.count ?? 0),
  attempts: Math.max(a.attempts, b?.attempts ?? 0),
  stale: 0,
  failures: 0,
  lost: 0,
  unsaid: Math.max(a.unsaid + 1, b?.unsaid ?? 0),
});

const unsaid = (state: State, turnId: string): State => {
  const before = state.replies[turnId];
  if (before === undefined) return state;
  const attempts = Math.max(...Object.values(state.replies).map((reply) => reply.attempts));
  const pending = { ...joined(before, state.pending), attempts: Math.max(attempts, state.pending?.attempts ?? 0) };
  return {
    ...state,
    // A turn that thinks meanwhile knows nothing of these, and its reply would count for them: all are thought about again.
    turn: null,
    newer: null,
    pending,
    replies: without(state.replies, turnId),
    waitingSince: Math.min(before.firstAt, state.waitingSince ?? before.firstAt),
  };
};

const controlChanged = (state: State, data: Data<'control.changed'>, at: number): State => {
  const resolved = data.cause === 'resolve';
  // Nobody owes an answer to who wants none; and who comes back is answered by the confirmation.
  const settled = resolved || data.cause === 'optout' || data.cause === 'optin';
  const pending = settled ? null : state.pending && { ...state.pending, stale: 0, failures: 0, lost: 0, unsaid: 0 };
  const toBot = data.control.holder.kind === 'bot';
  const gaveBack = data.noticeSeq !== null && (data.cause === 'release' || data.cause === 'timer' || resolved);
  return {
    ...state,
    control: data.control,
    fences: Object.fromEntries(state.numbers.map((numberId) => [numberId, null])),
    releaseAfterMs: data.releaseAfterMs,
    status: resolved || data.cause === 'merge' ? 'resolved' : 'open',
    pending,
    turn: null,
    newer: null,
    retry: null,
    replies: settled ? {} : state.replies,
    ...HEARD,
    record: toBot ? recordAnew(state.record) : state.record,
    // Only a person who gives it back decides that what nobody answered needs no answer.
    waitingSince: settled ? null : toBot && data.cause === 'release' ? (pending?.firstAt ?? null) : state.waitingSince,
    humanEnded: gaveBack && data.noticeSeq !== null ? { at, noticeSeq: data.noticeSeq } : state.humanEnded,
  };
};

const optedOutBy = (
  { optedOut, status, waitingSince }: State,
  { seq, mergeId }: Data<'optout.recorded'>,
  at: number,
): OptOut => {
  if (mergeId === undefined) return { seq, at };
  const before = { seq, at, inherited: { merges: [], resolved: status === 'resolved', waitingSince } };
  const { inherited, ...said } = optedOut ?? before;
  return inherited ? { ...said, inherited: { ...inherited, merges: [...inherited.merges, mergeId] } } : said;
};

/**
 * What waited here before shows again that it waits, if nobody has answered it meanwhile. Nothing of what came while the opt-out stood is
 * answered by itself: it may be the other contact's, and days old.
 */
const optOutReturned = (state: State, { mergeId, over }: Data<'optout.returned'>): State => {
  const { optedOut } = state;
  if (!optedOut?.inherited) return state;
  const { merges, ...before } = optedOut.inherited;
  const inherited = { ...before, merges: merges.filter((other) => other !== mergeId) };
  if (!over) return { ...state, optedOut: { ...optedOut, inherited } };
  const stillWaits =
    before.waitingSince !== null && state.status === 'open' && (state.answeredAt ?? 0) < before.waitingSince;
  return {
    ...state,
    optedOut: null,
    waitingSince: stillWaits ? before.waitingSince : state.waitingSince,
    ...(isOptedOut(state.control) && { pending: null, newer: null, retry: null }),
  };
};

/** A takeover holds when the agent of every number it was told has said so. */
const fenced = (state: State, { numberId, inFlight }: Data<'fence.confirmed'>): State => {
  const fences = { ...state.fences, [numberId]: inFlight };
  const known = Object.values(fences).filter((count) => count !== null);
  const fence = {
    confirmed: known.length === Object.keys(fences).length,
    inFlight: known.reduce((sum, count) => sum + count, 0),
  };
  return { ...state, fences, control: { ...state.control, fence } };
};

const queued = (state: State, data: Data<'command.queued'>, at: number): State => {
  const { seq, class: kind, generation, turnId, notAfter } = data;
  const command: OpenCommand = {
    seq,
    class: kind,
    generation,
    turnId,
    notAfter,
    status: 'queued',
    askedAt: null,
    ...(data.isFollowUp && { isFollowUp: true }),
  };
  return {
    ...added(state, seq, at),
    spokenAt: at,
    open: { ...state.open, [data.commandId]: command },
    ...(kind === 'human' ? { ...answered, answeredAt: at, ...HEARD } : {}),
    ...(data.isFollowUp && { followedUp: { seq, leftAt: null } }),
  };
};

const handedOver = (state: State, commandId: string, at: number, more: Pick<OpenCommand, 'asks'> = {}): State => {
  const command = state.open[commandId];
  return command
    ? { ...state, open: { ...state.open, [commandId]: { ...command, status: 'dispatched', askedAt: at, ...more } } }
    : state;
};

const moved = (state: State, data: { commandId: string; from: string; settled?: true }, to: string): State => {
  const after = {
    ...state,
    open: without(state.open, data.commandId),
    looking: without(state.looking, data.commandId),
  };
  if (data.settled) return after;
  const counted = (status: 'failed' | 'unknown'): number =>
    state[status] + (to === status ? 1 : 0) - (data.from === status ? 1 : 0);
  return { ...after, failed: counted('failed'), unknown: counted('unknown') };
};

const restored = (state: State, data: Data<'history.restored'>): State => ({
  ...state,
  control: data.control,
  releaseAfterMs: data.releaseAfterMs,
  status: data.status,
  lastSeq: data.messages,
  previewSeq: data.messages,
  lastAt: data.lastAt,
  spokenAt: data.lastAt,
  inboundCount: data.inbound,
  waitingSince: data.waitingSince,
  failed: data.failed,
});

const apply = (state: State, event: ConversationEvent): State => {
  switch (event.kind) {
    case 'conversation.opened':
    case 'contact.changed':
    case 'debounce.armed':
    case 'timer.fired':
    case 'turn.retrieved':
    case 'fact.learnt':
    case 'fact.pinned':
    case 'fact.forgotten':
    case 'command.echoed':
    case 'message.reacted':
    case 'thread.moved':
      return state;
    case 'quote.changed':
      return rethink(state, event.data.seq);
    case 'thread.joined':
      return joinedBy(state, event.data);
    case 'message.inherited':
      return inherited(state, event.data);
    case 'waiting.carried':
      return event.data.seqs.reduce(revoked, state);
    case 'message.disowned':
      // The running turn may have read it, whatever it answers.
      return { ...revoked(state, event.data.seq), turn: null, newer: null, summarised: 0 };
    case 'message.received':
      return received(state, event.data, event.at);
    case 'message.edited':
      return forgetting(rethink(state, event.data.seq), event.data.seq);
    case 'message.revoked':
      return forgetting(revoked(state, event.data.seq), event.data.seq);
    case 'notice.added':
      return added(state, event.data.seq, event.at);
    case 'file.settled':
      return event.data.state === 'ready' ? state : { ...state, hearing: without(state.hearing, event.data.mediaId) };
    case 'voice.settled': {
      const { mediaId, seq, heard } = event.data;
      const after = { ...state, hearing: without(state.hearing, mediaId) };
      return heard ? rethink(after, seq) : after;
    }
    case 'summary.rolled':
      return { ...state, summarised: event.data.upToSeq };
    case 'message.quarantined':
      return { ...state, ...HEARD, waitingSince: state.waitingSince ?? event.at };
    case 'turn.started':
      return started(state, event.data, event.at);
    case 'turn.replied':
      return replied(state, event.data, event.at);
    case 'turn.stale':
      return gaveUp(state, event.data.turnId, event.data.why === 'newer_inbound' ? 'stale' : null);
    case 'turn.failed': {
      const { turnId, error, retryAt } = event.data;
      return { ...gaveUp(state, turnId, 'failures'), retry: retryAt === null ? null : { at: retryAt, error } };
    }
    case 'turn.lost':
      return gaveUp(state, event.data.turnId, 'lost');
    case 'turn.unsaid':
      return { ...unsaid(state, event.data.turnId), ...HEARD };
    case 'followup.moved':
      return { ...state, followUp: state.followUp && { ...state.followUp, at: event.data.at } };
    case 'followup.ended':
      return { ...state, followUp: null };
    case 'followup.ignored':
      return { ...state, followedUp: state.followedUp && { ...state.followedUp, ignored: true } };
    case 'command.queued':
      return queued(state, event.data, event.at);
    case 'command.dispatched':
      return handedOver(state, event.data.commandId, event.at);
    case 'command.asked':
      return handedOver(state, event.data.commandId, event.at, {
        asks: (state.open[event.data.commandId]?.asks ?? 0) + 1,
      });
    case 'command.accepted':
    case 'command.delivered':
    case 'command.read':
    case 'command.failed':
    case 'command.cancelled':
    case 'command.expired':
    case 'command.unknown':
      return {
        ...moved(state, event.data, event.kind.slice('command.'.length)),
        followedUp: followedUpAfter(state, event),
      };
    case 'command.sought':
      return { ...state, looking: { ...state.looking, [event.data.commandId]: event.at } };
    case 'command.unfound':
      return { ...state, looking: without(state.looking, event.data.commandId) };
    case 'command.settled': {
      const { commandId, from } = event.data;
      return { ...state, looking: without(state.looking, commandId), [from]: state[from] - 1 };
    }
    case 'control.changed':
      return controlChanged(state, event.data, event.at);
    case 'control.extended':
      return { ...state, control: { ...state.control, releaseAt: event.data.releaseAt } };
    case 'optout.recorded':
      return {
        ...state,
        optedOut: optedOutBy(state, event.data, event.at),
        score: scoreAfter(state.score, event),
      };
    case 'optout.returned':
      return { ...optOutReturned(state, event.data), score: scoreAfter(state.score, event) };
    case 'optin.recorded':
      return {
        ...state,
        optedOut: null,
        cameBackAt: Math.min(event.data.saidAt ?? event.at, event.at),
        score: scoreAfter(state.score, event),
      };
    case 'score.moved':
    case 'score.tuned':
    case 'score.faded':
    case 'score.locked':
    case 'score.unlocked':
    case 'score.replayed':
    case 'outcome.recorded':
      return { ...state, score: scoreAfter(state.score, event) };
    case 'fence.confirmed':
      return event.data.generation < state.control.generation ? state : fenced(state, event.data);
    case 'history.restored':
      return restored(state, event.data);
  }
};

/**
 * The state after one more event; pure. The first event of a log is `conversation.opened`. Events name no bodies, so a
 * log stays foldable when bodies are erased.
 */
export const evolve = (state: ConversationState | null, event: ConversationEvent): ConversationState => {
  const before =
    state ?? (event.kind === 'conversation.opened' ? newState(event.data.numberId, event.at, event.data.group) : null);
  if (before === null) throw new Error(`the log begins with ${event.kind}`);
  return { ...apply(before, event), version: event.seq };
};

/** The fold of a whole log; null for an empty one. */
export const replay = (events: readonly ConversationEvent[]): ConversationState | null =>
  events.reduce<ConversationState | null>((state, event) => evolve(state, event), null);
