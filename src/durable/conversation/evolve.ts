import { fenced, controlChanged, optedOutBy, optOutReturned } from './control-fold.ts';
import { handedOver, moved, queued } from './command-fold.ts';
import type { ConversationEvent, EventData } from './events.ts';
import { followedUpAfter, HEARD } from './follow-up-fold.ts';
import { added, forgetting, inherited, joinedBy, lost, received, rethink, revoked } from './message-fold.ts';
import { scoreAfter } from './score-fold.ts';
import { newState, type ConversationState } from './state.ts';
import { gaveUp, lostTurn, replied, started, unsaid } from './turn-fold.ts';
import { without } from './without.ts';

const restored = (state: ConversationState, data: EventData<'history.restored'>): ConversationState => ({
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

const apply = (state: ConversationState, event: ConversationEvent): ConversationState => {
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
      // They are heard there; here again when they come back.
      return { ...event.data.seqs.reduce(revoked, state), hearing: state.hearing };
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
      return event.data.state === 'ready' ? state : lost(state, event.data.mediaId);
    case 'voice.settled': {
      const { mediaId, seq, heard } = event.data;
      return heard ? rethink({ ...state, hearing: without(state.hearing, mediaId) }, seq) : lost(state, mediaId);
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
      return lostTurn(state, event.data);
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
