import { optOutIsFinal, theBotNeverTalksOverAPerson } from './control.ts';
import { silenceIsBrokenOnce } from './follow-ups.ts';
import type { HistoryEvent, Violation } from './history.ts';
import {
  messagesKeepTheirOrder,
  noAcknowledgedMessageIsLost,
  noMessageIsStoredTwice,
  nothingIsInvented,
} from './inbound.ts';
import { HistoryIndex } from './index-of.ts';
import { everySendEnds, nothingIsSaidTwice, pacingIsKept, sendsKeepTheirOrder, type Pacing } from './outbound.ts';
import { sessionsAreSound } from './session.ts';
import { dashboardsAgree, everythingSettles, theProjectionAgrees, timersAreArmed } from './settled.ts';
import { everyMessageIsAnsweredOnce, repliesAreFenced } from './turns.ts';

/** What a run amounted to. A run that did nothing proves nothing, so these figures are printed and have floors. */
export type Tally = {
  events: number;
  received: number;
  stored: number;
  late: number;
  turns: number;
  replies: number;
  commands: Record<string, number>;
  takeovers: number;
};

export type Verdict = { violations: Violation[]; tally: Tally };

const tallyOf = (history: HistoryIndex): Tally => {
  const commands: Record<string, number> = {};
  for (const { commands: final } of history.all('final.thread'))
    for (const { state } of final) commands[state] = (commands[state] ?? 0) + 1;
  return {
    events: history.length,
    received: history.all('wa.in').length,
    stored: history.all('conv.stored').length,
    late: history.all('conv.stored').filter(({ late }) => late).length,
    turns: history.all('conv.turn').length,
    replies: history.all('conv.reply').length,
    commands,
    takeovers: history.all('person.takeover').length,
  };
};

/** Reads a whole history and names every broken promise. Linear in its length. */
export const check = (events: readonly HistoryEvent[], options: { pacing?: Pacing } = {}): Verdict => {
  const history = new HistoryIndex(events);
  const violations = [
    noAcknowledgedMessageIsLost,
    noMessageIsStoredTwice,
    messagesKeepTheirOrder,
    nothingIsInvented,
    nothingIsSaidTwice,
    everySendEnds,
    theBotNeverTalksOverAPerson,
    repliesAreFenced,
    everyMessageIsAnsweredOnce,
    sessionsAreSound,
    sendsKeepTheirOrder,
    optOutIsFinal,
    silenceIsBrokenOnce,
    timersAreArmed,
    theProjectionAgrees,
    everythingSettles,
    dashboardsAgree,
  ].flatMap((invariant) => invariant(history));
  if (options.pacing) violations.push(...pacingIsKept(history, options.pacing));
  return { violations, tally: tallyOf(history) };
};
