import { askAgainAt } from './delivery-status.ts';
import { followUpDueAt, ignoredAt } from './follow-up.ts';
import { fadesAt } from './score.ts';
import type { ConversationState } from './state.ts';
import { WINDOW_LINES } from './window.ts';
import { turnDueAt, type DebounceSettings } from './turn.ts';
import { overdueAt, type TurnTimes } from './turn-time.ts';

/** The timers of a conversation. Each is a function of the state, so none can be forgotten or left behind. */
export type Deadlines = Record<
  'debounce' | 'turn' | 'release' | 'report' | 'expiry' | 'look' | 'summary' | 'followUp' | 'ignored' | 'fade',
  number | null
>;

export type DeadlineSettings = DebounceSettings &
  TurnTimes & {
    /** A turn that has not ended so long after its time never will. */
    turnBackstopMs: number;
    /** Silence about a command after which it is handed over again; twice as long each time (`askAgainAt`). */
    reportMs: number;
    /** Silence after which what has left the window is summed up, however little it is. */
    summaryIdleMs: number;
    /** How long a person waits for the answer to a look into WhatsApp's history. */
    lookMs: number;
    /** Silence after the message after silence that counts as ignoring it. */
    ignoredAfterMs: number;
  };

const earliest = (times: (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** What neither the window nor the summary tells is not left out for ever. */
export const summaryDueAt = (
  { lastSeq, lastAt, summarised, group }: ConversationState,
  { summaryIdleMs }: Pick<DeadlineSettings, 'summaryIdleMs'>,
): number | null => (group || lastSeq - summarised <= WINDOW_LINES ? null : lastAt + summaryIdleMs);

export const deadlinesOf = (state: ConversationState | null, settings: DeadlineSettings): Deadlines => {
  if (state === null)
    return {
      debounce: null,
      turn: null,
      release: null,
      report: null,
      expiry: null,
      look: null,
      summary: null,
      followUp: null,
      ignored: null,
      fade: null,
    };
  const open = Object.values(state.open);
  return {
    debounce: turnDueAt(state, settings),
    turn: state.turn && overdueAt(state.turn, settings),
    release: state.control.releaseAt,
    report: earliest(open.map((command) => askAgainAt(command, settings))),
    expiry: earliest(open.map(({ status, notAfter }) => (status === 'queued' ? notAfter : null))),
    summary: summaryDueAt(state, settings),
    followUp: followUpDueAt(state),
    ignored: ignoredAt(state, settings),
    look: earliest(Object.values(state.looking).map((askedAt) => askedAt + settings.lookMs)),
    fade: state.score && fadesAt(state.score),
  };
};
