import type { MemoryLine } from '../../ai/assistant.ts';
import { change } from './change.ts';
import type { Change, ConversationContext } from './context.ts';
import { summaryDueAt } from './deadlines.ts';
import { toRemembered } from './memory.ts';
import { cut } from './row.ts';
import type { ConversationStore } from './store.ts';
import { WINDOW_LINES } from './window.ts';

/** Lines that must have left the window before the summary is rolled on. */
const ROLL_EVERY = 12;
const ROLL_AT_MOST = 200;
const SUMMARY_CHARACTERS = 800;
const DIGEST_LINE_CHARACTERS = 100;

const SPEAKER = { contact: 'Contato', bot: 'Bot', human: 'Atendente' } as const;

/**
 * The first, honest form of a rolling summary: it is extractive, so it cannot say what nobody said. Oldest lines fall off
 * when it is full.
 */
export const digest = (before: string | null, lines: readonly MemoryLine[]): string => {
  const added = lines.map(
    ({ from, text }) => `${SPEAKER[from]}: ${cut(text.replace(/\s+/g, ' ').trim(), DIGEST_LINE_CHARACTERS)}`,
  );
  const all = [...(before === null ? [] : before.split('\n')), ...added];
  let length = 0;
  const kept = all.toReversed().filter((line) => {
    length += line.length + 1;
    return length <= SUMMARY_CHARACTERS + 1;
  });
  return kept.toReversed().join('\n');
};

/** The next summary, or null while fewer than `atLeast` lines have left the window since the last one. */
const nextSummary = (
  store: ConversationStore,
  coveredSeq: number,
  atLeast: number,
): { text: string; upToSeq: number } | null => {
  const before = store.summary();
  const from = (before?.upToSeq ?? 0) + 1;
  const recent = store.before(coveredSeq + 1, WINDOW_LINES)[0]?.seq ?? 0;
  if (recent - from < atLeast) return null;
  const older = store.between(Math.max(from, recent - ROLL_AT_MOST), recent - 1);
  return { text: digest(before?.text ?? null, toRemembered(store, older)), upToSeq: recent - 1 };
};

/** Makes the summary anew of the lines that it tells of, as far as they may be told. Inside a transaction. */
export const summariseAgain = (store: ConversationStore): void => {
  const before = store.summary();
  if (before === null) return;
  const lines = store.between(Math.max(1, before.upToSeq - ROLL_AT_MOST), before.upToSeq);
  store.saveSummary({ ...before, text: digest(null, toRemembered(store, lines)) });
};

/** After a turn: sums up what has left the window, when it is enough. Inside a transaction. */
export const rememberOlder = (ctx: ConversationContext, tx: Change, turnId: string, coveredSeq: number): void => {
  const summary = nextSummary(ctx.store, coveredSeq, ROLL_EVERY);
  if (summary === null) return;
  ctx.store.saveSummary(summary);
  tx.record('summary.rolled', turnId, { upToSeq: summary.upToSeq });
};

/** Nobody has said anything for a while: what has left the window is summed up, however little it is. */
export const rollIdleSummary = (ctx: ConversationContext): void =>
  change(ctx, (tx) => {
    const due = summaryDueAt(tx.state, ctx.settings);
    if (due === null || due > tx.now) return;
    const summary = nextSummary(ctx.store, tx.state.lastSeq, 1);
    if (summary !== null) ctx.store.saveSummary(summary);
    tx.record('summary.rolled', null, { upToSeq: summary?.upToSeq ?? tx.state.lastSeq - WINDOW_LINES });
  });
