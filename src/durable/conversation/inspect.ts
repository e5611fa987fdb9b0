import type { ObjectDetail, ObjectEvent, ObjectSnapshot, Why } from '@oconnector/protocol/model/inspector.ts';
import { describeKit, snapshotKit } from '../kit/context.ts';
import type { ConversationRpc } from '../rpc/conversation.ts';
import type { ConversationContext } from './context.ts';
import { handoffSummary } from './handoff.ts';
import { activityOf, buildRow } from './row.ts';
import { needsLink, whyOf, type LinkKnowledge } from './why.ts';

const LISTED_TURNS = 20;

/** What the inspector lists: `bot · thinking`. */
export const snapshotOf = (ctx: ConversationContext): ObjectSnapshot => {
  const state = ctx.store.state();
  return {
    class: 'Conversation',
    name: ctx.identity.name,
    label: ctx.store.contact()?.name?.toWellFormed() ?? null,
    state: state === null ? 'empty' : `${state.control.holder.kind} · ${activityOf(state)}`,
    sockets: 0,
    errors: ctx.errors(),
    ...snapshotKit(ctx),
  };
};

/** Everything but what people said and how they are called. */
export const detailOf = (ctx: ConversationContext): ObjectDetail => ({
  snapshot: snapshotOf(ctx),
  state: { ...ctx.store.state(), published: ctx.store.published(), turns: ctx.store.turns(LISTED_TURNS) },
  ...describeKit(ctx),
});

/** Asks the link only when the answer depends on it; a Gateway that does not answer leaves it open. */
export const explain = async (ctx: ConversationContext): Promise<Why> => {
  const state = ctx.store.state();
  return whyOf(state, ctx.settings, state !== null && needsLink(state) ? await askLink(ctx, state.numberId) : null);
};

const askLink = async (ctx: ConversationContext, numberId: string): Promise<LinkKnowledge> => {
  try {
    const { link, linkSince } = await ctx.ports.gateway(numberId).status();
    return { link, since: linkSince };
  } catch {
    return null;
  }
};

/** See `ConversationRpc.detail`. */
export const describe = async (ctx: ConversationContext): ReturnType<ConversationRpc['detail']> => {
  const why = await explain(ctx);
  const row = buildRow(ctx.store);
  const state = ctx.store.state();
  if (row === null || state === null) return null;
  const { store } = ctx;
  return {
    row,
    facts: store.facts(),
    summary: store.summary()?.text ?? null,
    handoff: handoffSummary(store, state),
    why,
  };
};

type EventQuery = Parameters<ConversationRpc['events']>[0];

/**
 * The log, newest first. Asked for a turn, it also tells of the messages that the turn answers and of the wait before it:
 * those happened before there was a turn that could have put its name on them.
 */
export const readEvents = (
  ctx: ConversationContext,
  query: EventQuery,
): { events: ObjectEvent[]; hasMore: boolean } => {
  const range = query.correlation === null ? null : ctx.store.turnRange(query.correlation);
  if (range === null || query.correlation === null) return ctx.journal.page(query);
  const events = ctx.store.eventsOfTurn(
    query.correlation,
    range,
    query.before ?? Number.MAX_SAFE_INTEGER,
    query.limit + 1,
  );
  return { events: events.slice(0, query.limit), hasMore: events.length > query.limit };
};

/** See `ConversationRpc.messages`. */
export const readMessages = (
  ctx: ConversationContext,
  { before, after, limit }: Parameters<ConversationRpc['messages']>[0],
): Awaited<ReturnType<ConversationRpc['messages']>> => {
  const state = ctx.store.state();
  if (state === null) return null;
  const messages =
    after === null ? ctx.store.before(before ?? state.lastSeq + 1, limit) : ctx.store.after(after, limit);
  const within = after === null || before === null ? messages : messages.filter(({ seq }) => seq < before);
  const edge = after === null ? (before ?? 1) - 1 : Math.min(after, state.lastSeq);
  const first = within[0]?.seq ?? (after === null ? 1 : edge + 1);
  const last = within.at(-1)?.seq ?? edge;
  return { messages: within, hasMoreBefore: first > 1, hasMoreAfter: last < state.lastSeq };
};
