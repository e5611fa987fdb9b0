import type { ObjectSnapshot } from '@oconnector/protocol/model/inspector.ts';
import { openKit } from '../kit/context.ts';
import type { Surroundings } from '../kit/surroundings.ts';
import type { TimerHandler } from '../kit/timers.ts';
import { syncTimers } from './change.ts';
import type { ConversationContext, Identity, Ports, Settings } from './context.ts';
import type { Deadlines } from './deadlines.ts';
import { effectHandlers } from './effects.ts';
import { FILES_TIMER } from './adopt-file.ts';
import { expireFiles } from './files.ts';
import { noteIgnoredFollowUp } from './follow-up-ignored.ts';
import { startFollowUp } from './follow-up-say.ts';
import { snapshotOf } from './inspect.ts';
import { migrations } from './migrations.ts';
import { rollIdleSummary } from './summary.ts';
import { rememberedPlaybook } from './playbook.ts';
import { askAgain, expireCommands } from './send.ts';
import { endOverdueLooks } from './settle.ts';
import { fadeScore } from './signals.ts';
import { openStore } from './store.ts';
import { autoRelease } from './takeover.ts';
import { startTurn } from './think.ts';
import { endLostTurns, endOverdueTurn } from './turn-end.ts';

export type OpenOptions = {
  identity: Identity;
  settings: Settings;
  ports: Ports;
  pushSnapshot(snapshot: ObjectSnapshot): Promise<void>;
  onError(where: string, error: unknown): void;
};

/** A deadline that its handler could not meet rings again after this. */
const AGAIN_MS = 1_000;

/** Builds a conversation over its surroundings: a Durable Object's, or those of the simulation. Schema first. */
export const openConversation = (surroundings: Surroundings, options: OpenOptions): ConversationContext => {
  let errors = 0;
  let ctx: ConversationContext | null = null;
  const opened = (): ConversationContext => {
    if (ctx === null) throw new Error('the conversation is still being opened');
    return ctx;
  };
  const onError = (where: string, error: unknown): void => {
    errors++;
    options.onError(where, error);
  };
  const kit = openKit(surroundings, {
    migrations,
    timers: { ...timerHandlers(opened), [FILES_TIMER]: () => expireFiles(opened()) },
    effects: effectHandlers(opened),
    snapshot: () => snapshotOf(opened()),
    pushSnapshot: (snapshot) => options.pushSnapshot(snapshot),
    onError,
  });
  const { identity, settings, ports } = options;
  return (ctx = {
    ...kit,
    store: openStore(surroundings.sql, kit.meta),
    identity,
    settings,
    ports,
    playbook: rememberedPlaybook(ports, kit.clock, settings.askMs),
    errors: () => errors,
    onError,
  });
};

const timerHandlers = (ctx: () => ConversationContext): Record<keyof Deadlines, TimerHandler> => {
  const handler =
    (kind: keyof Deadlines, body: (ctx: ConversationContext) => void): TimerHandler =>
    (_ref, timer) => {
      body(ctx());
      syncTimers(ctx());
      if (ctx().timers.get(kind, '') === timer.dueAt) ctx().timers.set(kind, '', ctx().clock.now() + AGAIN_MS);
    };
  return {
    debounce: handler('debounce', (opened) => startTurn(opened, 'debounce')),
    turn: handler('turn', endOverdueTurn),
    release: handler('release', autoRelease),
    report: handler('report', askAgain),
    expiry: handler('expiry', expireCommands),
    look: handler('look', endOverdueLooks),
    fade: handler('fade', fadeScore),
    followUp: handler('followUp', startFollowUp),
    ignored: handler('ignored', noteIgnoredFollowUp),
    summary: handler('summary', rollIdleSummary),
  };
};

/**
 * After a constructor ran: the process that thought or sent may be dead. Turns left thinking are planned again at once,
 * what is owed is performed, and lost timers are set.
 */
export const wake = async (ctx: ConversationContext): Promise<void> => {
  if (ctx.store.state() === null) return;
  try {
    endLostTurns(ctx);
    startTurn(ctx, 'wake');
    syncTimers(ctx);
  } catch (error) {
    // An object that cannot wake would refuse messages too; the timers come to the same turns again.
    ctx.onError('wake', error);
  }
  if (ctx.outbox.depth().count > 0) ctx.background(ctx.outbox.drain());
  await ctx.timers.ensure();
};
